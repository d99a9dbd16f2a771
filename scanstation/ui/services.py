"""What every view and dialog gets."""

from __future__ import annotations

from dataclasses import dataclass

from scanstation.ui.bridge import Bridge
from scanstation.ui.commands import Commands
from scanstation.ui.images import PageImages
from scanstation.ui.language import Speech
from scanstation.ui.memory import Memory
from scanstation.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Services:
    """Passed down; there are no globals."""

    speech: Speech
    bridge: Bridge
    commands: Commands
    theme: Theme
    memory: Memory
    images: PageImages
