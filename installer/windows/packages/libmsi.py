"""Writes an MSI through libmsi, the library of Debian's ``msitools``.

The command ``msibuild`` of that package is not enough: it sets no dates and draws the package code.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_uint, c_uint32, c_uint64, c_void_p
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from installer.problem import BuildRefused

_LIBRARIES = ("libmsi.so.0", "libmsi-1.0.so.0")
"""Debian 12 and Ubuntu 24.04, then newer releases."""
_CREATE = 1 << 1
_MAX_PROPERTIES = 20
_SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "libmsi_database_new": (c_void_p, (c_char_p, c_uint, c_char_p, c_void_p)),
    "libmsi_database_import": (c_int, (c_void_p, c_char_p, c_void_p)),
    "libmsi_database_commit": (c_int, (c_void_p, c_void_p)),
    "libmsi_query_new": (c_void_p, (c_void_p, c_char_p, c_void_p)),
    "libmsi_query_execute": (c_int, (c_void_p, c_void_p, c_void_p)),
    "libmsi_record_new": (c_void_p, (c_uint,)),
    "libmsi_record_set_string": (c_int, (c_void_p, c_uint, c_char_p)),
    "libmsi_record_load_stream": (c_int, (c_void_p, c_uint, c_char_p)),
    "libmsi_summary_info_new": (c_void_p, (c_void_p, c_uint, c_void_p)),
    "libmsi_summary_info_set_string": (c_int, (c_void_p, c_int, c_char_p, c_void_p)),
    "libmsi_summary_info_set_int": (c_int, (c_void_p, c_int, c_int, c_void_p)),
    "libmsi_summary_info_set_filetime": (c_int, (c_void_p, c_int, c_uint64, c_void_p)),
    "libmsi_summary_info_persist": (c_int, (c_void_p, c_void_p)),
}


class _Error(Structure):
    _fields_ = (("domain", c_uint32), ("code", c_int), ("message", c_char_p))


@dataclass(frozen=True, slots=True)
class FileTime:
    """Hundreds of nanoseconds since 1601, as Windows counts."""

    value: int


SummaryValue = str | int | FileTime


class MsiFile:
    """An MSI being written; it is there when ``commit`` returned."""

    def __init__(self, library: ctypes.CDLL, database: int) -> None:
        self._library = library
        self._database = database

    def import_tables(self, files: Iterable[Path]) -> None:
        """Import tables in their text form."""
        for file in files:
            self._call("libmsi_database_import", self._database, str(file).encode())

    def add_stream(self, table: str, name: str, file: Path) -> None:
        """Add a file to a table of streams: Binary, Icon, or _Streams for a cabinet."""
        sql = f"INSERT INTO `{table}` (`Name`, `Data`) VALUES (?, ?)".encode()  # noqa: S608
        with self._object("libmsi_query_new", self._database, sql) as query:
            record = self._library.libmsi_record_new(2)
            try:
                self._library.libmsi_record_set_string(record, 1, name.encode())
                if not self._library.libmsi_record_load_stream(record, 2, str(file).encode()):
                    raise BuildRefused(f"{file}: not readable")
                self._call("libmsi_query_execute", query, record)
            finally:
                _release(record)

    def set_summary(self, values: dict[int, SummaryValue]) -> None:
        """Set properties of the summary, by their number; texts must be ASCII."""
        with self._object("libmsi_summary_info_new", self._database, _MAX_PROPERTIES) as summary:
            for number, value in values.items():
                if isinstance(value, FileTime):
                    self._call("libmsi_summary_info_set_filetime", summary, number, value.value)
                elif isinstance(value, int):
                    self._call("libmsi_summary_info_set_int", summary, number, value)
                else:
                    text = value.encode("ascii")
                    self._call("libmsi_summary_info_set_string", summary, number, text)
            self._call("libmsi_summary_info_persist", summary)

    def commit(self) -> None:
        """Write the file."""
        self._call("libmsi_database_commit", self._database)

    def _call(self, name: str, *arguments: Any) -> int:
        return _checked(self._library, name, *arguments)

    @contextmanager
    def _object(self, name: str, *arguments: Any) -> Iterator[int]:
        made = self._call(name, *arguments)
        try:
            yield made
        finally:
            _release(made)


@contextmanager
def new_msi(path: Path) -> Iterator[MsiFile]:
    """Make a new MSI; a file of that name is replaced.

    Raises:
        BuildRefused: libmsi is missing or refuses what it is given.
    """
    library = _loaded()
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    path.unlink(missing_ok=True)
    database = _checked(library, "libmsi_database_new", str(path).encode(), _CREATE, None)
    try:
        yield MsiFile(library, database)
    finally:
        _release(database)


def _loaded() -> ctypes.CDLL:
    for name in _LIBRARIES:
        with suppress(OSError):
            return ctypes.CDLL(name)
    raise BuildRefused("libmsi is missing: Debian's package msitools brings it")


def _checked(library: ctypes.CDLL, name: str, *arguments: Any) -> int:
    error = POINTER(_Error)()
    result = getattr(library, name)(*arguments, byref(error))
    if not result:
        reason = error.contents.message.decode() if error else "no reason given"
        raise BuildRefused(f"{name}: {reason}")
    return int(result)


def _release(made: int) -> None:
    release = ctypes.CDLL("libgobject-2.0.so.0").g_object_unref
    release.argtypes = [c_void_p]
    release.restype = None
    release(made)
