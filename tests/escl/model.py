"""What a scanner is: sources, modes, resolutions, formats, speed and oddities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tests.escl.settings import JPEG, PDF, Region, Settings

NotReady = Literal["wait", "503"]


@dataclass(frozen=True, slots=True)
class Model:
    """A device type; the default is a middling office device.

    Attributes:
        sources: of ``Platen``, ``Feeder``, ``Duplex``.
        formats: the document formats, all that ``documents`` makes are allowed.
        old_formats: written into ``DocumentFormat`` only, not ``DocumentFormatExt``
            (eSCL before 2.1).
        area: the greatest region, 1/300 inch (A4 and a little).
        page_seconds: what one side takes to scan.
        buffered: sides that the device scans ahead before it waits for the client.
        not_ready: whether a request for a side that is not scanned yet waits or is told 503.
        retry_after: seconds in the header of such an answer, None for no header.
        bytes_per_second: of the network, 0 for as fast as it goes.
        chunked: documents come in chunks without a length, as many devices send them.
        empty_answer: status of a job for an empty feeder; 201 accepts it and has no page.
        credentials: user and password (a PIN is a password without user), empty for none.
        protected: whether every resource asks for them, or only scan jobs.
        own_dialect: prefixes of the XML other than ``scan`` and ``pwg``.
    """

    name: str = "Prüfscanner 5"
    maker: str = "Amtsgerät"
    serial: str = "PG-0001"
    uuid: str = "4509a320-00a0-008f-00b6-002507510eca"
    version: str = "2.63"
    sources: tuple[str, ...] = ("Platen", "Feeder", "Duplex")
    modes: tuple[str, ...] = ("BlackAndWhite1", "Grayscale8", "RGB24")
    resolutions: tuple[int, ...] = (75, 100, 150, 200, 300, 600)
    formats: tuple[str, ...] = (JPEG, PDF)
    old_formats: bool = False
    area: tuple[int, int] = (2550, 3510)
    smallest: tuple[int, int] = (16, 16)
    page_seconds: float = 0.0
    buffered: int = 4
    not_ready: NotReady = "wait"
    retry_after: float | None = 1.0
    bytes_per_second: int = 0
    chunked: bool = False
    empty_answer: int = 409
    credentials: tuple[str, str] | tuple[()] = ()
    protected: Literal["all", "jobs"] = "all"
    own_dialect: bool = False

    @property
    def default(self) -> Settings:
        """What a job takes that its settings do not say."""
        source = "Platen" if "Platen" in self.sources else "Feeder"
        resolution = (self.resolutions[0], self.resolutions[0])
        return Settings(source, False, self.modes[-1], resolution, self.formats[0])

    def refusal(self, settings: Settings) -> str:
        """Say which setting the device does not have; empty if it has all."""
        source = "Duplex" if settings.duplex else settings.source
        checks = {
            f"InputSource {source}": source in self.sources,
            "Duplex from the glass": not (settings.duplex and settings.source == "Platen"),
            f"ColorMode {settings.mode}": settings.mode in self.modes,
            f"Resolution {settings.resolution}": set(settings.resolution) <= set(self.resolutions),
            f"DocumentFormat {settings.format}": settings.format in self.formats,
            f"ScanRegion {settings.region}": self._inside(settings.region),
        }
        return next((name for name, good in checks.items() if not good), "")

    def _inside(self, region: Region | None) -> bool:
        if region is None:
            return True
        right, bottom = region.x + region.width, region.y + region.height
        large = region.width >= self.smallest[0] and region.height >= self.smallest[1]
        offsets = region.x >= 0 and region.y >= 0
        return large and offsets and right <= self.area[0] and bottom <= self.area[1]
