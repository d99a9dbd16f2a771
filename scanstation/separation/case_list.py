"""A CSV of case numbers becomes one separator sheet a row."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from scanstation.separation.sheets import SheetRequest
from scanstation.settings.csv_table import CsvTable, read_csv

_CASE_NUMBER = {"aktenzeichen", "az", "case_number", "case number"}
_CLASS = {"dokumentart", "document_class", "document class"}
_PAGES = {"seiten", "expected_pages", "pages"}


def read_case_list(
    path: Path,
    *,
    pattern: str = "",
    document_class: str = "",
    classes: Collection[str] = (),
) -> tuple[SheetRequest, ...]:
    """Return one request a row, in the order of the file.

    Either a plain list of case numbers, or a table with a header: ``Aktenzeichen``
    (``case_number``), ``Dokumentart`` (``document_class``), ``Seiten`` (``expected_pages``)
    and any other column, which becomes a value of that name on the sheet.

    Args:
        pattern: regular expression that every case number must match; empty allows anything.
        document_class: for rows that name none.
        classes: names of the document classes that exist; empty does not check.

    Raises:
        ConfigurationInvalid: names file and line of what is wrong: an empty or wrong case
            number, the same row twice, an unknown class, a number of pages that is none.
    """
    table = read_csv(path)
    requests: dict[SheetRequestKey, int] = {}
    result: list[SheetRequest] = []
    for line, row in _rows(table):
        request = _request(table, line, row, document_class)
        _check(table, line, request, pattern, classes)
        key = (request.case_number, request.document_class, tuple(request.values.items()))
        if key in requests:
            first = requests[key]
            raise table.invalid(
                line,
                "Aktenzeichen",
                f"eine Angabe, die noch nicht in Zeile {first} steht",
                f"an entry that line {first} does not have already",
            )
        requests[key] = line
        result.append(request)
    if not result:
        raise table.invalid(1, "CSV", "mindestens ein Aktenzeichen", "at least one case number")
    return tuple(result)


SheetRequestKey = tuple[str, str, tuple[tuple[str, str], ...]]


def _rows(table: CsvTable) -> Iterator[tuple[int, dict[str, str]]]:
    """A first cell that is a known column name makes the first row a header."""
    head = {cell.casefold() for cell in table.rows[0].cells} if table.rows else set()
    if head & _CASE_NUMBER:
        yield from table.with_header()[1]
        return
    for row in table.rows:
        if any(row.cells[1:]):
            raise table.invalid(
                row.line,
                "CSV",
                "eine Kopfzeile mit der Spalte Aktenzeichen, wenn es mehrere Spalten gibt",
                "a header with the column case_number where there are several columns",
            )
        yield row.line, {"case_number": row.cells[0]}


def _request(table: CsvTable, line: int, row: dict[str, str], document_class: str) -> SheetRequest:
    number, wanted, pages = "", document_class, "0"
    values: dict[str, str] = {}
    for name, value in row.items():
        folded = name.casefold()
        if folded in _CASE_NUMBER:
            number = value
        elif folded in _CLASS:
            wanted = value or document_class
        elif folded in _PAGES:
            pages = value or "0"
        elif value:
            values[name] = value
    if not (pages.isascii() and pages.isdigit()):
        raise table.invalid(line, "Seiten", "eine ganze Zahl", "a whole number")
    return SheetRequest(wanted, number, int(pages), values)


def _check(
    table: CsvTable, line: int, request: SheetRequest, pattern: str, classes: Collection[str]
) -> None:
    if not request.case_number:
        raise table.invalid(line, "Aktenzeichen", "ein Aktenzeichen", "a case number")
    if pattern and re.fullmatch(pattern, request.case_number) is None:
        raise table.invalid(
            line,
            "Aktenzeichen",
            f"ein Aktenzeichen nach dem Muster {pattern}",
            f"a case number of the pattern {pattern}",
        )
    if classes and request.document_class and request.document_class not in classes:
        every = ", ".join(classes)
        raise table.invalid(line, "Dokumentart", f"eine von {every}", f"one of {every}")
