"""One part of the installation, as ``doctor`` tells it, and what the whole means for a program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from scanstation.errors import (
    ConfigurationInvalid,
    ConfigurationUnknown,
    DeclarationsMissing,
    InstallationIncomplete,
    NotPermitted,
    PolicyInvalid,
    PolicyUnsafe,
    ScanstationError,
    Text,
    TrainingOff,
)

LOOK_AFTER = 1
"""Exit code of what no error names: work goes on, but somebody should know."""
GRAVEST_FIRST = tuple(
    error.exit_code
    for error in (
        PolicyUnsafe,
        PolicyInvalid,
        DeclarationsMissing,
        InstallationIncomplete,
        ConfigurationInvalid,
        ConfigurationUnknown,
        NotPermitted,
        TrainingOff,
    )
)
"""What keeps the program from starting, before what keeps a part of it from working."""
State = Literal["ok", "note", "check", "broken"]


@dataclass(frozen=True, slots=True)
class Examined:
    """One part of the installation.

    Attributes:
        ok: whether it works as IT meant it to.
        code: exit code of the error that it shows; 0 if ``ok``.
        note: it works, and there is something to know.
    """

    part: str
    ok: bool
    detail: str | Text
    code: int = 0
    note: bool = False

    @property
    def state(self) -> State:
        """Return it in a word."""
        if self.ok:
            return "note" if self.note else "ok"
        return "check" if self.code == LOOK_AFTER else "broken"


def to_look_after(part: str, detail: Text) -> Examined:
    """Return what somebody should know, although work goes on."""
    return Examined(part, ok=False, detail=detail, code=LOOK_AFTER)


def broken(part: str, error: ScanstationError, detail: Text | None = None) -> Examined:
    """Return what does not work, with the error's own exit code.

    Args:
        detail: instead of the error's whole sentence.
    """
    said = detail or Text(error.sentence("de"), error.sentence("en"))
    return Examined(part, ok=False, detail=said, code=error.exit_code)


def incomplete(part: str, error: Exception) -> Examined:
    """Return a part that is missing or cannot be loaded."""
    reason = f"{type(error).__name__}: {error}"
    return broken(part, InstallationIncomplete(part=part, reason=reason))


def gravest(found: Iterable[Examined]) -> int:
    """Return the exit code of the gravest finding, 0 if there is none."""
    codes = [one.code for one in found if not one.ok]
    return min(codes, key=_rank, default=0)


def _rank(code: int) -> int:
    """Among those that no table names, the first one found is said."""
    if code in GRAVEST_FIRST:
        return GRAVEST_FIRST.index(code)
    return len(GRAVEST_FIRST) + (code == LOOK_AFTER)
