"""Lists that people keep in Excel: CSV in UTF-8 or Windows' cp1252, with ; or , or tab."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scanstation.errors import ConfigurationInvalid, Text
from scanstation.settings.source import unreadable

DELIMITERS = ";,\t"
VALID = Text(
    "gültiges CSV (Anführungszeichen fehlen oder stehen falsch, oder eine Zelle ist zu lang)",
    "valid CSV (quotation marks are missing or out of place, or a cell is too long)",
)


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One record and the line it begins in, from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CsvTable:
    """All records of a file; cells are stripped, empty records left out."""

    file: str
    rows: tuple[CsvRow, ...]

    def invalid(self, line: int, key: str, de: str, en: str) -> ConfigurationInvalid:
        """Return the error that points at a line of this file."""
        return ConfigurationInvalid(
            file=self.file, line=line, key=key, expected_de=de, expected_en=en
        )

    def with_header(self) -> tuple[tuple[str, ...], tuple[tuple[int, dict[str, str]], ...]]:
        """Return the column names of the first record, and line and cells of the others.

        Raises:
            ConfigurationInvalid: there is no record, a name is empty or twice there, or a
                record has another number of cells.
        """
        if not self.rows:
            raise self.invalid(1, "CSV", "eine Kopfzeile", "a header")
        names = self.rows[0].cells
        if len(set(names)) != len(names) or "" in names:
            raise self.invalid(
                self.rows[0].line,
                "CSV",
                "Spaltennamen, jeder einmal und keiner leer",
                "column names, each once and none empty",
            )
        records = tuple((row.line, self._record(names, row)) for row in self.rows[1:])
        return names, records

    def _record(self, names: tuple[str, ...], row: CsvRow) -> dict[str, str]:
        cells = list(row.cells)
        while len(cells) > len(names) and not cells[-1]:
            cells.pop()  # Excel pads records with empty cells
        if len(cells) != len(names):
            count = len(names)
            raise self.invalid(row.line, "CSV", f"{count} Spalten", f"{count} columns")
        return dict(zip(names, cells, strict=True))


def read_csv(path: Path) -> CsvTable:
    """Read a CSV file.

    Raises:
        ConfigurationInvalid: it cannot be read or decoded, or a quoted cell is not closed.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    text = _decode(path, data)
    first, _, rest = text.partition("\n")
    marked = first.strip().lower().startswith("sep=") and len(first.strip()) == 5
    delimiter = first.strip()[4] if marked else _delimiter(first)
    rows = _records(path, rest if marked else text, delimiter, 1 if marked else 0)
    return CsvTable(str(path), tuple(row for row in rows if any(row.cells)))


def _decode(path: Path, data: bytes) -> str:
    """UTF-8 proves itself: text in cp1252 with umlauts is practically never valid UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        expected = Text("Text in UTF-8 oder Windows-1252", "text in UTF-8 or Windows-1252")
        raise _wrong(path, line, expected) from error


def _delimiter(line: str) -> str:
    """The most frequent one outside quotes; a semicolon where there is none."""
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _records(path: Path, text: str, delimiter: str, skipped: int) -> Iterator[CsvRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _wrong(path, line, VALID) from error
        yield CsvRow(line, tuple(cell.strip() for cell in cells))


def _wrong(path: Path, line: int, expected: Text) -> ConfigurationInvalid:
    return ConfigurationInvalid(
        file=str(path), line=line, key="CSV", expected_de=expected.de, expected_en=expected.en
    )
