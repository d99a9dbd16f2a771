"""The separator sheets of the sample stack, printed by the program itself."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pypdfium2

from resources.sample_mail.letters import Letter
from scanstation.separation.sheets import SheetRequest, Titles, write_sheets
from tests.builders.mail import Pixels

TENANT = "uebung"
JOB = "MVSTER26"
"""A fixed print job (Crockford's base 32 has no U), so that the pictures stay the same."""


def separator_sheets(letters: Sequence[Letter]) -> Iterator[tuple[Pixels, Pixels]]:
    """Yield front and back of one separator sheet a letter, at 300 dpi."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheets.pdf"
        names = {one.document_class: _class_title(one.document_class) for one in letters}
        titles = Titles("Landkreis Mühlenau (Übung)", names, {"document_date": "Datum"})
        write_sheets(
            path, [_request(one) for one in letters], tenant=TENANT, titles=titles, job=JOB
        )
        with pypdfium2.PdfDocument(path) as pdf:
            sides = [_rendered(pdf[number]) for number in range(len(pdf))]
    yield from zip(sides[::2], sides[1::2], strict=True)


def _class_title(name: str) -> str:
    file = Path(__file__).parents[1] / "classes" / f"{name}.toml"
    return str(tomllib.loads(file.read_text("utf-8"))["title"]["de"])


def _request(letter: Letter) -> SheetRequest:
    pages = len(letter.sides)
    return SheetRequest(letter.document_class, letter.case_number, pages, dict(letter.values))


def _rendered(page: pypdfium2.PdfPage) -> Pixels:
    seen = page.render(scale=300 / 72, rev_byteorder=True).to_numpy()
    return np.ascontiguousarray(seen[..., :3])
