"""A configuration file that has been read, and the error that points into it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scanstation.errors import ConfigurationInvalid, Text, why_unread
from scanstation.settings.toml_lines import Path as KeyPath
from scanstation.settings.toml_lines import locate
from scanstation.settings.toml_words import position, toml_problem

Table = Mapping[str, Any]
READABLE_FILE = Text("eine lesbare Datei", "a readable file")
READABLE_FOLDER = Text("ein lesbarer Ordner", "a readable folder")


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
        raise unreadable(path, error) from error
    return source_of(path, data)


def read_if_there(path: Path) -> Source | None:
    """Read a TOML file, None if there is none; a link that leads nowhere is one.

    Raises:
        ConfigurationInvalid: it cannot be read, is not UTF-8, or is not TOML.
    """
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise unreadable(path, error) from error
    return read_source(path)


def toml_files(folder: Path) -> list[Path]:
    """Return the TOML files of a folder, sorted; none if it is not there.

    Raises:
        ConfigurationInvalid: the folder cannot be listed, which a pattern would keep silent about.
    """
    try:
        os.scandir(folder).close()
    except FileNotFoundError as error:
        if os.path.lexists(folder):
            raise unreadable(folder, error, READABLE_FOLDER) from error
        return []
    except OSError as error:
        raise unreadable(folder, error, READABLE_FOLDER) from error
    return sorted(folder.glob("*.toml"))


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
        raise _not_toml(path, text, error) from error
    return Source(str(path), table, locate(text), data=data)


def _not_toml(path: Path, text: str, error: tomllib.TOMLDecodeError) -> ConfigurationInvalid:
    at, problem = position(error), toml_problem(error)
    line = at[0] if at else text.count("\n") + 1
    return _whole(path, line, Text(f"gültiges TOML ({problem.de})", f"valid TOML ({problem.en})"))


def unreadable(path: Path, error: OSError, what: Text = READABLE_FILE) -> ConfigurationInvalid:
    """Return the error for a file or folder that the system does not let us read."""
    reason = why_unread(error)
    return _whole(path, 1, Text(f"{what.de} ({reason.de})", f"{what.en} ({reason.en})"))


def _whole(path: Path, line: int, expected: Text) -> ConfigurationInvalid:
    return ConfigurationInvalid(
        file=str(path), line=line, key=path.name, expected_de=expected.de, expected_en=expected.en
    )
