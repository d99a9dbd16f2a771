"""What every journal must do; adapter authors subclass both classes in their tests."""

# ruff: noqa: D102 - the name of a test is its sentence

from __future__ import annotations

import threading
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from scanstation.errors import BatchClosed, JournalConflict
from scanstation.errors import Text as Sentence
from scanstation.events import AnomalyNoted, Checked, Event, Purged, decode
from scanstation.store.chain import origin, row_hash
from scanstation.store.journal import Journal, Row

BATCH = "5e0f6f2c-6a2e-4f0e-9d5b-0a8f0d1c2b3a"


def remark(sheet: int, text: str = "Büroklammer") -> AnomalyNoted:
    """Return an event with text in two languages."""
    return AnomalyNoted(kind="remark", text=Sentence(text, text), page=f"page {sheet}", sheet=sheet)


def append(journal: Journal, *events: Event) -> list[Row]:
    """Append after the present head."""
    return journal.append(journal.head()[0], events, operator="Müller", station="Zimmer 7")


class JournalMaker:
    """What a subclass brings."""

    @abstractmethod
    def make_journal(self, folder: Path) -> AbstractContextManager[Journal]:
        """Return an empty, writable journal of the batch ``BATCH``; leaving it closes it."""

    @pytest.fixture
    def journal(self, tmp_path: Path) -> Iterator[Journal]:
        with self.make_journal(tmp_path) as journal:
            yield journal


class JournalContract(JournalMaker):
    """Appending, reading and hearing of rows."""

    def test_an_empty_journal_begins_at_the_batch(self, journal: Journal) -> None:
        assert journal.head() == (0, origin(BATCH))
        assert list(journal.read()) == []

    def test_rows_come_back_as_they_were_appended(self, journal: Journal) -> None:
        rows = append(journal, remark(1)) + append(journal, remark(2), Checked(("a",), True))
        assert list(journal.read()) == rows
        assert [row.number for row in rows] == [1, 2, 3]
        assert {(row.operator, row.station) for row in rows} == {("Müller", "Zimmer 7")}

    def test_the_rows_form_one_chain(self, journal: Journal) -> None:
        append(journal, *(remark(sheet) for sheet in range(5)))
        append(journal, remark(5))
        before = origin(BATCH)
        for row in journal.read():
            columns = (row.number, row.time, row.operator, row.station, row.type, row.version)
            assert row.previous == before
            assert row.hash == row_hash((*columns, row.payload_hash, row.previous))
            before = row.hash
        assert journal.head() == (6, before)

    def test_the_same_event_twice_has_different_hashes(self, journal: Journal) -> None:
        first, second = append(journal, remark(1), remark(1))
        assert first.payload_hash != second.payload_hash

    def test_reading_continues_after_a_row(self, journal: Journal) -> None:
        append(journal, *(remark(sheet) for sheet in range(1200)))
        assert [row.number for row in journal.read(after=1195)] == [1196, 1197, 1198, 1199, 1200]
        assert list(journal.read(after=1200)) == []
        assert [row.number for row in journal.read()] == list(range(1, 1201))

    @pytest.mark.parametrize("text", ["Prüfung “ä€𝄞”", "", "a\x00b", "bad name \udc80", "'; --"])
    def test_events_come_back_whole(self, journal: Journal, text: str) -> None:
        append(journal, remark(1, text))
        (row,) = journal.read()
        assert row.payload is not None
        assert decode(row.type, row.version, row.payload) == remark(1, text)

    def test_times_are_utc(self, journal: Journal) -> None:
        (row,) = append(journal, remark(1))
        assert row.time.endswith("Z")
        assert len(row.time) == len("2026-01-31T12:00:00.000000Z")

    def test_who_knows_an_older_end_is_refused(self, journal: Journal) -> None:
        append(journal, remark(1))
        for wrong in (0, 2):
            with pytest.raises(JournalConflict):
                journal.append(wrong, [remark(2)], operator="a", station="b")
        assert len(list(journal.read())) == 1

    def test_nothing_appended_is_nothing_changed(self, journal: Journal) -> None:
        told: list[Sequence[Row]] = []
        journal.subscribe(told.append)
        assert journal.append(0, [], operator="a", station="b") == []
        assert journal.head()[0] == 0
        assert told == []

    def test_subscribers_hear_of_durable_rows_in_order(self, journal: Journal) -> None:
        told: list[Row] = []
        unsubscribe = journal.subscribe(told.extend)
        rows = append(journal, remark(1), remark(2)) + append(journal, remark(3))
        unsubscribe()
        unsubscribe()
        append(journal, remark(4))
        assert told == rows

    def test_a_failing_subscriber_does_not_undo_an_append(self, journal: Journal) -> None:
        told: list[Row] = []

        def fail(rows: Sequence[Row]) -> None:
            raise RuntimeError("a view fell over")

        journal.subscribe(fail)
        journal.subscribe(told.extend)
        rows = append(journal, remark(1))
        assert list(journal.read()) == rows == told

    def test_threads_append_one_after_the_other(self, journal: Journal) -> None:

        def work(name: int) -> None:
            for step in range(10):
                _append_until_done(journal, remark(100 * name + step))

        threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        sheets = [row.payload["sheet"] for row in journal.read() if row.payload]
        assert sorted(sheets) == [100 * name + step for name in range(4) for step in range(10)]
        for name in range(4):
            assert [sheet for sheet in sheets if sheet // 100 == name] == [
                100 * name + step for step in range(10)
            ]

    def test_closing_twice_is_allowed(self, journal: Journal) -> None:
        journal.close()
        journal.close()

    def test_who_comes_after_the_end_hears_so(self, journal: Journal) -> None:
        append(journal, remark(1))
        journal.close()
        with pytest.raises(BatchClosed):
            journal.append(1, [remark(2)], operator="Müller", station="Zimmer 7")
        with pytest.raises(BatchClosed):
            list(journal.read())
        with pytest.raises(BatchClosed):
            list(journal.read(after=1))
        with pytest.raises(BatchClosed):
            journal.head()


class JournalPurgeContract(JournalMaker):
    """Erasing payloads lawfully."""

    def test_a_purge_erases_payloads_and_nothing_else(self, journal: Journal) -> None:
        before = append(journal, *(remark(sheet) for sheet in range(1, 5)))
        append(journal, Purged(rows=(1, 3), blobs=(), reason="Frist"))
        after = list(journal.read())
        assert [row.payload is None for row in after] == [True, False, True, False, False]
        assert [row.hash for row in after[:4]] == [row.hash for row in before]
        assert [row.payload_hash for row in after[:4]] == [row.payload_hash for row in before]

    def test_a_purge_repeated_is_no_error(self, journal: Journal) -> None:
        append(journal, remark(1))
        for _ in range(2):
            append(journal, Purged(rows=(1,), blobs=(), reason="Frist"))
        assert [row.payload is None for row in journal.read()] == [True, False, False]

    @pytest.mark.parametrize("row", [0, 2, 3, 4])
    def test_a_purge_spares_itself_other_purges_and_the_future(
        self, journal: Journal, row: int
    ) -> None:
        append(journal, remark(1), Purged(rows=(), blobs=(), reason="a"))
        with pytest.raises(ValueError, match="cannot erase"):
            append(journal, Purged(rows=(1, row), blobs=(), reason="b"))
        assert [entry.payload is None for entry in journal.read()] == [False, False]


def _append_until_done(journal: Journal, event: Event) -> None:
    while True:
        try:
            append(journal, event)
        except JournalConflict:
            continue
        return
