"""What every uploader must do; adapter authors subclass it in their tests.

The bench looks at the target from its own side, never through the uploader under test.
"""

# ruff: noqa: D102 - the name of a test is its sentence

from __future__ import annotations

import hashlib
import uuid
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest

from scanstation.errors import PackageChanged, StoredDiffers, TargetRefused, UploadError
from scanstation.model import UploadState
from scanstation.upload.drain import Entry, drain
from scanstation.upload.outbox import Pace, UploadRecord, advance
from scanstation.upload.uploader import Outgoing, Sidecar, Uploader

CASE_NUMBER = "50.1-123/2026"
CONTENT = b"%PDF-1.7\n" + bytes(range(256)) * 40
TITLES = (
    "Müller & Söhne",
    'Antrag: "Größe" <1/2>?*|\\',
    "O'Brien \\' -- \"",
    "100 % Förderung_v1;a=b#c?d&e+f",
    "  . ",
    "CON",
    "...",
    "\u0041\u0308rger zerlegt",
    "日本語 🙂",
    "Zeile\r\nUmbruch\ttab",
    "Ü" * 200,
)


class UploaderBench(Protocol):
    """A target under test; the folder template of its uploader is ``{case_number}``."""

    def uploader(self) -> Uploader:
        """Return a fresh uploader, as a new process would have it."""

    def copies(self, package: str) -> list[bytes]:
        """Return the content of every copy of the package that the target holds."""

    def place(self, package: str) -> str:
        """Return the folder in which the target holds the package."""

    def interrupt(self, outgoing: Outgoing) -> None:
        """Send the package and stop in the middle."""

    def spoil(self, package: str) -> None:
        """Change a byte of what the target holds."""

    def remove(self, package: str) -> None:
        """Take the package away from the target."""

    def switch_off(self) -> None:
        """Make the target unreachable."""


class Crash(BaseException):
    """The process ends here."""


class Record:
    """A journal that can end the process at its n-th record, before or after it is durable."""

    def __init__(self, crash_at: int = 0, after: bool = True) -> None:
        self.rows: list[UploadRecord] = []
        self._left = crash_at
        self._after = after

    def __call__(self, row: UploadRecord) -> None:
        self._left -= 1
        if self._left == 0 and not self._after:
            raise Crash
        self.rows.append(row)
        if self._left == 0:
            raise Crash


def fresh(outgoing: Outgoing) -> UploadRecord:
    """Return the record of a package that was never sent."""
    return UploadRecord(outgoing.package, outgoing.document)


def at_once() -> Pace:
    """Return a pace that never waits."""
    return Pace(sleep=lambda seconds: None, random=lambda: 0.0)


def package(folder: Path, content: bytes = CONTENT, title: str = "Antrag auf Wohngeld") -> Outgoing:
    """Return a package with a document and a manifest in ``folder``."""
    identity = str(uuid.uuid4())
    path = folder / f"{identity}.pdf"
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    manifest = folder / f"{identity}.json"
    manifest.write_text(f'{{"sha256": "{digest}"}}', encoding="utf-8")
    written = manifest.read_bytes()
    sidecar = Sidecar(
        "manifest.json",
        manifest,
        hashlib.sha256(written).hexdigest(),
        len(written),
        "application/json",
    )
    return Outgoing(
        package=identity,
        document=str(uuid.uuid4()),
        path=path,
        sha256=digest,
        size=len(content),
        title=title,
        filing={"case_number": CASE_NUMBER},
        sidecars=(sidecar,),
    )


def deliver(bench: UploaderBench, outgoing: Outgoing, last: UploadRecord) -> UploadRecord:
    """Run the outbox for one package with retries that cost no time."""
    entry = Entry(last, outgoing)
    return drain([entry], bench.uploader(), Record(), _Clock().pace())[0]


class _Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self._passed = 0.0
        self._start = at_once().now()

    def pace(self) -> Pace:
        from datetime import timedelta

        def sleep(seconds: float) -> None:
            self._passed += seconds

        return Pace(
            sleep=sleep,
            now=lambda: self._start + timedelta(seconds=self._passed),
            random=lambda: 0.5,
        )


