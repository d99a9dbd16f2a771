"""A configuration file that has been read, and the error that points into it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scanstation.errors import ConfigurationInvalid, Text
from scanstation.settings.toml_lines import Path as KeyPath
from scanstation.settings.toml_lines import locate

Table = Mapping[str, Any]

_POSITION = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True, slots=True)
class Source:
    """A table and where its values stand.

    Attributes:
        file: what an error names: a path, or a branch of the registry.
        lenient: values come from a place that knows only texts and numbers (registry,
            command line): ``1`` may mean true, ``"300"`` a number.
        data: bytes of the file.
    """

    file: str
    table: Table
    lines: Mapping[KeyPath, int] = field(default_factory=dict)
    lenient: bool = False
    data: bytes = b""

    def place(self, path: KeyPath) -> tuple[str, int]:
        """Return the file and line of a key; of the registry, the branch and no line."""
        if not self.file.startswith("HKLM\\"):
            return self.file, self.line(path)
        return "\\".join([self.file, *(str(one) for one in path[:-1])]), 0

    def line(self, path: KeyPath) -> int:
        """Return the line of a key, of its nearest parent, or 1."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1

    def invalid(self, path: KeyPath, expected: Text) -> ConfigurationInvalid:
        """Return the error for a key that is not as expected."""
        return ConfigurationInvalid(
            file=self.file,
            line=self.line(path),
            key=dotted(path),
            expected_de=expected.de,
            expected_en=expected.en,
        )


def dotted(path: KeyPath) -> str:
    """Return a key as people write it; array places count from 1: ``fields[2].name``."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def read_source(path: Path) -> Source:
    """Read a TOML file.

    Raises:
        ConfigurationInvalid: it cannot be read, is not UTF-8, or is not TOML.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _whole(path, 1, Text("eine lesbare Datei", "a readable file")) from error
    return source_of(path, data)


def source_of(path: Path, data: bytes) -> Source:
    """Read the bytes of a TOML file.

    Raises:
        ConfigurationInvalid: they are not UTF-8, or not TOML.
    """
    try:
        # PowerShell and Notepad of older Windows write a byte order mark.
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _whole(path, line, Text("Text in UTF-8", "text in UTF-8")) from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, text, str(error)) from error
    return Source(str(path), table, locate(text), data=data)


def _not_toml(path: Path, text: str, message: str) -> ConfigurationInvalid:
    position = _POSITION.search(message)
    last = text.count("\n") + 1
    line = int(position[1]) if position and position[1] else last
    reason = _POSITION.sub("", message).strip()
    return _whole(path, line, Text(f"gültiges TOML ({reason})", f"valid TOML ({reason})"))


def _whole(path: Path, line: int, expected: Text) -> ConfigurationInvalid:
    return ConfigurationInvalid(
        file=str(path), line=line, key=path.name, expected_de=expected.de, expected_en=expected.en
    )
