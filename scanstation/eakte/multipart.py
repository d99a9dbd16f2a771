"""A multipart body taken apart as it comes: fields into memory, the content into a file.

Source: RFC 7578; RFC 8187 for ``filename*``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from scanstation.eakte.cmis_errors import Constraint, InvalidArgument
from scanstation.eakte.content import ContentFiles, Upload

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MAX_FIELD_BYTES = 1024 * 1024
MAX_FIELDS = 500
_EXTENDED_NAME = re.compile(rb"filename\*=utf-8'[^']*'([^;\s]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Field:
    """A field as received; ``charset`` is the part's own, empty if it names none."""

    name: str
    value: bytes
    charset: str = ""


@dataclass
class _Part:
    """One part of a multipart body while it is being read."""

    name: str = ""
    charset: str = ""
    file_name: str | None = None
    media_type: str = ""
    data: bytearray = field(default_factory=bytearray)


class MultipartReceiver:
    """Takes a multipart body apart: fields into memory, the file part into a file."""

    def __init__(self, contents: ContentFiles) -> None:
        self.fields: list[Field] = []
        self._contents = contents
        self._path: Path | None = None
        self._file: BinaryIO | None = None
        self._hash = hashlib.sha256()
        self._length = 0
        self._content: _Part | None = None
        self._part = _Part()
        self._header = (b"", b"")
        self._headers: dict[bytes, bytes] = {}
        self._ended = False

    async def receive(self, body: AsyncIterator[bytes], boundary: bytes) -> None:
        """Read the body to its end."""
        if not boundary:
            raise InvalidArgument("The multipart body has no boundary.")
        parser = MultipartParser(boundary, self._callbacks())
        try:
            async for piece in body:
                parser.write(piece)
            parser.finalize()
        except FormParserError as error:
            raise InvalidArgument("The multipart body is broken.") from error
        if not self._ended:
            raise InvalidArgument("The multipart body has no end.")
        if self._file is not None:
            self._file.close()

    def upload(self) -> Upload | None:
        """Return the file part."""
        if self._content is None or self._path is None:
            return None
        return Upload(
            self._path,
            self._length,
            self._hash.hexdigest(),
            self._content.media_type or "application/octet-stream",
            self._content.file_name or "",
        )

    def discard(self) -> None:
        """Remove what was received of the file part."""
        if self._file is not None:
            self._file.close()
        if self._path is not None:
            self._contents.remove(self._path)

    def _callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._part_begin,
            "on_header_field": lambda d, a, b: self._header_piece(d[a:b], b""),
            "on_header_value": lambda d, a, b: self._header_piece(b"", d[a:b]),
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._part_data,
            "on_part_end": self._part_end,
            "on_end": self._end,
        }

    def _part_begin(self) -> None:
        self._part, self._headers = _Part(), {}

    def _header_piece(self, name: bytes, value: bytes) -> None:
        self._header = (self._header[0] + name, self._header[1] + value)

    def _header_end(self) -> None:
        self._headers[self._header[0].lower()] = self._header[1]
        self._header = (b"", b"")

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        kind, kind_options = parse_options_header(self._headers.get(b"content-type", b""))
        self._part.name = _text(options.get(b"name", b""))
        self._part.charset = kind_options.get(b"charset", b"").decode("latin-1")
        self._part.media_type = kind.decode("latin-1")
        self._part.file_name = _file_name(self._headers.get(b"content-disposition", b""))
        if self._part.name == "content":
            self._begin_content()

    def _begin_content(self) -> None:
        if self._content is not None:
            raise InvalidArgument("The form has more than one content.")
        self._content = self._part
        self._path = self._contents.new_incoming()
        self._file = self._path.open("xb")

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        piece = data[start:end]
        if self._part is self._content and self._file is not None:
            self._file.write(piece)
            self._hash.update(piece)
            self._length += len(piece)
            return
        self._part.data += piece
        if len(self._part.data) > MAX_FIELD_BYTES or len(self.fields) > MAX_FIELDS:
            raise Constraint("The form is too long.")

    def _part_end(self) -> None:
        if self._part is not self._content:
            part = self._part
            self.fields.append(Field(part.name, bytes(part.data), part.charset))

    def _end(self) -> None:
        self._ended = True


def _text(raw: bytes) -> str:
    """Browsers and clients send names of parts and files as UTF-8 (RFC 7578, 5.1)."""
    return raw.decode("utf-8", errors="replace")


def _file_name(disposition: bytes) -> str:
    extended = _EXTENDED_NAME.search(disposition)
    if extended:
        return unquote(extended[1].decode("ascii", errors="replace"))
    _, options = parse_options_header(disposition)
    return _text(options.get(b"filename", b""))
