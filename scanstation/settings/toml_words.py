"""What is wrong with a TOML text, in both languages; the parser says it in English only."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from scanstation.errors import Text

_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_END = Text("am Ende der Datei", "at the end of the file")
_TWICE = Text("derselbe Name steht zweimal da", "the same name stands there twice")
_TEXT = Text("ein Text ist falsch geschrieben", "a text is written wrongly")
_QUOTES = Text("Anführungszeichen fehlen am Ende", "quotation marks are missing at the end")
_VALUE = Text("dieser Wert ist keiner", "this is no value")
WORDS: Mapping[str, Text] = {
    "Expected '=' after a key": Text("nach dem Namen fehlt „=“", "“=” is missing after the name"),
    "Expected newline": Text(
        "nach dem Wert steht noch etwas in der Zeile", "something stands after the value"
    ),
    "Expected ']": Text("die Klammer „]“ fehlt", "the bracket “]” is missing"),
    "Expected '": _QUOTES,
    'Expected "': _QUOTES,
    "Unterminated string": _QUOTES,
    "Unclosed array": Text("die Klammer „]“ fehlt", "the bracket “]” is missing"),
    "Unclosed inline table": Text("die Klammer „}“ fehlt", "the bracket “}” is missing"),
    "Cannot ": _TWICE,
    "Duplicate ": _TWICE,
    "Unescaped ": Text(
        "„\\“ steht in Anführungszeichen; schreiben Sie '…' oder „\\\\“",
        "“\\” stands within quotation marks; write '…' or “\\\\”",
    ),
    "Invalid hex": _TEXT,
    "Escaped character": _TEXT,
    "Illegal character '\\n'": _QUOTES,
    "Illegal character": Text("dieses Zeichen gehört nicht hierher", "a character is out of place"),
    "Found invalid": Text("dieses Zeichen gehört nicht hierher", "a character is out of place"),
    "Invalid initial": Text("hier fehlt ein Name", "a name is missing here"),
    "Invalid date": _VALUE,
    "Invalid value": _VALUE,
    "Invalid statement": Text("diese Zeile ist keine Angabe", "this line says nothing"),
}
"""By how the messages of ``tomllib`` (Python 3.11) begin; the first that fits counts."""


def position(error: tomllib.TOMLDecodeError) -> tuple[int, int] | None:
    """Return line and column, both from 1; None for the end of the file."""
    found = _POSITION.search(str(error))
    return (int(found[1]), int(found[2])) if found and found[1] else None


def toml_problem(error: tomllib.TOMLDecodeError) -> Text:
    """Return where the text is wrong, and how as far as the parser's message is known."""
    at = position(error)
    place = Text(f"Zeile {at[0]}, Spalte {at[1]}", f"line {at[0]}, column {at[1]}") if at else _END
    message = str(error)
    said = next((words for start, words in WORDS.items() if message.startswith(start)), None)
    if said is None:
        return place
    return Text(f"{place.de}: {said.de}", f"{place.en}: {said.en}")
