"""The libraries in machine code that lie in the payload, by their files and by their traces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from installer.problem import BuildRefused
from installer.windows.packages.portable_executable import read_version

_NUMBERS = rb"(\d+(?:\.\d+)+)"
QT = "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"
RUNTIME = "LicenseRef-Microsoft-Visual-C-Runtime"


@dataclass(frozen=True, slots=True)
class Library:
    """A library that lies in files of its own.

    Attributes:
        name: as its authors write it; "" if the files belong to a part that is listed anyway.
        licence: SPDX expression.
        files: regular expression for the whole path below the payload.
        said: where the file itself says the version, if it has no version resource.
    """

    name: str
    licence: str
    files: str
    said: bytes = b""


_OCR = r"site/tesserocr\.libs/"
LIBRARIES = (
    Library(
        "", "", r"python/python3(13)?\.dll|site/(PySide6/pyside|shiboken6/shiboken)6\.abi3\.dll"
    ),
    Library("OpenSSL", "Apache-2.0", rf"(python|{_OCR[:-1]})/lib(crypto|ssl)-3.*\.dll"),
    Library("libffi", "MIT", r"python/libffi-8\.dll"),
    Library("SQLite", "blessing", r"python/sqlite3\.dll"),
    Library("Microsoft Visual C++ Runtime", RUNTIME, r".*/(msvcp140|vcruntime140)[^/]*\.dll"),
    Library("Qt", QT, r"site/PySide6/(Qt6.*|plugins/.*)\.dll"),
    Library("OpenBLAS", "BSD-3-Clause", r"site/numpy\.libs/libscipy_openblas.*\.dll"),
    Library("qpdf", "Apache-2.0", r"site/pikepdf\.libs/qpdf30.*\.dll"),
    Library("PDFium", "BSD-3-Clause AND Apache-2.0", r"site/pypdfium2_raw/pdfium\.dll"),
    Library("libiconv", "LGPL-2.1-or-later", r"site/pyzbar/libiconv\.dll"),
    Library("zbar", "LGPL-2.1-or-later", r"site/pyzbar/libzbar-64\.dll"),
    Library("LERC", "Apache-2.0", rf"{_OCR}Lerc.*"),
    Library("libarchive", "BSD-2-Clause", rf"{_OCR}archive.*", rb"libarchive " + _NUMBERS),
    Library("libiconv", "LGPL-2.1-or-later", rf"{_OCR}(charset|iconv).*"),
    Library("libdeflate", "MIT", rf"{_OCR}deflate.*"),
    Library("giflib", "MIT", rf"{_OCR}gif.*"),
    Library("ICU", "Unicode-3.0", rf"{_OCR}icu.*"),
    Library("libjpeg-turbo", "IJG AND BSD-3-Clause AND Zlib", rf"{_OCR}jpeg8.*"),
    Library("Leptonica", "BSD-2-Clause", rf"{_OCR}leptonica.*", rb"leptonica-" + _NUMBERS),
    Library("bzip2", "bzip2-1.0.6", rf"{_OCR}libbz2.*", _NUMBERS + rb", \d\d?-\w{3}-\d{4}"),
    Library("curl", "curl", rf"{_OCR}libcurl.*"),
    Library("XZ Utils (liblzma)", "0BSD", rf"{_OCR}liblzma.*"),
    Library("libpng", "libpng-2.0", rf"{_OCR}libpng16.*", rb"libpng version " + _NUMBERS),
    Library("libssh2", "BSD-3-Clause", rf"{_OCR}libssh2.*"),
    Library("libwebp", "BSD-3-Clause", rf"{_OCR}(libwebp|libsharpyuv).*"),
    Library("libxml2", "MIT", rf"{_OCR}libxml2.*"),
    Library("LZ4", "BSD-2-Clause", rf"{_OCR}lz4.*", rb"\0" + _NUMBERS + rb"\0"),
    Library("OpenJPEG", "BSD-2-Clause", rf"{_OCR}openjp2.*", rb"\0" + _NUMBERS + rb"\0"),
    Library("libpsl", "MIT", rf"{_OCR}psl.*"),
    Library("Tesseract", "Apache-2.0", rf"{_OCR}tesseract.*", rb"\0" + _NUMBERS + rb"\0"),
    Library("libtiff", "libtiff", rf"{_OCR}tiff.*"),
    Library("zlib", "Zlib", rf"{_OCR}zlib.*"),
    Library("Zstandard", "BSD-3-Clause", rf"{_OCR}zstd.*"),
)

TRACES = (
    Library("zlib", "Zlib", "", rb"inflate " + _NUMBERS + rb" Copyright"),
    Library(
        "libjpeg-turbo",
        "IJG AND BSD-3-Clause AND Zlib",
        "",
        rb"libjpeg-turbo version " + _NUMBERS,
    ),
    Library("libpng", "libpng-2.0", "", rb"libpng version " + _NUMBERS),
    Library("libtiff", "libtiff", "", rb"LIBTIFF, Version " + _NUMBERS),
)
"""Libraries that were linked into others and say so there."""


@dataclass(frozen=True, slots=True)
class Found:
    """One library in the payload: its version ("" if it says none) and the files it lies in."""

    name: str
    version: str
    licence: str
    files: tuple[str, ...]


def libraries(payload: Path) -> tuple[Found, ...]:
    """Return every library, by name and version.

    Raises:
        BuildRefused: a DLL is none of the known ones: nobody has looked at its licence.
    """
    files: dict[tuple[str, str, str], list[str]] = {}
    for path in sorted(payload.rglob("*")):
        if path.suffix in (".dll", ".pyd"):
            inside = path.relative_to(payload).as_posix()
            for one, version in _inside(inside, path.read_bytes()).items():
                files.setdefault((one.name, version, one.licence), []).append(inside)
    return tuple(Found(*key, tuple(paths)) for key, paths in sorted(files.items()))


def _inside(path: str, content: bytes) -> dict[Library, str]:
    found = {one: version for one in TRACES if (version := _said(one, content))}
    if not path.endswith(".dll"):
        return found
    own = next((one for one in LIBRARIES if re.fullmatch(one.files, path)), None)
    if own is None:
        raise BuildRefused(f"{path}: an unknown library; see installer/windows/payload/native.py")
    traced = next((one for one in found if one.name == own.name), None)
    version = found.pop(traced) if traced else _said(own, content) or _resource(content)
    return {own: version, **found} if own.name else found


def _resource(content: bytes) -> str:
    resource = read_version(content)
    numbers = resource.version if resource else ""
    return numbers.removesuffix(".0")


def _said(one: Library, content: bytes) -> str:
    match = re.search(one.said, content) if one.said else None
    return match[1].decode("ascii") if match else ""
