"""One part of the installation, as ``doctor`` tells it."""

from __future__ import annotations

from dataclasses import dataclass

from scanstation.errors import Text


@dataclass(frozen=True, slots=True)
class Examined:
    """One part of the installation."""

    part: str
    ok: bool
    detail: str | Text
