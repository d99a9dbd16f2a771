"""The keys that a person gave to commands instead of the program's own: ``HOME/keys.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from scanstation.errors import Text
from scanstation.settings.atomic_file import write_text
from scanstation.settings.settings_file import literal
from scanstation.settings.source import read_source

NAME = "keys.toml"
HEAD = "# Keys that differ from the program's own, by command; [] for none.\n"
EXPECTED = Text('eine Liste von Tasten wie ["Ctrl+R"]', 'a list of keys such as ["Ctrl+R"]')


def load_keys(home: Path) -> dict[str, tuple[str, ...]]:
    """Return the keys by command, as Qt's key sequences write them; empty without a file.

    Raises:
        ConfigurationInvalid: the file cannot be read or holds something else.
    """
    path = home / NAME
    if not path.exists():
        return {}
    source = read_source(path)
    for command, keys in source.table.items():
        if not isinstance(keys, list) or not all(isinstance(one, str) for one in keys):
            raise source.invalid((command,), EXPECTED)
    return {command: tuple(keys) for command, keys in source.table.items()}


def save_keys(home: Path, keys: Mapping[str, Sequence[str]]) -> Path:
    """Write the keys that differ from the program's own.

    Raises:
        StoreNotWritable: the file cannot be written.
    """
    path = home / NAME
    lines = [f"{literal(one)} = {literal(list(keys[one]))}\n" for one in sorted(keys)]
    write_text(path, HEAD + "".join(lines))
    return path
