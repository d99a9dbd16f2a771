"""How text recognition is set up on this machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Which engine runs in the workers.

    Attributes:
        models: folder of the language models; None looks in the usual places.
        command: path of an installed Tesseract; None uses the library that comes along.
    """

    models: str | None = None
    command: str | None = None
