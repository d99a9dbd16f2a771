"""Look-ups: exact means exact, and the network may be gone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from scanstation.errors import ConfigurationInvalid, TargetUnreachable
from scanstation.indexing.lookup import (
    AWAY,
    HIT_FRESH,
    MISS_FRESH,
    Answer,
    CachedCaseFiles,
    CaseFile,
    CaseFiles,
    CsvCaseFiles,
    Duplicate,
)

LIST = """Aktenzeichen;Name;Ort
50.1-1/2026;Müller, Anna;Mühlenau
50.1-12/2026;Öztürk, Ayşe;Erlingstedt
50.2-1/2026;Große-Müller, Jörg;Mühlenau
50.3-7/2026;Doppelt, A;x
50.3-7/2026;Doppelt, B;x
"""


@pytest.fixture
def files(tmp_path: Path) -> CsvCaseFiles:
    path = tmp_path / "Akten Übung.csv"
    path.write_text(LIST, encoding="utf-8")
    return CsvCaseFiles(path, "Aktenzeichen")


def test_exact_hits_and_misses(files: CsvCaseFiles) -> None:
    answer = files.exact(" 50.1-1/2026 ")
    assert answer.hit
    assert answer.case_file is not None
    assert answer.case_file.values["Name"] == "Müller, Anna"
    for number in ("50.1-1/2025", "50.1-1", "50.1-1/20266", ""):
        assert files.exact(number) == Answer("miss")


def test_a_number_twice_in_the_list_is_no_hit_and_is_reported(files: CsvCaseFiles) -> None:
    assert files.exact("50.3-7/2026") == Answer("unknown")
    assert files.duplicates == (Duplicate("50.3-7/2026", (5, 6)),)


def test_type_ahead(files: CsvCaseFiles) -> None:
    def found(text: str) -> list[str]:
        return [one.number for one in files.search(text)]

    assert found("50.1") == ["50.1-1/2026", "50.1-12/2026"]
    assert found("müller") == ["50.1-1/2026"]
    assert found("mühl") == ["50.1-1/2026", "50.2-1/2026"]
    assert found("jörg") == ["50.2-1/2026"]
    assert found("-12/") == ["50.1-12/2026"]
    assert found("  ") == []
    assert found("gibtsnicht") == []
    assert len(files.search("50", limit=2)) == 2


def test_letters_written_in_two_ways_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Az\nÄ-1\n", encoding="utf-8")
    assert CsvCaseFiles(path, "Az").exact("A\u0308-1").hit


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_lists_as_excel_saves_them(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(("sep=,\r\n" + '"Az","Name"\r\n"1","Größe, ""x"""\r\n').encode(encoding))
    answer = CsvCaseFiles(path, "Az").exact("1")
    assert answer.case_file == CaseFile("1", {"Az": "1", "Name": 'Größe, "x"'})


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", 1),
        (b"Nummer;Name\n1;a\n", 1),
        (b"Az;Name\n1;a\n;b\n", 3),
        (b"Az;Name\n1;a\n2\n", 3),
        (b"Az;Name\n1;\x81\n", 2),
    ],
)
def test_wrong_lists_are_pointed_at(tmp_path: Path, data: bytes, line: int) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(ConfigurationInvalid) as caught:
        CsvCaseFiles(path, "Az")
    assert caught.value.details["line"] == line


def test_a_missing_list_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationInvalid):
        CsvCaseFiles(tmp_path / "fehlt.csv", "Az")


class Target:
    """A list on a network that can be unplugged."""

    def __init__(self, source: CaseFiles) -> None:
        self.source = source
        self.plugged = True
        self.gone: set[str] = set()
        self.asked = 0

    def exact(self, number: str) -> Answer:
        self._ask()
        return Answer("miss") if number in self.gone else self.source.exact(number)

    def search(self, text: str, limit: int = 20) -> tuple[CaseFile, ...]:
        self._ask()
        return self.source.search(text, limit)

    def _ask(self) -> None:
        self.asked += 1
        if not self.plugged:
            raise TargetUnreachable(reason="unplugged")


def test_the_cache_answers_while_the_network_is_gone(tmp_path: Path, files: CsvCaseFiles) -> None:
    target = Target(files)
    cache = tmp_path / "Mandant Ü" / "akten.sqlite"
    cached = CachedCaseFiles(target, cache)
    assert cached.exact("50.1-1/2026").hit
    cached.search("öztürk")
    target.plugged = False
    again = CachedCaseFiles(target, cache)
    offline = again.exact("50.1-1/2026")
    assert offline.hit
    assert offline.offline
    assert again.exact("50.1-12/2026").hit
    assert again.exact("50.2-1/2026") == Answer("unknown")
    assert [one.number for one in again.search("müller")] == ["50.1-1/2026"]


def test_what_the_target_no_longer_has_leaves_the_cache(
    tmp_path: Path, files: CsvCaseFiles
) -> None:
    target = Target(files)
    cached = CachedCaseFiles(target, tmp_path / "akten.sqlite")
    assert cached.exact("50.1-1/2026").hit
    target.gone.add("50.1-1/2026")
    cached.ask_again()
    assert cached.exact("50.1-1/2026") == Answer("miss")
    target.plugged = False
    cached.ask_again()
    assert cached.exact("50.1-1/2026") == Answer("unknown")


class Clock:
    """Time that a test moves on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_an_answer_is_asked_for_once_a_while(tmp_path: Path, files: CsvCaseFiles) -> None:
    target, clock = Target(files), Clock()
    cached = CachedCaseFiles(target, tmp_path / "akten.sqlite", clock)
    for _ in range(3):
        assert cached.exact("50.1-1/2026").hit
        assert cached.exact("50.1-9/2026") == Answer("miss")
    assert target.asked == 2
    clock.now += MISS_FRESH
    assert cached.exact("50.1-9/2026") == Answer("miss")
    assert cached.exact("50.1-1/2026").hit
    assert target.asked == 3
    clock.now += HIT_FRESH
    assert cached.exact("50.1-1/2026").hit
    assert target.asked == 4


def test_a_target_that_is_away_is_left_alone_for_a_while(
    tmp_path: Path, files: CsvCaseFiles
) -> None:
    target, clock = Target(files), Clock()
    cached = CachedCaseFiles(target, tmp_path / "akten.sqlite", clock)
    assert cached.exact("50.1-1/2026").hit
    clock.now += HIT_FRESH
    target.plugged = False
    for _ in range(3):
        assert cached.exact("50.1-1/2026").offline
        assert cached.exact("50.1-12/2026") == Answer("unknown")
        assert [one.number for one in cached.search("müller")] == ["50.1-1/2026"]
    assert target.asked == 2
    target.plugged = True
    clock.now += AWAY
    assert not cached.exact("50.1-1/2026").offline
    assert cached.exact("50.1-12/2026").hit


def test_the_cache_is_for_this_account_only(tmp_path: Path, files: CsvCaseFiles) -> None:
    path = tmp_path / "akten.sqlite"
    CachedCaseFiles(files, path).exact("50.1-1/2026")
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
