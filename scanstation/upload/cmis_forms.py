"""What goes over the wire of the CMIS browser binding, as pure functions.

Source: OASIS CMIS 1.1, section 5.4.3 (forms) and 2.1.14 (query literals). ``_charset_`` stands in
every form: without it OpenCMIS reads the fields as ISO-8859-1 and stores umlauts broken.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlencode

from requests_toolbelt import MultipartEncoder

from scanstation.upload.http import Body
from scanstation.upload.uploader import PropertyValue

Fields = list[tuple[str, str]]
_URL_ENCODED = "application/x-www-form-urlencoded; charset=UTF-8"


def fields(action: str, *pairs: tuple[str, str]) -> Fields:
    """Return the fields every form starts with, then ``pairs`` without empty values."""
    head = [("_charset_", "UTF-8"), ("cmisaction", action), ("succinct", "true")]
    return head + [(name, value) for name, value in pairs if value]


def property_fields(values: Mapping[str, str | Sequence[str]]) -> Fields:
    """Return ``propertyId[n]``/``propertyValue[n]`` fields, counted from 0 without gaps."""
    form: Fields = []
    for number, (name, value) in enumerate(values.items()):
        form.append((f"propertyId[{number}]", name))
        if isinstance(value, str):
            form.append((f"propertyValue[{number}]", value))
        else:
            form += [(f"propertyValue[{number}][{n}]", one) for n, one in enumerate(value)]
    return form


def form_body(form: Fields) -> Body:
    """Return a body without a file."""
    return Body(lambda: urlencode(form).encode("ascii"), _URL_ENCODED)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file to be sent: bytes ``start`` to ``start + length``."""

    path: Path
    name: str
    media_type: str
    start: int
    length: int


def file_body(form: Fields, part: Part, file: BinaryIO) -> Body:
    """Return a multipart body that streams one part of the open file."""
    slice_ = _Slice(file, part.start, part.length)
    # The fallback of RFC 7578 for names beyond ASCII is UTF-8 as it is; servers read it so.
    content = ("content", (part.name, slice_, part.media_type))
    encoder = MultipartEncoder(fields=[*form, content], encoding="utf-8")
    return Body(lambda: encoder, encoder.content_type)


class _Slice:
    """A window on an open file with the length that the encoder asks for."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        file.seek(start)
        self._file = file
        self._left = length

    @property
    def len(self) -> int:
        """Bytes still to be read."""
        return self._left

    def read(self, size: int = -1) -> bytes:
        """Read up to ``size`` bytes of the window."""
        wanted = self._left if size < 0 else min(size, self._left)
        block = self._file.read(wanted)
        if wanted and not block:
            # The encoder would ask for ever.
            raise OSError("the file became shorter while it was sent")
        self._left -= len(block)
        return block


def text_literal(text: str) -> str:
    """Return a quoted string literal of the query language."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def like_literal(text: str, before: str = "%", after: str = "%") -> str:
    """Return a LIKE pattern that finds ``text`` itself, whatever signs it holds."""
    quoted = text_literal(text)[1:-1].replace("%", "\\%").replace("_", "\\_")
    return f"'{before}{quoted}{after}'"


def wire_value(value: PropertyValue, kind: str) -> str | tuple[str, ...]:
    """Return a value in the form that a property type wants (CMIS 1.1, 5.4.3.6).

    Raises:
        ValueError: it does not fit the type.
    """
    if isinstance(value, tuple):
        return tuple(str(wire_value(one, kind)) for one in value)
    if kind == "datetime":
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return str(round(moment.timestamp() * 1000))
    text = value.isoformat() if isinstance(value, datetime) else value
    if kind == "integer":
        return str(int(text))
    if kind == "decimal":
        return str(float(text))
    if kind == "boolean" and text not in ("true", "false"):
        raise ValueError(text)
    return unicodedata.normalize("NFC", text)


def same_value(sent: str | tuple[str, ...], stored: Any, kind: str) -> bool:
    """Whether a property came back as it was sent (surrounding blanks do not count)."""
    ours = (sent,) if isinstance(sent, str) else sent
    theirs = stored if isinstance(stored, list) else [stored]
    kept = [_comparable(one, kind) for one in ours if one != ""]
    return kept == [_comparable(one, kind) for one in theirs if one not in (None, "")]


def _comparable(value: Any, kind: str) -> object:
    if kind == "boolean":
        return str(value).lower()
    if kind in ("integer", "datetime", "decimal"):
        try:
            return float(value)
        except (TypeError, ValueError):
            return str(value)
    return unicodedata.normalize("NFC", str(value)).strip()
