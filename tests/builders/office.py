"""A tenant with a folder as target, and a scanned stack of two documents in its store.

Sides of the stack, 150 dpi: 1-2 separator sheet (50.1-101/2026, class ``nachweis``),
3 letter, 4 blank, 5-6 letter, 7-8 separator sheet (50.1-102/2026), 9 letter, 10 blank.
So document 1 has pages 3, 5, 6 and document 2 has page 9.
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from unittest import mock

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from scanstation.cli.main import run
from scanstation.separation.sheets import SheetRequest, write_sheets
from scanstation.settings import load_configuration, load_settings
from scanstation.workflow import check, export, index, recognise, release, scan
from scanstation.workflow.session import Actor, BatchSession
from scanstation.workflow.workspace import Workspace
from tests.builders.command_line import Answer
from tests.builders.files import page_image
from tests.builders.fonts import font

TENANT = "kreis"
DPI = 150
BLANK = Image.new("RGB", (1240, 1754), (252, 252, 250))
FIRST, SECOND = "50.1-101/2026", "50.1-102/2026"

SETTINGS = f"""\
tenant = "{TENANT}"
station = "platz"
[retry]
first = 0.1
longest = 1.0
"""

TARGET = """\
title = {{ de = "Ablage", en = "Folder" }}
kind = "folder"
address = "{address}"
training = {training}
"""


def written(*lines: str, seed: int = 1) -> Image.Image:
    """Return a page with words above bars that look like text."""
    image = page_image(seed)
    draw = ImageDraw.Draw(image)
    draw.rectangle((100, 140, 1100, 520), fill="white")
    for number, line in enumerate(lines):
        draw.text((120, 160 + 60 * number), line, fill="black", font=font("sans", 14, DPI))
    return image


def sheet_sides(folder: Path, tenant: str, *requests: SheetRequest) -> list[Image.Image]:
    """Return front and back of each separator sheet as a scanner sees them."""
    path = folder / "sheets.pdf"
    write_sheets(path, requests, tenant=tenant)
    with pdfium.PdfDocument(path) as pdf:
        sides = [page.render(scale=DPI / 72).to_pil().convert("RGB") for page in pdf]
    path.unlink()
    return sides


def feeder(folder: Path, sides: Sequence[Image.Image], options: str = "") -> str:
    """Put sides into a simulated scanner and return its address."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, side in enumerate(sides, 1):
        side.save(folder / f"{number:02}.jpg", dpi=(DPI, DPI), quality=70)
    return f"simulated:{folder}?sides=2{options}"


def stack(folder: Path) -> str:
    """Return the address of a scanner with the stack described above."""
    sheets = [SheetRequest("nachweis", FIRST), SheetRequest("posteingang", SECOND)]
    folder.mkdir(parents=True, exist_ok=True)
    one, one_back, two, two_back = sheet_sides(folder, TENANT, *sheets)
    letters = [written("Aktenzeichen: 50.1-103/2026", seed=n) for n in (1, 2, 3, 4)]
    return feeder(
        folder,
        [
            *(one, one_back, letters[0], BLANK, letters[1], letters[2]),
            *(two, two_back, letters[3], BLANK),
        ],
    )


@dataclass(frozen=True)
class Office:
    """The tenant in a home of its own."""

    home: Path

    @classmethod
    def found(cls, home: Path, *, training: bool = False) -> Office:
        """Lay a tenant's configuration out."""
        office = cls(home)
        office.point_at(office.target, training=training)
        (home / TENANT / "tenant.toml").write_text(
            'title = { de = "Kreis Musterland", en = "Muster County" }\ntarget = "ablage"\n',
            encoding="utf-8",
        )
        (home / "settings.toml").write_text(SETTINGS)
        return office

    def point_at(self, target: Path, *, training: bool = False) -> None:
        """Declare the folder that packages go to."""
        target.mkdir(parents=True, exist_ok=True)
        file = self.home / TENANT / "targets" / "ablage.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        address = target.as_posix()
        file.write_text(
            TARGET.format(address=address, training=str(training).lower()), encoding="utf-8"
        )

    def copied(self, home: Path) -> Office:
        """Return the same office, with its batches, elsewhere and with a target of its own."""
        shutil.copytree(self.home, home)
        office = Office(home)
        office.point_at(office.target)
        return office

    @property
    def target(self) -> Path:
        return self.home.parent / "Ablage"

    def workspace(self, by: str = "anna") -> Workspace:
        with mock.patch.dict(os.environ, {"SCANSTATION_HOME": str(self.home)}):
            settings = replace(load_settings().settings, station="platz")
        return Workspace(
            settings, TENANT, load_configuration(self.home, TENANT), Actor(by, "platz")
        )

    @property
    def batch(self) -> str:
        """Id of the only batch."""
        (folder,) = self.workspace().folders()
        return folder.name

    def open(self, by: str = "anna") -> BatchSession:
        return self.workspace(by).open(self.batch)

    def scan_stack(self, device: str) -> str:
        """Feed a stack into a new batch, recognise and index it; return its id."""
        workspace = self.workspace()
        profile = workspace.configuration.profile("posteingang")
        with workspace.create(profile, "2026-11-20", "K-7", 5) as session:
            captured = scan.scan(workspace, session, device)
            assert captured.error is None
            recognise.recognise(workspace, session)
            index.refresh(workspace, session)
            return session.batch().id

    def release(self, session: BatchSession, by: str = "anna") -> None:
        """Check and release; the separator sheets' case numbers are sure."""
        check.record(session, passed=True)
        release.release(self.workspace(by), session)

    def export(self) -> list[Path]:
        """Release and export the only batch; return the packages' folders."""
        with self.open() as session:
            self.release(session)
            return [one.path for one in export.export(self.workspace(), session)]

    def cli(self, *words: object, by: str = "anna") -> Answer:
        """Run a command in this process."""
        environment = {
            "SCANSTATION_HOME": str(self.home),
            "SCANSTATION_BY": by,
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
        }
        out, err = io.StringIO(), io.StringIO()
        with mock.patch.dict(os.environ, environment), redirect_stdout(out), redirect_stderr(err):
            code = run([str(word) for word in words])
        return Answer(code, out.getvalue(), err.getvalue())

    def ok(self, *words: object, by: str = "anna") -> Answer:
        answer = self.cli(*words, by=by)
        assert answer.code == 0, (words, answer)
        return answer
