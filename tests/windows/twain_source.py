"""The TWAIN data source of the tests (``tests/twain/source``) as a scanner with paper in it.

Its behaviour is set by ``TESTDS_*`` variables, described at the top of its ``entry.c``; a worker
inherits them from here.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from scanstation.devices.client import DeviceClient
from scanstation.devices.deadline import Deadlines
from scanstation.model import Mode, Profile, ScanOptions
from scanstation.settings import Settings, load_configuration
from scanstation.workflow.capture import Captured, Feed, FeedRun
from scanstation.workflow.session import Actor, BatchSession
from scanstation.workflow.workspace import Workspace

SCANS = Path(__file__).parent.parent / "data" / "scans"
NAME = "Testwerk TS-20"
SEQUENCE_ERROR = 11
"""TWCC_SEQERROR: a call that is not allowed in the source's state."""

DEADLINES = Deadlines(open=20.0, configure=20.0, first_frame=4.0, next_frame=4.0, stop=3.0)
"""Short ones for the faults: no test waits longer than these."""


def address(bits: int) -> str:
    """Return the device's address."""
    return f"twain:{bits}:{NAME}"


def sides(count: int, size: tuple[int, int]) -> list[Image.Image]:
    """Return that many different sides in colour, made of real scans."""
    letters = [
        Image.open(SCANS / name).convert("L") for name in ("8087_054.3B.tif", "8071_093.3B.tif")
    ]
    samples = [np.asarray(letter.resize(size)) for letter in letters]
    made = []
    for number in range(count):
        grey = np.roll(samples[number % 2], 8 * number, axis=0)
        paper = np.empty((*grey.shape, 3), np.uint8)
        paper[..., 0] = grey
        paper[..., 1] = grey // 2 + 3 * number
        paper[..., 2] = np.roll(grey, number, axis=1)
        made.append(Image.fromarray(paper))
    return made


def content(path: Path) -> bytes:
    """Return the samples of a P6, P5 or P4 file that Pillow wrote."""
    lines = 2 if path.suffix == ".pbm" else 3
    return path.read_bytes().split(b"\n", lines)[lines]


def digest(data: bytes | memoryview) -> str:
    """Return the SHA-256 as the source's log has it."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Deck:
    """Sides on disk in duplex order, one name a side in several forms."""

    folder: Path
    count: int
    dpi: int

    def path(self, page: int, ending: str) -> Path:
        """Return the file of a side, counted from 1."""
        return self.folder / f"{page:04}{ending}"

    def digests(self, ending: str = ".ppm") -> list[str]:
        """Return the SHA-256 of each side's samples (of coded files: of the file)."""
        paths = [self.path(page, ending) for page in range(1, self.count + 1)]
        coded = ending in (".jpg", ".tif")
        return [digest(path.read_bytes() if coded else content(path)) for path in paths]


Writer = Callable[[Image.Image, Path], None]

WRITERS: dict[str, Writer] = {
    ".ppm": lambda side, path: side.save(path),
    ".pgm": lambda side, path: side.convert("L").save(path),
    ".pbm": lambda side, path: side.convert("1").save(path),
    ".jpg": lambda side, path: side.save(path, quality=80),
    ".tif": lambda side, path: side.convert("1").save(
        path, compression="group4", strip_size=1 << 24
    ),
}


def write_deck(folder: Path, pictures: Sequence[Image.Image], dpi: int, *endings: str) -> Deck:
    """Write sides in the wished forms."""
    folder.mkdir(parents=True, exist_ok=True)
    deck = Deck(folder, len(pictures), dpi)
    for page, side in enumerate(pictures, 1):
        for ending in endings:
            WRITERS[ending](side, deck.path(page, ending))
    return deck


class Scanner:
    """The data source with a deck in its feeder, as its environment says."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, deck: Deck) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.deck = deck
        self._patch = patch
        self._log = folder / "source.log"
        self._tray = folder / "tray"
        self.set(PAGES=str(deck.folder), DPI=str(deck.dpi))
        self.set(LOG=str(self._log), TRAY=str(self._tray))

    def set(self, **values: str) -> None:
        """Set variables ``TESTDS_<NAME>`` for workers that start from now on."""
        for name, value in values.items():
            self._patch.setenv(f"TESTDS_{name}", value)

    def put_back(self, sheet: int) -> None:
        """Let this sheet and those after it lie in the feeder."""
        with self._tray.open("a", encoding="ascii", newline="\n") as file:
            file.write(f"next {sheet}\n")

    def log(self) -> list[dict[str, Any]]:
        """Return what the source wrote down."""
        if not self._log.exists():
            return []
        text = self._log.read_text(encoding="ascii")
        return [json.loads(line) for line in text.splitlines()]

    def frames(self) -> list[dict[str, Any]]:
        """Return the frames that it handed over whole."""
        return [line for line in self.log() if "frame" in line]

    def faults(self) -> list[str]:
        """Return the kinds of the faults that happened."""
        return [line["fault"].split()[0] for line in self.log() if "fault" in line]

    def out_of_order(self) -> list[str]:
        """Return the calls that were not allowed in the state the source was in.

        Asking for one more device event is: the answer only says that there is none.
        """
        calls = [line for line in self.log() if line.get("cc") == SEQUENCE_ERROR]
        return [line["call"] for line in calls if "DEVICEEVENT" not in line["call"]]


def workspace(folder: Path) -> Workspace:
    """Return a new workspace."""
    settings = replace(Settings(str(folder)), station="platz")
    return Workspace(
        settings, "uebung", load_configuration(folder, "uebung"), Actor("anna", "platz")
    )


def lossless(place: Workspace, dpi: int, **extra: str) -> Profile:
    """Return a profile that keeps pixels as they are and computes little."""
    plain = place.configuration.profile("posteingang")
    imaging = replace(plain.imaging, lossless=True, symbologies=("QRCode",), orient=False)
    options = ScanOptions(resolution=dpi, mode=Mode.COLOUR, source="duplex", extra=extra)
    return replace(plain, scan=options, imaging=imaging)


def feed(session: BatchSession, bits: int, deadlines: Deadlines = DEADLINES) -> Captured:
    """Feed what lies in the feeder into a batch, with a worker of its own."""
    with DeviceClient(address(bits), deadlines=deadlines) as client:
        options = client.configure(session.batch().profile.scan)
        return FeedRun(session, client, Feed(address(bits), options)).run()


def stored(session: BatchSession) -> list[str]:
    """Return the SHA-256 of each page's samples as the store has them, in the batch's order."""
    digests = []
    for page in session.batch().pages:
        with Image.open(io.BytesIO(session.blobs.read(page.image.blob))) as image:
            assert image.format == "PNG"
            digests.append(digest(np.asarray(image.convert("RGB")).tobytes()))
    return digests
