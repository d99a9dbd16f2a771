"""The separator sheets of the sample stack, printed by the program itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from resources.sample_mail.letters import Letter
from tests.builders import mail


def separator_sheets(letters: Sequence[Letter]) -> Iterator[mail.Pixels]:
    """Yield the front of one separator sheet a letter."""
    for number, letter in enumerate(letters, 1):
        paper = mail.Paper()
        paper.text(105, 60, "TRENNBLATT", 40, "sans-bold", align="centre")
        paper.text(105, 90, f"{number} von {len(letters)}", 20, align="centre")
        paper.text(105, 110, letter.case_number, 20, align="centre")
        yield paper.pixels()
