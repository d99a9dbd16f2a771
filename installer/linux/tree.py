"""The program as the package installs it: an environment like those of ``venv``, without its tools.

``bin/python3`` leads to the system's interpreter; ``pyvenv.cfg`` beside it makes it take packages
from this tree alone, whatever else is installed on the machine or in the account's home.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from installer.linux.control import program_version
from installer.linux.trim import left_out

LOCK = Path("requirements/linux-app.lock")
SOURCES = ("scanstation", "resources", "pyproject.toml", "setup.py", "README.md")
PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
"""The interpreter's minor version: the binary parts of the locked packages belong to it."""
_VERSIONS = {"pyproject.toml": "version", "scanstation/__init__.py": "__version__"}
"""Where the program says its version."""
_BUILT_HERE = "python-sane"
"""Has no wheels: it is built against the libsane of the system that the package is for."""
_ORIGIN = "direct_url.json"
_FLAGS = {
    "CFLAGS": "-O2 -g0 -fstack-protector-strong -D_FORTIFY_SOURCE=2 -Wformat",
    # Without the folder of an interpreter that somebody compiled, which would be searched first.
    "LDSHARED": "gcc -shared -s -Wl,-z,relro,-z,now",
}


@dataclass(frozen=True, slots=True)
class Checkout:
    """The project and where what was downloaded stays for the next time."""

    root: Path
    cache: Path
    epoch: int
    """Seconds since 1970 that every file of the package is dated with."""
    version: str
    """Of the program, as it is built: that of the checkout, or another one to test upgrades."""

    def environment(self) -> Mapping[str, str]:
        """Return the environment of the programs that build."""
        return {**os.environ, **_FLAGS, "SOURCE_DATE_EPOCH": str(self.epoch)}


def make_tree(checkout: Checkout, folder: Path) -> None:
    """Put interpreter link, locked packages and the program itself into the folder.

    Raises:
        CalledProcessError: a hash of the lock does not hold, or a build failed.
    """
    site = folder / "lib" / PYTHON / "site-packages"
    site.mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "bin" / "python3").symlink_to("../../../bin/python3")
    config = "home = /usr/bin\ninclude-system-site-packages = false\n"
    (folder / "pyvenv.cfg").write_text(config, encoding="utf-8")
    _install_locked(checkout, _downloaded(checkout), site)
    install_program(checkout, site)
    for path in list(left_out(site)):
        _remove(path)


def _downloaded(checkout: Checkout) -> Path:
    """Return the folder of the locked packages; downloads what the lock names, once."""
    lock = checkout.root / LOCK
    name = hashlib.sha256(lock.read_bytes() + PYTHON.encode()).hexdigest()[:16]
    folder = checkout.cache / f"linux-{PYTHON}-{name}"
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        new = Path(work) / "new"
        _pip(checkout, "download", *_CHOICE, "--dest", str(new), "-r", str(lock))
        new.rename(folder)
    return folder


_CHOICE = (
    *("--require-hashes", "--no-deps", "--no-build-isolation"),
    *("--only-binary", ":all:", "--no-binary", _BUILT_HERE),
)


def _install_locked(checkout: Checkout, downloads: Path, site: Path) -> None:
    """Hashes are checked again, so that a changed file of the cache is noticed."""
    here = ("--no-index", "--find-links", str(downloads), "--no-cache-dir", "--no-compile")
    lock = checkout.root / LOCK
    _pip(checkout, "install", *_CHOICE, *here, "--target", str(site), "-r", str(lock))
    shutil.rmtree(site / "bin", ignore_errors=True)  # pip asks about a second one


def install_program(checkout: Checkout, site: Path) -> None:
    """Put the program itself into a folder; from a copy: setuptools writes beside sources."""
    with tempfile.TemporaryDirectory() as work:
        copy_sources(checkout.root, Path(work), SOURCES)
        _set_version(Path(work), checkout.version)
        options = ("--no-deps", "--no-build-isolation", "--no-index", "--no-cache-dir")
        _pip(checkout, "install", *options, "--no-compile", "--target", str(site), work)
    for information in site.glob("scanstation-*.dist-info"):
        _forget_origin(information)


def _set_version(copy: Path, version: str) -> None:
    said = f'"{program_version(copy)}"'
    for name, mark in _VERSIONS.items():
        text = (copy / name).read_text(encoding="utf-8")
        lines = text.replace(f"{mark} = {said}\n", f'{mark} = "{version}"\n')
        (copy / name).write_text(lines, encoding="utf-8")


def _forget_origin(information: Path) -> None:
    """pip notes the folder that it installed from: the copy, whose name is another each time."""
    (information / _ORIGIN).unlink()
    record = information / "RECORD"
    lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if f"/{_ORIGIN}," not in line]
    record.write_text("".join(kept), encoding="utf-8")


def copy_sources(root: Path, to: Path, wanted: Iterable[str]) -> None:
    """Copy the files of a checkout that belong to it; what git ignores stays behind."""
    options = ("-z", "--cached", "--others", "--exclude-standard")
    listed = subprocess.run(
        ["git", "ls-files", *options, "--", *wanted], cwd=root, check=True, capture_output=True
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (root / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, to / name)


def _pip(checkout: Checkout, *arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    subprocess.run(command, check=True, env=dict(checkout.environment()))


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
