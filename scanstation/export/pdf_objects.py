"""A PDF file as a stream of objects: written once from front to back, nothing kept but offsets.

Memory is eight bytes an object. The file's SHA-256 and size are known when it ends,
without reading it again. Syntax after ISO 32000-1, 7.3 to 7.5; the file structure
keeps the extra rules of ISO 19005-2, 6.1 (end-of-line marks, binary comment, file ID).
"""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections.abc import Iterable
from typing import BinaryIO

LEVEL = 5
"""Half of zlib's usual time (level 6) for 8 % more bytes of text."""

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def reference(number: int) -> bytes:
    """Return an indirect reference to an object."""
    return b"%d 0 R" % number


def text_string(text: str) -> bytes:
    """Return a text string object: UTF-16BE with byte order mark, as hex (ISO 32000-1, 7.9.2.2)."""
    return b"<FEFF" + text.encode("utf-16-be", "replace").hex().encode("ascii").upper() + b">"


def name(text: str) -> bytes:
    """Return a name object, everything but letters and digits escaped (ISO 32000-1, 7.3.5)."""
    plain = b"".join(
        bytes((byte,)) if chr(byte).isalnum() and byte < 128 else b"#%02X" % byte
        for byte in text.encode("utf-8")
    )
    return b"/" + plain


def number(value: float) -> bytes:
    """Return a real number with at most four decimals and no exponent."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return b"0" if text in ("-0", "") else text.encode("ascii")


def rectangle(left: float, bottom: float, right: float, top: float) -> bytes:
    """Return a rectangle array in points."""
    return b"[" + b" ".join(number(value) for value in (left, bottom, right, top)) + b"]"


class PdfObjects:
    """Numbers objects, writes them to a stream and closes the file with its table and trailer."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self._offsets = array("Q", [0])
        self.size = 0
        self._put(HEADER)

    @property
    def sha256(self) -> str:
        """SHA-256 (hex) of everything written so far."""
        return self._hash.hexdigest()

    def reserve(self) -> int:
        """Return the number of an object that will be written later."""
        self._offsets.append(0)
        return len(self._offsets) - 1

    def write(self, number: int, body: bytes) -> int:
        """Write a reserved object and return its number."""
        self._offsets[number] = self.size
        self._put(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        return number

    def add(self, body: bytes) -> int:
        """Write a new object and return its number."""
        return self.write(self.reserve(), body)

    def add_stream(self, entries: bytes, pieces: Iterable[bytes | memoryview], length: int) -> int:
        """Write a new stream object of ``length`` bytes; ``entries`` go into its dictionary."""
        number = self.reserve()
        self._offsets[number] = self.size
        self._put(b"%d 0 obj\n<<%b/Length %d>>\nstream\n" % (number, entries, length))
        before = self.size
        for piece in pieces:
            self._put(piece)
        if self.size - before != length:
            raise OSError("the source changed its length while it was read")
        self._put(b"\nendstream\nendobj\n")
        return number

    def add_flate(self, entries: bytes, data: bytes) -> int:
        """Write a new compressed stream object."""
        packed = zlib.compress(data, LEVEL)
        return self.add_stream(entries + b"/Filter/FlateDecode", (packed,), len(packed))

    def finish(self, root: int, info: int, first_id: bytes) -> None:
        """Write cross-reference table and trailer.

        ``first_id`` (16 bytes) is the document's permanent ID; the second half of the
        file ID is taken from the content, so equal input gives an equal file.
        """
        second_id = self._hash.digest()[:16]
        start = self.size
        self._put(b"xref\n0 %d\n0000000000 65535 f \n" % len(self._offsets))
        self._put(b"".join(b"%010d 00000 n \n" % offset for offset in self._offsets[1:]))
        entries = b"/Size %d/Root %b/Info %b/ID[<%b><%b>]" % (
            len(self._offsets),
            reference(root),
            reference(info),
            first_id.hex().encode("ascii"),
            second_id.hex().encode("ascii"),
        )
        self._put(b"trailer\n<<%b>>\nstartxref\n%d\n%%%%EOF\n" % (entries, start))

    def _put(self, data: bytes | memoryview) -> None:
        self._stream.write(data)
        self._hash.update(data)
        self.size += len(data)
