"""The last good copy of the declarations that IT keeps on a share: ``HOME/.declarations``.

::

    share --taken over (read whole, checked, written, then named)--> copy-<digest>
                                                                      ^
    state.json: where from, which copy, when taken, when last tried and what was wrong

Only the copy that ``state.json`` names counts, and only for the folder that the settings name:
another folder, or none, and it has no effect.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from scanstation.errors import NOTHING, Text
from scanstation.settings.atomic_file import write_text
from scanstation.settings.values import Settings

FOLDER, STATE = ".declarations", "state.json"
"""No tenant's name begins with a point."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What is known of the share.

    Attributes:
        source: the folder of the share.
        copy: name of the folder with what was taken from it; empty for nothing.
        files: how many there are.
        taken: when it was last found to be what lies on the share; UTC, ISO 8601.
        tried: when the share was last asked.
        problem: why the last try failed; empty texts if it did not.
    """

    source: str
    copy: str = ""
    files: int = 0
    taken: str = ""
    tried: str = ""
    problem: Text = NOTHING

    @property
    def failed(self) -> bool:
        """Whether the last try failed."""
        return bool(self.problem.de)


def folder_of(settings: Settings) -> Path:
    """Return where copies are kept."""
    return Path(settings.home) / FOLDER


def known(settings: Settings) -> Taken:
    """Return what is known of the share that the settings name."""
    source = settings.declarations.folder
    try:
        content = json.loads((folder_of(settings) / STATE).read_text(encoding="utf-8"))
        found = Taken(**{**content, "problem": Text(**content["problem"])})
    except (OSError, ValueError, TypeError, KeyError):
        return Taken(source)
    usable = found.source == source and (folder_of(settings) / found.copy).is_dir()
    return found if usable else Taken(source)


def kept_copy(settings: Settings) -> Path | None:
    """Return the folder of the copy that counts, None if there is none."""
    if not settings.declarations.folder:
        return None
    found = known(settings)
    return folder_of(settings) / found.copy if found.copy else None


def keep(settings: Settings, taken: Taken) -> None:
    """Write down what is known now (``StoreNotWritable``)."""
    text = json.dumps(asdict(taken), indent=1, ensure_ascii=False)
    write_text(folder_of(settings) / STATE, text)
