"""What an acceptance run finds: a sentence, how bad it is, and the figures behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from scanstation.devices.driver import Capabilities
from scanstation.errors import Language, Text
from scanstation.model import Anomaly, ScanOptions
from scanstation.workflow.acceptance.sides import ScannedSide


class Verdict(StrEnum):
    """How a part of the test came out."""

    RIGHT = "right"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One judged part.

    Attributes:
        part: short name of the part, for machines.
        pages: ids of the pages that show it, for the report's pictures.
    """

    part: str
    verdict: Verdict
    text: Text
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scanned:
    """Everything that an acceptance run brought.

    Attributes:
        asked, taken: the options as given and as the device reported them.
        sheets_reported: the device's own count, None if the feed broke off.
        frames_reported: the device's own count of images, None if the feed broke off.
        seconds: from the first safe page to the last.
        error: the device error that ended the feed, None if none did.
        duplex: whether the deck is printed on both sides.
    """

    device: str
    model: str
    asked: ScanOptions
    taken: ScanOptions
    capabilities: Capabilities
    sides: tuple[ScannedSide, ...]
    sheets_reported: int | None
    frames_reported: int | None
    seconds: float
    error: Text | None = None
    anomalies: tuple[Anomaly, ...] = ()
    duplex: bool = True
    begun: str = ""
    operator: str = ""
    station: str = ""
    program: str = ""

    @property
    def tested(self) -> list[ScannedSide]:
        """The sides whose code was read."""
        return [one for one in self.sides if one.label is not None]

    @property
    def images_per_minute(self) -> float:
        """Pages that became safe a minute, 0 if too few came."""
        if len(self.sides) < 2 or self.seconds <= 0:
            return 0.0
        return (len(self.sides) - 1) / self.seconds * 60


@dataclass(frozen=True, slots=True)
class Judged:
    """The outcome; ``passed`` means that nothing is wrong."""

    scanned: Scanned
    findings: tuple[Finding, ...] = field(default_factory=tuple)

    @property
    def passed(self) -> bool:
        """Whether the device may be used as it was tested."""
        return all(one.verdict is not Verdict.WRONG for one in self.findings)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with so many decimals, written as the language has it."""

    value: float
    decimals: int = 0

    def say(self, language: Language) -> str:
        """Return it with a comma in German."""
        text = f"{self.value:.{self.decimals}f}"
        return text.replace(".", ",") if language == "de" else text


def finding(
    part: str, verdict: Verdict, text: Text, pages: tuple[str, ...] = (), **details: object
) -> Finding:
    """Return a finding with its sentence filled in, in both languages.

    Args:
        details: by the names in the sentence; a ``Figure`` or ``Text`` is said in each language.
    """
    return Finding(
        part, verdict, Text(_filled(text, "de", details), _filled(text, "en", details)), pages
    )


def _filled(text: Text, language: Language, details: dict[str, object]) -> str:
    said = {
        name: value.say(language) if isinstance(value, Figure | Text) else value
        for name, value in details.items()
    }
    return text.say(language, **said)
