"""What our own separator sheet says: the text in its QR code and in its Code 128.

QR code, nine parts between bars, ASCII only (RFC 3986 percent escapes keep umlauts, bars
and equal signs apart), closed by a CRC-32::

    SST1|K7Q2M9XA|3|12|uebung|antrag|50.1-123%2F2026|4|received=2026-11-20|8C0D94E1
    form job      no of tenant class  case number     pages values          check

Code 128, short enough for broad bars: form, job, number, two check characters::

    SST1K7Q2M9XA00037R

A barcode reader never hands over a wrong character lightly; the checks are there for the
one time it does, and for a code that somebody typed. CRC-32 finds every changed character
and every swap of neighbours (both are bursts of at most 32 bits). ISO 7064 MOD 1271-36
finds every changed character and every swap within 20 characters.
"""

from __future__ import annotations

import re
import secrets
import zlib
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from scanstation.errors import UsageError

FORM = "SST1"
JOB_LENGTH = 8
LONGEST = 700
"""Characters: a QR code of 45 mm with error correction Q still has modules above 0.4 mm."""

_JOB_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_CHECK_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SAFE = " .,:()+-_"
_PARTS = 10
_SHORT = re.compile(r"SST1([0-9A-HJKMNP-TV-Z]{8})(\d{4,9})([0-9A-Z]{2})")
_OWN = re.compile(r"SST\d")


@dataclass(frozen=True, slots=True)
class SheetCode:
    """Everything that the QR code of a separator sheet says.

    Attributes:
        job: id of the print job, 8 characters.
        number: running number within the job, from 1.
        total: sheets of the job.
        expected_pages: pages with content that the document should have; 0 is unknown.
        values: free values by name.
    """

    job: str
    number: int
    total: int
    tenant: str
    document_class: str = ""
    case_number: str = ""
    expected_pages: int = 0
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetNumber:
    """What the Code 128 of a separator sheet says."""

    job: str
    number: int


@dataclass(frozen=True, slots=True)
class DamagedCode:
    """A code of ours whose check fails or whose form this program does not know."""

    reason: str


OwnCode = SheetCode | SheetNumber | DamagedCode


def new_job() -> str:
    """Return a fresh print-job id (40 random bits)."""
    return "".join(secrets.choice(_JOB_ALPHABET) for _ in range(JOB_LENGTH))


def format_qr(code: SheetCode) -> str:
    """Return the text of the QR code.

    Raises:
        UsageError: the values are too long for a code that reads reliably.
    """
    values = ";".join(f"{_quoted(name)}={_quoted(code.values[name])}" for name in code.values)
    parts = (
        FORM,
        code.job,
        str(code.number),
        str(code.total),
        _quoted(code.tenant),
        _quoted(code.document_class),
        _quoted(code.case_number),
        str(code.expected_pages),
        values,
    )
    body = "|".join(parts)
    if len(body) > LONGEST:
        raise UsageError(reason=f"{len(body)} > {LONGEST}: Trennblatt / separator sheet")
    return f"{body}|{crc(body)}"


def format_code128(code: SheetCode | SheetNumber) -> str:
    """Return the text of the Code 128: form, job, number and two check characters."""
    body = f"{FORM}{code.job}{code.number:04d}"
    return body + mod_1271_36(body)


def check_characters(code: SheetCode | SheetNumber) -> str:
    """Return the two check characters that people see on the sheet."""
    return format_code128(code)[-2:]


def parse(text: str) -> OwnCode | None:
    """Return what a barcode's text says; None if it is none of ours."""
    if not _is_own(text):
        return None
    return _parse_qr(text) if "|" in text else _parse_code128(text)


def _is_own(text: str) -> bool:
    """Ours begins with the form; a text that only lost its form to damage is ours, too."""
    if _OWN.match(text):
        return True
    body, _, check = text.rpartition("|")
    return body.count("|") == _PARTS - 2 and crc(FORM + body[len(FORM) :]) == check


def _parse_qr(text: str) -> SheetCode | DamagedCode:
    body, _, check = text.rpartition("|")
    if crc(body) != check:
        return DamagedCode("check")
    parts = body.split("|")
    if parts[0] != FORM or len(parts) != _PARTS - 1:
        return DamagedCode("form")
    try:
        return _sheet_code(parts)
    except ValueError:
        return DamagedCode("form")


def _sheet_code(parts: list[str]) -> SheetCode:
    pairs = (pair.split("=", 1) for pair in parts[8].split(";") if pair)
    return SheetCode(
        job=parts[1],
        number=int(parts[2]),
        total=int(parts[3]),
        tenant=unquote(parts[4]),
        document_class=unquote(parts[5]),
        case_number=unquote(parts[6]),
        expected_pages=int(parts[7]),
        values={unquote(name): unquote(value) for name, value in pairs},
    )


def _parse_code128(text: str) -> SheetNumber | DamagedCode:
    found = _SHORT.fullmatch(text)
    if found is None:
        return DamagedCode("form")
    if mod_1271_36(text[:-2]) != found[3]:
        return DamagedCode("check")
    return SheetNumber(found[1], int(found[2]))


def _quoted(text: str) -> str:
    return quote(text, safe=_SAFE)


def crc(text: str) -> str:
    """Return the CRC-32 (ISO-HDLC) of a text in UTF-8 as eight hexadecimal digits."""
    return f"{zlib.crc32(text.encode()):08X}"


def mod_1271_36(text: str) -> str:
    """Return the two check characters of ISO 7064 MOD 1271-36 for ``0-9A-Z``."""
    rest = 0
    for character in text:
        rest = (rest + _CHECK_ALPHABET.index(character)) * 36 % 1271
    high, low = divmod((1 - rest * 36) % 1271, 36)
    return _CHECK_ALPHABET[high] + _CHECK_ALPHABET[low]
