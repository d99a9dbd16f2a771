"""The demo's sample mail in the feeder of the TWAIN test source (``tests/twain/source``)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

MAIL = Path(__file__).parents[3] / "resources" / "sample_mail"
DPI = 300
LETTER = 6
"""Sides of the first letter with its separator sheet."""
ALL, DOCUMENTS = 48, 10
DEVICES = {bits: f"twain:{bits}:Testwerk TS-20" for bits in (64, 32)}


@dataclass(frozen=True, slots=True)
class Feeder:
    """A stack in the feeder; ``environment`` steers the source in the program's worker."""

    folder: Path
    sides: int

    @property
    def environment(self) -> dict[str, str]:
        """Variables for the program, which its worker inherits."""
        return {
            "TESTDS_PAGES": str(self.folder / "mail"),
            "TESTDS_DPI": str(DPI),
            "TESTDS_TRAY": str(self._tray),
            "TESTDS_LOG": str(self.folder / "source.log"),
        }

    def put_back(self, sheet: int) -> None:
        """Let this sheet and those after it lie in the feeder."""
        with self._tray.open("a", encoding="ascii", newline="\n") as file:
            file.write(f"next {sheet}\n")

    @property
    def _tray(self) -> Path:
        return self.folder / "tray"


def fill(folder: Path, sides: int) -> Feeder:
    """Lay the first sides of the sample mail into the feeder."""
    mail = folder / "mail"
    mail.mkdir(parents=True)
    for number in range(1, sides + 1):
        with Image.open(MAIL / f"side-{number:03}.jpg") as side:
            side.convert("RGB").save(mail / f"{number:04}.ppm")
    return Feeder(folder, sides)
