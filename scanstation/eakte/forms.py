"""HTML forms as the browser binding uses them; a file part goes to the disk as it comes.

Source: CMIS 1.1, 5.4.4 (forms); RFC 7578 for ``multipart/form-data`` and ``_charset_``.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qsl

from python_multipart.multipart import parse_options_header
from starlette.requests import Request

from scanstation.eakte.cmis_errors import Constraint, InvalidArgument
from scanstation.eakte.content import ContentFiles, Upload
from scanstation.eakte.multipart import MAX_FIELD_BYTES, MAX_FIELDS, Field, MultipartReceiver

_INDEXED = re.compile(r"^([A-Za-z]+)\[([0-9]{1,4})\](?:\[([0-9]{1,4})\])?$")


@dataclass(frozen=True, slots=True)
class Form:
    """The fields (query parameters included) and the file part, if there is one."""

    fields: Mapping[str, str]
    upload: Upload | None = None

    def text(self, name: str, default: str = "") -> str:
        """Return a field or the default; clients do not agree on the case of its name."""
        if name in self.fields:
            return self.fields[name]
        lowered = name.lower()
        return next((v for key, v in self.fields.items() if key.lower() == lowered), default)

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a boolean field.

        Raises:
            InvalidArgument: it is neither ``true`` nor ``false``.
        """
        value = self.text(name).lower()
        if value not in ("", "true", "false"):
            raise InvalidArgument(f"{name} takes true or false.")
        return value == "true" if value else default

    def number(self, name: str, default: int) -> int:
        """Return a number from 0.

        Raises:
            InvalidArgument: it is not one.
        """
        value = self.text(name)
        if value and not (value.isascii() and value.isdigit() and len(value) < 16):
            raise InvalidArgument(f"{name} takes a whole number from 0.")
        return int(value) if value else default

    def properties(self) -> dict[str, list[str]]:
        """Return the values of ``propertyId[n]`` with ``propertyValue[n]`` or ``[n][m]``.

        Raises:
            InvalidArgument: the indices have gaps or an id stands twice.
        """
        names = _list_of(self.fields, "propertyId")
        values = {name: _values_of(self.fields, index) for index, name in enumerate(names)}
        if len(values) != len(names):
            raise InvalidArgument("A propertyId stands twice.")
        return values


def _list_of(fields: Mapping[str, str], name: str) -> list[str]:
    found: dict[int, str] = {}
    for key, value in fields.items():
        match = _INDEXED.match(key)
        if match and match[1] == name and match[3] is None:
            found[int(match[2])] = value
    if sorted(found) != list(range(len(found))):
        raise InvalidArgument(f"{name} has gaps!")
    return [found[index] for index in range(len(found))]


def _values_of(fields: Mapping[str, str], index: int) -> list[str]:
    single = fields.get(f"propertyValue[{index}]")
    if single is not None:
        return [single]
    found: dict[int, str] = {}
    for key, value in fields.items():
        match = _INDEXED.match(key)
        if match and match[1] == "propertyValue" and int(match[2]) == index and match[3]:
            found[int(match[3])] = value
    if sorted(found) != list(range(len(found))):
        raise InvalidArgument("propertyValue has gaps!")
    return [found[position] for position in range(len(found))]


async def read_form(request: Request, contents: ContentFiles, limit: int) -> Form:
    """Read the request's form; its file part is written to the incoming folder.

    Args:
        limit: bytes that the whole request may have.

    Raises:
        InvalidArgument: the body is no form or not in its character set.
        Constraint: the body is longer than the limit.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    body = _limited(request, limit)
    if kind == b"multipart/form-data":
        receiver = MultipartReceiver(contents)
        try:
            await receiver.receive(body, options.get(b"boundary", b""))
            fields, upload = _decoded(receiver.fields), receiver.upload()
        except BaseException:
            receiver.discard()
            raise
    else:
        fields, upload = await _urlencoded(body), None
    query = dict(request.query_params)
    return Form(MappingProxyType({**query, **fields}), upload)


async def _limited(request: Request, limit: int) -> AsyncIterator[bytes]:
    """Pass the body on up to the limit; beyond it, read on a while so that the answer arrives."""
    received = 0
    async for piece in request.stream():
        received += len(piece)
        if received <= limit:
            yield piece
        elif received > 2 * limit:
            break
    if received > limit:
        raise Constraint(f"The request is longer than {limit} bytes.")


async def _urlencoded(body: AsyncIterator[bytes]) -> dict[str, str]:
    raw = bytearray()
    async for piece in body:
        raw += piece
        if len(raw) > MAX_FIELD_BYTES:
            raise Constraint("The form is too long.")
    try:
        pairs = parse_qsl(
            raw.decode("latin-1"),
            keep_blank_values=True,
            max_num_fields=MAX_FIELDS,
            encoding="latin-1",
        )
    except ValueError as error:
        raise InvalidArgument("The form has too many fields.") from error
    return _decoded([Field(name, value.encode("latin-1")) for name, value in pairs])


def _decoded(fields: list[Field]) -> dict[str, str]:
    """Decode by the part's own character set, else by ``_charset_``, else as UTF-8."""
    default = next((f.value.decode("latin-1") for f in fields if f.name == "_charset_"), "")
    decoded: dict[str, str] = {}
    for f in fields:
        try:
            decoded[f.name] = f.value.decode(f.charset or default or "utf-8")
        except (LookupError, UnicodeDecodeError) as error:
            raise InvalidArgument(f"The field {f.name} is not in its character set.") from error
    return decoded
