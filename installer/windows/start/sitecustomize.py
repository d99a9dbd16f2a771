"""Imports the modules of the archives by an index that was made with them.

Python's own zipimport opens an archive twice for every module, and an opened file is dear on
Windows, with a virus scanner above all: 640 openings were 0.9 of the 2.1 seconds until the window's
modules were there (Wine). Here each archive is mapped into memory once, and a module is a piece of
it.

Python runs a module of this name before anything else (docs.python.org/3/library/site.html). It
imports only what is part of the interpreter. Without an index everything is as Python does it.

Loader: docs.python.org/3/reference/import.html, importlib.abc.InspectLoader.
"""

from __future__ import annotations

import marshal
import mmap
import os
import sys
import zlib
from importlib.machinery import ModuleSpec, PathFinder
from types import CodeType, ModuleType
from zipimport import zipimporter

INDEX = "modules.index"
"""In the interpreter's folder. A line ``[path]`` begins an archive, by its path from there, and
tells its size (bytes), and place and CRC-32 of its directory, which has the CRC of every entry.
Other lines hold: module, its path in the archive, place and size there (bytes), and 1 if it is
deflated. Tabs stand between."""
HEAD = 16
"""Bytes before the code in a file of bytecode (PEP 552)."""


class Archive:
    """One archive, mapped when its first module is wanted.

    Args:
        path: of the archive.
        indexed: its size when the index was made, and place and CRC-32 of its directory.
    """

    def __init__(self, path: str, indexed: tuple[int, int, int]) -> None:
        self.path = path
        self._indexed = indexed
        self._mapped: mmap.mmap | None = None

    def read(self, place: int, size: int, deflated: bool) -> bytes:
        """Return what one entry holds (``OSError``, ``ValueError``, ``zlib.error``)."""
        if self._mapped is None:
            self._mapped = self._map()
        found = self._mapped[place : place + size]
        return zlib.decompress(found, -zlib.MAX_WBITS) if deflated else found

    def _map(self) -> mmap.mmap:
        with open(self.path, "rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        size, place, check = self._indexed
        # In another version's archive another module may lie at the same place.
        if len(mapped) != size or zlib.crc32(mapped[place:]) != check:
            mapped.close()
            raise ValueError("not the archive that the index was made with")
        return mapped


class Indexed:
    """Finds and loads the modules of an index.

    Args:
        index: its text.
        folder: path that the paths of archives begin at.
    """

    def __init__(self, index: str, folder: str) -> None:
        self._modules: dict[str, tuple[Archive, list[str]]] = {}
        archive = Archive("", (0, 0, 0))
        for line in index.splitlines():
            name, *entry = line.split("\t")
            if name.startswith("["):
                size, place, check = map(int, entry)
                path = os.path.normpath(os.path.join(folder, name[1:-1]))
                archive = Archive(path, (size, place, check))
            else:
                self._modules[name] = (archive, entry)

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Return what Python needs to import a module, None if it is not in the index."""
        if name not in self._modules:
            return None
        origin = self.get_filename(name)
        # A loader by its methods; the base class would cost an import.
        is_package = self.is_package(name)
        spec = ModuleSpec(name, self, origin=origin, is_package=is_package)  # type: ignore[arg-type]
        spec.has_location = True
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(os.path.dirname(origin))
        return spec

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Return None: an ordinary module will do."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Run a module."""
        exec(self.get_code(module.__name__), module.__dict__)  # noqa: S102

    def get_code(self, name: str) -> CodeType:
        """Return the code of a module; for ``python -m`` and ``exec_module``.

        Raises:
            ImportError: the archive cannot be read, or does not hold what the index says.
        """
        archive, (_, place, size, deflated) = self._entry(name)
        try:
            entry = archive.read(int(place), int(size), deflated == "1")
            code: CodeType = marshal.loads(memoryview(entry)[HEAD:])  # noqa: S302
        except (OSError, ValueError, EOFError, TypeError, zlib.error) as error:
            raise ImportError(f"{archive.path}: {error}", name=name) from error
        return code

    def get_source(self, name: str) -> str | None:
        """Return the source of a module; tracebacks quote it."""
        archive, (path, *_) = self._entry(name)
        try:
            source = zipimporter(archive.path).get_data(path.removesuffix("c"))
        except OSError:  # the interpreter's own library has none
            return None
        return source.decode("utf-8-sig")

    def get_filename(self, name: str) -> str:
        """Return where a module lies, as zipimport says it."""
        archive, entry = self._entry(name)
        return os.path.join(archive.path, *entry[0].split("/"))

    def is_package(self, name: str) -> bool:
        """Return whether other modules lie in it."""
        return self._entry(name)[1][0].endswith("/__init__.pyc")

    def _entry(self, name: str) -> tuple[Archive, list[str]]:
        try:
            return self._modules[name]
        except KeyError:
            raise ImportError(f"no module {name}", name=name) from None


def install(folder: str) -> None:
    """Let Python ask the index in a folder before it searches."""
    try:
        with open(os.path.join(folder, INDEX), encoding="utf-8") as file:
            found = Indexed(file.read(), folder)
    except OSError:
        return
    sys.meta_path.insert(sys.meta_path.index(PathFinder), found)


if __name__ == "sitecustomize":
    install(sys.prefix)