class UploaderContract:
    """Subclass, implement ``make_bench``, and let pytest collect the class."""

    @abstractmethod
    def make_bench(self, folder: Path) -> AbstractContextManager[UploaderBench]:
        """Return a target that takes documents; leaving it cleans up."""

    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[UploaderBench]:
        with self.make_bench(tmp_path) as bench:
            yield bench

    def test_a_trial_changes_nothing(self, bench: UploaderBench, tmp_path: Path) -> None:
        outgoing = package(tmp_path)
        info = bench.uploader().test()
        assert info.product
        assert info.location
        assert bench.copies(outgoing.package) == []

    def test_what_was_never_sent_is_not_found(self, bench: UploaderBench, tmp_path: Path) -> None:
        deliver(bench, package(tmp_path), fresh(package(tmp_path)))
        assert bench.uploader().find(package(tmp_path)) == ()

    def test_what_was_sent_is_found(self, bench: UploaderBench, tmp_path: Path) -> None:
        outgoing = package(tmp_path)
        sent = bench.uploader().send(outgoing, None, lambda remote: None)
        found = bench.uploader().find(outgoing)
        assert [(one.id, one.size) for one in found] == [(sent.id, outgoing.size)]
        assert bench.uploader().find(outgoing, sent.id) == found
        assert bench.copies(outgoing.package) == [CONTENT]

    def test_an_unknown_id_does_not_hide_the_document(
        self, bench: UploaderBench, tmp_path: Path
    ) -> None:
        outgoing = package(tmp_path)
        sent = bench.uploader().send(outgoing, None, lambda remote: None)
        assert [one.id for one in bench.uploader().find(outgoing, "no-such-id")] == [sent.id]

    @pytest.mark.parametrize("size", [0, 1, 255, 65536, 1_300_013])
    def test_every_size_is_stored_and_proven(
        self, bench: UploaderBench, tmp_path: Path, size: int
    ) -> None:
        content = (CONTENT * (size // len(CONTENT) + 1))[:size]
        outgoing = package(tmp_path, content)
        end = deliver(bench, outgoing, fresh(outgoing))
        assert end.failure is None
        assert end.state is UploadState.VERIFIED
        assert end.stored is not None
        assert (end.stored.sha256, end.stored.size) == (outgoing.sha256, size)
        assert bench.copies(outgoing.package) == [content]

    @pytest.mark.parametrize("title", TITLES)
    def test_any_title_can_be_sent_and_found(
        self, bench: UploaderBench, tmp_path: Path, title: str
    ) -> None:
        outgoing = package(tmp_path, title=title)
        end = deliver(bench, outgoing, fresh(outgoing))
        assert end.failure is None
        assert [one.id for one in bench.uploader().find(outgoing)] == [end.remote_id]

    @pytest.mark.parametrize("case", ["50.1 (Müller)", "A:B*C", "..", "NUL", "a%2Fb", "ſtraße'"])
    def test_any_case_number_can_be_filed(
        self, bench: UploaderBench, tmp_path: Path, case: str
    ) -> None:
        outgoing = replace(package(tmp_path), filing={"case_number": case})
        end = deliver(bench, outgoing, fresh(outgoing))
        assert end.failure is None
        assert bench.copies(outgoing.package) == [CONTENT]

    def test_like_case_numbers_never_share_a_folder(
        self, bench: UploaderBench, tmp_path: Path
    ) -> None:
        places = set()
        for case in ("50.1/2", "50.1-2", "50.1_2", "50.1\u22152", "50.1 2", "50.1\\2"):
            outgoing = replace(package(tmp_path), filing={"case_number": case})
            deliver(bench, outgoing, fresh(outgoing))
            places.add(bench.place(outgoing.package))
        assert len(places) == 6

    def test_equal_titles_do_not_clash(self, bench: UploaderBench, tmp_path: Path) -> None:
        first, second = package(tmp_path, b"%PDF eins"), package(tmp_path, b"%PDF zwei")
        assert deliver(bench, first, fresh(first)).ended
        assert deliver(bench, second, fresh(second)).ended
        assert bench.copies(first.package) == [b"%PDF eins"]
        assert bench.copies(second.package) == [b"%PDF zwei"]
        assert bench.place(first.package) == bench.place(second.package)

    def test_sending_again_never_makes_a_second_copy(
        self, bench: UploaderBench, tmp_path: Path
    ) -> None:
        outgoing = package(tmp_path)
        first = deliver(bench, outgoing, fresh(outgoing))
        again = deliver(bench, outgoing, fresh(outgoing))  # the journal was lost
        assert (again.state, again.remote_id) == (UploadState.VERIFIED, first.remote_id)
        assert bench.copies(outgoing.package) == [CONTENT]

    def test_an_interrupted_transfer_is_completed(
        self, bench: UploaderBench, tmp_path: Path
    ) -> None:
        content = CONTENT * 30
        outgoing = package(tmp_path, content)
        bench.interrupt(outgoing)
        last = replace(fresh(outgoing), state=UploadState.SENDING)
        assert deliver(bench, outgoing, last).state is UploadState.VERIFIED
        assert bench.copies(outgoing.package) == [content]

    @pytest.mark.parametrize("after", [True, False], ids=["durable", "lost"])
    def test_after_a_crash_at_any_record_there_is_one_copy(
        self, bench: UploaderBench, tmp_path: Path, after: bool
    ) -> None:
        content = CONTENT * 15
        for crash_at in range(1, 12):
            outgoing = package(tmp_path, content)
            record = Record(crash_at, after)
            first = fresh(outgoing)
            try:
                end = advance(first, outgoing, bench.uploader(), record, at_once())
            except Crash:
                last = record.rows[-1] if record.rows else first
                end = deliver(bench, outgoing, last)
            assert end.state is UploadState.VERIFIED
            assert bench.copies(outgoing.package) == [content]

    def test_changed_bytes_do_not_prove_anything(
        self, bench: UploaderBench, tmp_path: Path
    ) -> None:
        outgoing = package(tmp_path)
        uploader = bench.uploader()
        sent = uploader.send(outgoing, None, lambda remote: None)
        assert uploader.read_back(outgoing, sent).proves(outgoing)
        bench.spoil(outgoing.package)
        assert not uploader.read_back(outgoing, sent).proves(outgoing)

    def test_changed_bytes_are_never_verified(self, bench: UploaderBench, tmp_path: Path) -> None:
        outgoing = package(tmp_path)
        sent = bench.uploader().send(outgoing, None, lambda remote: None)
        bench.spoil(outgoing.package)
        last = replace(fresh(outgoing), state=UploadState.SENDING, remote_id=sent.id)
        end = deliver(bench, outgoing, last)
        repaired = bench.copies(outgoing.package) == [CONTENT]
        assert (end.state is UploadState.VERIFIED) == repaired
        assert repaired or isinstance(end.failure, StoredDiffers)

    def test_a_confirmed_document_that_vanished_is_not_sent_again(
        self, bench: UploaderBench, tmp_path: Path
    ) -> None:
        outgoing = package(tmp_path)
        sent = bench.uploader().send(outgoing, None, lambda remote: None)
        bench.remove(outgoing.package)
        last = replace(
            fresh(outgoing), state=UploadState.STORED, remote_id=sent.id, offset=outgoing.size
        )
        end = deliver(bench, outgoing, last)
        assert isinstance(end.failure, StoredDiffers)
        assert bench.copies(outgoing.package) == []

    def test_a_changed_package_is_not_sent(self, bench: UploaderBench, tmp_path: Path) -> None:
        outgoing = package(tmp_path)
        outgoing.path.write_bytes(CONTENT[:-1] + b"!")
        end = deliver(bench, outgoing, fresh(outgoing))
        assert isinstance(end.failure, PackageChanged)
        assert bench.copies(outgoing.package) == []

    def test_no_case_number_no_filing(self, bench: UploaderBench, tmp_path: Path) -> None:
        outgoing = replace(package(tmp_path), filing={})
        end = deliver(bench, outgoing, fresh(outgoing))
        assert isinstance(end.failure, TargetRefused)
        assert end.failure.permanent
        assert bench.copies(outgoing.package) == []

    def test_an_absent_target_is_tried_again_later(
        self, bench: UploaderBench, tmp_path: Path
    ) -> None:
        outgoing = package(tmp_path)
        uploader = bench.uploader()
        bench.switch_off()
        with pytest.raises(UploadError) as caught:
            uploader.test()
        assert not caught.value.permanent
        end = advance(fresh(outgoing), outgoing, uploader, Record(), at_once())
        assert end.state is UploadState.FAILED
        assert end.failure is not None
        assert not end.failure.permanent
        assert not end.ended

    def test_an_error_tells_neither_title_nor_case_number(
        self, bench: UploaderBench, tmp_path: Path
    ) -> None:
        outgoing = package(tmp_path, title="Sehr Vertraulich")
        uploader = bench.uploader()
        bench.switch_off()
        end = advance(fresh(outgoing), outgoing, uploader, Record(), at_once())
        told = repr(end.failure) + str(end.failure)
        assert "Vertraulich" not in told
        assert CASE_NUMBER not in told
