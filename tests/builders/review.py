"""A scanned batch as it lies before the person who checks it: real sheets, real recognition.

Each document is a separator sheet and drawn letters behind it; ``scanned`` feeds them through
the simulated scanner, recognises and indexes them.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from scanstation.separation.sheets import SheetRequest
from tests.builders.mail import Paper
from tests.builders.office import BLANK, DPI, TENANT, Office, feeder, sheet_sides

LOOKUP = """\
kind = "csv"
source = "akten.csv"
key = "case_number"
"""
CASES = """\
case_number;person;title
50.1-101/2026;Müller, Anna;Grundsicherung Müller
50.1-102/2026;Öztürk, Cem;Grundsicherung Öztürk
50.1-203/2026;Schmidt, Jörg;Wohngeld Schmidt
50.1-207/2026;Schmitt, Eva;Wohngeld Schmitt
"""


@dataclass(frozen=True)
class Piece:
    """A document of the stack.

    Attributes:
        sheet: what its separator sheet says; lost: the sheet was printed and is not there.
        pages: the lines of each of its pages, one a sheet of paper.
    """

    sheet: SheetRequest = field(default_factory=SheetRequest)
    pages: Sequence[Sequence[str]] = ((),)
    lost: bool = False


def letter(number: str = "", day: str = "3. März 2026", *more: str) -> tuple[str, ...]:
    """Return the lines of a letter that names a case number."""
    named = (f"Aktenzeichen: {number}",) if number else ()
    return (*named, f"Mühlenau, den {day}", "Sehr geehrte Damen und Herren,", *more, BODY)


BODY = "hiermit übersende ich Ihnen die angeforderten Unterlagen."


def drawn(lines: Sequence[str]) -> Image.Image:
    """Return a page with these lines."""
    paper = Paper(DPI)
    y = 30.0
    for line in lines:
        y = paper.text(25, y, line, 12) + 6
    return Image.fromarray(paper.pixels())


def scanned(folder: Path, pieces: Sequence[Piece], expected_sheets: int | None = None) -> Office:
    """Return an office with one batch of these documents."""
    office = Office.found(folder / "home")
    lookups = folder / "home" / TENANT / "lookups"
    lookups.mkdir(parents=True)
    (lookups / "akten.toml").write_text(LOOKUP, encoding="utf-8")
    (lookups / "akten.csv").write_text(CASES, encoding="utf-8")
    stack = folder / "feeder"
    stack.mkdir()
    printed = sheet_sides(stack, TENANT, *(one.sheet for one in pieces))
    sides: list[Image.Image] = []
    for place, piece in enumerate(pieces):
        sides += [] if piece.lost else printed[2 * place : 2 * place + 2]
        for page in piece.pages:
            sides += [drawn(page), BLANK]
    workspace = office.workspace()
    from scanstation.workflow import index, recognise, scan

    profile = workspace.configuration.profile("posteingang")
    with workspace.create(profile, "2026-11-20", "", expected_sheets) as session:
        captured = scan.scan(workspace, session, feeder(stack, sides))
        assert captured.error is None
        recognise.recognise(workspace, session)
        index.refresh(workspace, session)
    return office


def laid_into(office: Office, home: Path) -> str:
    """Copy an office into the home of a window and return the id of its batch."""
    shutil.copytree(office.home, home, dirs_exist_ok=True)
    copy = Office(home)
    copy.point_at(copy.target)
    return copy.batch
