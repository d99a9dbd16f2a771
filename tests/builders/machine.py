"""A machine whose folder of policies is a test's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scanstation.errors import NOTHING, Text
from scanstation.settings.policies import Machine


@dataclass(frozen=True)
class Vouching:
    """A guard that knows that the test alone writes; ``unsafe`` are paths that others write to."""

    unsafe: frozenset[Path] = frozenset()

    def problem(self, path: Path) -> Text | None:
        return Text("Anna darf", "Anna may") if path in self.unsafe else None

    def problem_above(self, path: Path) -> Text | None:
        del path
        return None

    def sharer(self, path: Path) -> str:
        return "Anna" if path in self.unsafe else ""

    def unknown(self) -> Text:
        return NOTHING


def machine(folder: Path, *unsafe: Path) -> Machine:
    """Return a machine with this folder of policies."""
    return Machine(folder, Vouching(frozenset(unsafe)))
