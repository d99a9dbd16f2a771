"""Where in a TOML file a value stands: the standard reader keeps no positions.

The file has been read by ``tomllib`` before, so it is known to be right and this scanner
only has to find its way: tables, arrays of tables, dotted and quoted keys, inline tables,
arrays, the four kinds of strings, comments (TOML 1.0).
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]
"""Keys and array places from the root: ``("separation", "barcodes", 0, "pattern")``."""


def locate(text: str) -> dict[Path, int]:
    """Return the line (from 1) of every key, table and array element of a valid TOML text."""
    # tomllib reads CRLF as LF; a text of one line kind has the same line numbers.
    return _Scanner(text.replace("\r\n", "\n")).run()


class _Scanner:
    """Walks the text once, noting paths as they come by."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, int] = {}
        self.tables: dict[Path, int] = {}
        self.starts = [0] + [i + 1 for i, character in enumerate(text) if character == "\n"]

    def run(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip_space(" \t\n"):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
        return self.found

    def _header(self) -> Path:
        many = self.text.startswith("[[", self.at)
        start = self.at
        self.at += 2 if many else 1
        names = self._key("]")
        self.at += 2 if many else 1
        path = (*self._resolve(names[:-1]), names[-1])
        if many:
            self._note(path, start)
            self.tables[path] = self.tables.get(path, -1) + 1
        path = self._resolve(names)
        self._note(path, start)
        return path

    def _resolve(self, names: list[str]) -> Path:
        """A name of an array of tables means its last table."""
        path: Path = ()
        for name in names:
            path += (name,)
            if path in self.tables:
                path += (self.tables[path],)
        return path

    def _pair(self, table: Path) -> None:
        start = self.at
        path = table + tuple(self._key("="))
        self.at += 1
        for end in range(len(table) + 1, len(path) + 1):
            self._note(path[:end], start)
        self._value(path)

    def _key(self, end: str) -> list[str]:
        names: list[str] = []
        while True:
            self._skip_space(" \t")
            start = self.at
            if self.text[self.at] in "\"'":
                self._string()
            else:
                while self.text[self.at] not in " \t.=]":
                    self.at += 1
            names.append(next(iter(tomllib.loads(f"{self.text[start : self.at]}=1"))))
            self._skip_space(" \t")
            if self.text[self.at] == end:
                return names
            self.at += 1

    def _value(self, path: Path) -> None:
        self._skip_space(" \t")
        character = self.text[self.at]
        if character in "\"'":
            self._string()
        elif character == "[":
            self._array(path)
        elif character == "{":
            self._inline_table(path)
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}#\n":
                self.at += 1

    def _array(self, path: Path) -> None:
        self.at += 1
        place = 0
        while self._skip_space(" \t\n,") and self.text[self.at] != "]":
            self._note((*path, place), self.at)
            self._value((*path, place))
            place += 1
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        while self._skip_space(" \t\n,") and self.text[self.at] != "}":
            self._pair(path)
        self.at += 1

    def _string(self) -> None:
        quote = self.text[self.at]
        many = self.text.startswith(quote * 3, self.at)
        end = quote * 3 if many else quote
        self.at += len(end)
        while not self.text.startswith(end, self.at):
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        self.at += len(end)
        while many and self.text.startswith(quote, self.at):
            self.at += 1  # up to two quotes may stand before the closing three

    def _skip_space(self, space: str) -> bool:
        """Skip ``space`` (and comments, where line ends count as space); False at the end."""
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == "#" and "\n" in space:
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif character in space:
                self.at += 1
            else:
                return True
        return False

    def _note(self, path: Path, position: int) -> None:
        self.found.setdefault(path, bisect_right(self.starts, position))
