"""Pictures of every screen and dialog of the real window, to ``docs/screens``.

``./run screens`` prepares one home (a batch of the sample mail that waits to be checked, another
one that was sent), and shows it in a process of its own for each language, theme and scale, on
an X server without a screen.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from scanstation.errors import Language
from scanstation.model import BatchState
from scanstation.settings import load_settings
from scanstation.workflow import check, export, index, recognise, release, scan
from scanstation.workflow.demo import default_device
from scanstation.workflow.session import Actor
from scanstation.workflow.training import open_training, training_workspace
from scanstation.workflow.upload import Outbox, upload
from tests.ui.desktop import x_server
from tests.ui.job import MISSING, fill_feeder

SCREENS = Path(__file__).parents[2] / "docs" / "screens"
SIZE = (1366, 768)
CHILD_SECONDS = 400
COLOURS, FEWER_COLOURS = 256, 96
"""Enough for a window; the paper is white and black."""
ACTOR = Actor("a.muster", "platz-3")


@dataclass(frozen=True)
class Variant:
    """How the window is shown."""

    language: Language
    theme: str = "light"
    scale: int = 1

    @property
    def name(self) -> str:
        look = f"{self.theme}-200" if self.scale == 2 else self.theme
        return f"{self.language}-{look}"


VARIANTS = tuple(
    Variant(language, theme, scale)
    for theme, scale in (("light", 1), ("dark", 1), ("high_contrast", 1), ("light", 2))
    for language in ("de", "en")
)


def main(words: list[str]) -> None:
    """Take all pictures, or those of the variants that are named (``de-light`` ...)."""
    chosen = [one for one in VARIANTS if not words or one.name in words]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        waiting = prepare(folder / "home", folder / "feeder")
        for variant in chosen:
            home = folder / variant.name
            shutil.copytree(folder / "home", home)
            take(variant, home, waiting)
    write_index()


def prepare(home: Path, feeder: Path) -> str:
    """Send one batch and leave another one to be checked; return its id."""
    home.mkdir(parents=True)
    os.environ["SCANSTATION_HOME"] = str(home)
    station = load_settings()
    workspace = training_workspace(station.settings, ACTOR)
    profile = workspace.configuration.profile("posteingang")
    with open_training(station) as training:
        with closing(workspace.create(profile, "2026-11-20", "K-6")) as session:
            scan.scan(workspace, session, fill_feeder(feeder))
            recognise.recognise(workspace, session)
            index.refresh(workspace, session)
            index.set_value(workspace, session, 2, "case_number", MISSING)
            for doubt in check.open_doubts(session.batch()):
                check.answer(session, doubt, "so gewollt")
            check.record(session, passed=True)
            release.release(workspace, session)
            export.export(workspace, session)
            sent = session.batch().id
        upload(workspace, Outbox(training.credentials, address=training.service_url), [sent])
    with closing(workspace.create(profile, "2026-11-21", "K-7", 24)) as session:
        scan.scan(workspace, session, default_device())
        recognise.recognise(workspace, session)
        index.refresh(workspace, session)
        assert session.batch().state is BatchState.OPEN
        return session.batch().id


def take(variant: Variant, home: Path, batch: str) -> None:
    """Show the window in a process of its own and take its pictures."""
    folder = SCREENS / variant.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    words = [variant.language, variant.theme, batch, str(folder)]
    size = f"{SIZE[0] * variant.scale}x{SIZE[1] * variant.scale}x24"
    with x_server(size) as display:
        environment = {**os.environ, **display, "SCANSTATION_HOME": str(home)}
        environment |= {"QT_SCALE_FACTOR": str(variant.scale)}
        command = [sys.executable, "-m", "tests.ui.screens_process", *words]
        subprocess.run(command, env=environment, check=True, timeout=CHILD_SECONDS)
    for picture in folder.glob("*.png"):
        shrink(picture, COLOURS if variant.scale == 1 else FEWER_COLOURS)


def shrink(picture: Path, colours: int) -> None:
    """Keep as many colours as a window has."""
    with Image.open(picture) as image:
        few = image.convert("RGB").quantize(colours, kmeans=2, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)


def write_index() -> None:
    """Write a page that shows all of them."""
    lines = ["# The window, screen by screen", "", "Written by `./run screens`.", ""]
    for folder in sorted(one for one in SCREENS.iterdir() if one.is_dir()):
        lines += [f"## {folder.name}", ""]
        lines += [f"![{name}]({folder.name}/{name}.png)" for name in _names(folder)]
        lines.append("")
    (SCREENS / "README.md").write_text("\n".join(lines), encoding="utf-8")


def _names(folder: Path) -> Iterator[str]:
    return (one.stem for one in sorted(folder.glob("*.png")))


if __name__ == "__main__":
    main(sys.argv[1:])
