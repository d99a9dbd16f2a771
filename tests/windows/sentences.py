"""The installers' sentences, for tests in a Windows that has the program and not its sources."""

from __future__ import annotations

import json
import sys
from pathlib import Path

NAME = "sentences.json"
"""Beside the packages, see ``little_setups.py``."""


def sentence(name: str, language: str) -> str:
    """Return a sentence of ``installer.windows.packages.product`` in ``de`` or ``en``."""
    text = Path(sys.executable).parent.joinpath("actions", NAME).read_text(encoding="utf-8")
    return str(json.loads(text)[name][language])
