"""Lists of known case files: exact hits, type-ahead, and an answer without the network.

An answer is a hit, a miss or unknown; only a list that was really asked can say miss.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from scanstation.errors import ScanstationError, TargetUnreachable
from scanstation.settings.csv_table import read_csv

Answered = TypeVar("Answered")


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case file (Akte): its number and what the list knows about it, by column."""

    number: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a list says about one number.

    Attributes:
        offline: the list itself could not be asked, the cache answered.
    """

    state: Literal["hit", "miss", "unknown"]
    case_file: CaseFile | None = None
    offline: bool = False

    @property
    def hit(self) -> bool:
        """Whether exactly one case file has exactly this number."""
        return self.state == "hit"


UNKNOWN = Answer("unknown")


class CaseFiles(Protocol):
    """A list of case files: a CSV, or the case files of a target."""

    def exact(self, number: str) -> Answer:
        """Return the case file with exactly this number.

        Raises:
            ScanstationError: the list cannot be asked.
        """

    def search(self, text: str, limit: int = 20) -> tuple[CaseFile, ...]:
        """Return case files whose number or values begin with what was typed, best first.

        Raises:
            ScanstationError: the list cannot be asked.
        """


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A number that stands in several lines of a file; no exact hit for it."""

    number: str
    lines: tuple[int, ...]


class CsvCaseFiles:
    """The case files of a CSV, read once.

    A number that stands there twice is no exact hit: which of the two is meant, nobody knows.

    Attributes:
        duplicates: numbers that stand there more than once, with their lines.
    """

    def __init__(self, path: Path, key: str) -> None:
        """Read the file (ConfigurationInvalid, e.g. if it has no column ``key``)."""
        table = read_csv(path)
        names, records = table.with_header()
        if key not in names:
            every = ", ".join(names)
            raise table.invalid(1, key, f"diese Spalte (vorhanden: {every})", "this column")
        lines: dict[str, list[int]] = {}
        self._files: dict[str, CaseFile] = {}
        for line, row in records:
            number = _normal(row[key])
            if not number:
                raise table.invalid(line, key, "ein Wert", "a value")
            lines.setdefault(number, []).append(line)
            self._files.setdefault(number, CaseFile(number, row))
        self._twice = {number for number, where in lines.items() if len(where) > 1}
        self.duplicates = tuple(
            Duplicate(number, tuple(where)) for number, where in lines.items() if len(where) > 1
        )

    def exact(self, number: str) -> Answer:
        """Return the case file with exactly this number."""
        found = self._files.get(_normal(number))
        if found is None:
            return Answer("miss")
        return UNKNOWN if found.number in self._twice else Answer("hit", found)

    def search(self, text: str, limit: int = 20) -> tuple[CaseFile, ...]:
        """Return case files whose number or values begin with what was typed, best first."""
        return best(self._files.values(), text, limit)


def best(files: Iterable[CaseFile], text: str, limit: int) -> tuple[CaseFile, ...]:
    """Return the case files that fit what was typed: by number first, then by words."""
    wanted = _normal(text).casefold()
    if not wanted:
        return ()
    by_number = {one.number: one for one in files}
    ranks = ((_rank(one, wanted), number) for number, one in by_number.items())
    ranked = [(rank, number) for rank, number in ranks if rank is not None]
    return tuple(by_number[number] for _, number in sorted(ranked)[:limit])


def _rank(one: CaseFile, wanted: str) -> int | None:
    number = one.number.casefold()
    if number.startswith(wanted):
        return 0
    values = [value.casefold() for value in one.values.values()]
    if any(value.startswith(wanted) for value in values):
        return 1
    if any(f" {wanted}" in value for value in values):
        return 2
    return 3 if wanted in number else None


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip())


HIT_FRESH, MISS_FRESH = 300.0, 20.0
"""Seconds for which an answer is not asked for again: a form asks after every edit."""
AWAY = 30.0
"""Seconds for which a target that could not be asked is left alone."""


class CachedCaseFiles:
    """Case files of a target that still answer when the network is gone.

    What the target answered is kept in a file; while the target cannot be asked, a number in
    it is a hit, any other is unknown. A miss of the target takes the number out again. The last
    answers are remembered, and a target that is away is not waited for again and again.
    """

    def __init__(
        self, source: CaseFiles, cache: Path, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Keep answers of ``source`` in the file ``cache`` (one per tenant and look-up)."""
        self._source = source
        self._cache = cache
        self._clock = clock
        self._recent: dict[str, tuple[Answer, float]] = {}
        self._away_until = -1.0
        # A connection to a target serves one thread at a time.
        self._one_asks = threading.Lock()
        cache.parent.mkdir(parents=True, exist_ok=True)
        # Names of citizens lie in it: for this account only, from the first byte on.
        os.close(os.open(cache, os.O_CREAT | os.O_RDWR, 0o600))
        with self._open() as connection:
            connection.execute(
                "create table if not exists case_file (number text primary key, content text)"
            )

    def exact(self, number: str) -> Answer:
        """Return the target's answer, or the cache's while the target cannot be asked."""
        number = _normal(number)
        answer, until = self._recent.get(number, (UNKNOWN, 0.0))
        if self._clock() < until:
            return answer
        try:
            answer = self._asked(lambda: self._source.exact(number))
        except ScanstationError:
            kept = self._kept(number)
            return Answer("hit", kept, offline=True) if kept else UNKNOWN
        if answer.case_file is not None and answer.hit:
            self._keep((answer.case_file,))
        elif answer.state == "miss":
            self._forget(number)
        fresh = HIT_FRESH if answer.hit else MISS_FRESH
        self._recent[number] = (answer, self._clock() + fresh)
        return answer

    def search(self, text: str, limit: int = 20) -> tuple[CaseFile, ...]:
        """Return the target's finds, or the cache's while the target cannot be asked."""
        try:
            found = self._asked(lambda: self._source.search(text, limit))
        except ScanstationError:
            return best(self._all(), text, limit)
        self._keep(found)
        return found

    def ask_again(self) -> None:
        """Ask the target at the next question, whatever it answered before."""
        self._recent.clear()
        self._away_until = -1.0

    def _asked(self, question: Callable[[], Answered]) -> Answered:
        """Ask the target, unless it was away a moment ago.

        Raises:
            ScanstationError: it cannot be asked.
        """
        with self._one_asks:
            if self._clock() < self._away_until:
                raise TargetUnreachable
            try:
                return question()
            except ScanstationError:
                self._away_until = self._clock() + AWAY
                raise

    def _open(self) -> closing[sqlite3.Connection]:
        return closing(sqlite3.connect(self._cache, isolation_level=None))

    def _keep(self, files: Iterable[CaseFile]) -> None:
        rows = [(one.number, json.dumps(dict(one.values))) for one in files]
        with self._open() as connection:
            connection.executemany("insert or replace into case_file values (?, ?)", rows)

    def _forget(self, number: str) -> None:
        with self._open() as connection:
            connection.execute("delete from case_file where number = ?", (number,))

    def _kept(self, number: str) -> CaseFile | None:
        with self._open() as connection:
            row = connection.execute(
                "select content from case_file where number = ?", (number,)
            ).fetchone()
        return CaseFile(number, json.loads(row[0])) if row else None

    def _all(self) -> list[CaseFile]:
        with self._open() as connection:
            rows = connection.execute("select number, content from case_file").fetchall()
        return [CaseFile(number, json.loads(content)) for number, content in rows]
