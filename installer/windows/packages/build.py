"""Builds MSI and setup.exe of a payload folder, signed when there is a certificate."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from installer.problem import BuildRefused
from installer.windows.packages.msi import MsiInput, write_msi
from installer.windows.packages.nsis import SetupInput, write_setup
from installer.windows.packages.payload import Payload, read_payload
from installer.windows.packages.product import NAME
from installer.windows.packages.signing import Certificate, sign, sign_command, sign_payload
from installer.windows.payload.icon import write_icon

ACTIONS = Path(__file__).with_name("actions") / "build.sh"
LIBRARY = "setup_actions.dll"
SECONDS = 120
MSI, SETUP = "msi", "setup"


@dataclass(frozen=True, slots=True)
class Order:
    """What to build.

    Attributes:
        payload: folder with everything to install.
        folder: where the packages are put.
        version: three numbers with dots.
        kinds: ``msi``, ``setup`` or both.
        certificate: None leaves everything unsigned, and reproducible byte for byte.
        help_link: address for the Add/Remove entry, none if empty.
        fast: setup.exe is made sooner, and larger.
    """

    payload: Path
    folder: Path
    version: str
    kinds: tuple[str, ...] = (MSI, SETUP)
    certificate: Certificate | None = None
    help_link: str = ""
    fast: bool = False


@dataclass(frozen=True, slots=True)
class _Parts:
    payload: Payload
    contents: str
    library: Path
    icon: Path


def build_packages(order: Order, say: Callable[[str], None]) -> list[Path]:
    """Build the packages and return their paths.

    Raises:
        BuildRefused: the payload cannot be packed, a tool is missing, or a signature is not good.
    """
    order.folder.mkdir(parents=True, exist_ok=True)
    makers = {MSI: _make_msi, SETUP: _make_setup}
    with tempfile.TemporaryDirectory(dir=order.folder) as name, ThreadPoolExecutor(2) as pool:
        parts = _prepare(order, Path(name))
        made = [pool.submit(makers[kind], order, parts, say) for kind in order.kinds]
        return [one.result() for one in made]


def _prepare(order: Order, folder: Path) -> _Parts:
    """What is signed is a copy; the product's identity comes from what is installed.

    Signed programs are other ones than the same without a signature, and than those with another
    certificate or time stamp: Windows refuses a file of one product code whose contents differ
    from what is installed (1638), so each gets a product code of its own.
    """
    library, icon = folder / LIBRARY, folder / "scanstation.ico"
    _compile(library)
    write_icon(icon)
    payload = read_payload(order.payload)
    contents = _contents(payload, library)
    if order.certificate:
        copy = folder / "payload"
        shutil.copytree(order.payload, copy)
        sign_payload(copy, order.certificate)
        sign(library, order.certificate)
        payload = read_payload(copy)
        contents += _contents(payload, library)
    return _Parts(payload, contents, library, icon)


def _contents(payload: Payload, library: Path) -> str:
    return payload.digest + hashlib.sha256(library.read_bytes()).hexdigest()


def _make_msi(order: Order, parts: _Parts, say: Callable[[str], None]) -> Path:
    path = order.folder / f"{NAME}-{order.version}-x64.msi"
    given = MsiInput(parts.payload, order.version, parts.contents, parts.library, order.help_link)
    code = write_msi(path, given)
    if order.certificate:
        sign(path, order.certificate)
    say(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, product code {code}")
    return path


def _make_setup(order: Order, parts: _Parts, say: Callable[[str], None]) -> Path:
    path = order.folder / f"{NAME}-{order.version}-setup.exe"
    command = sign_command(order.certificate) if order.certificate else ()
    given = SetupInput(
        parts.payload,
        order.version,
        parts.library,
        parts.icon,
        order.help_link,
        command,
        order.fast,
    )
    write_setup(path, given)
    if order.certificate:
        sign(path, order.certificate)
    say(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")
    return path


def _compile(library: Path) -> None:
    done = subprocess.run(
        ["bash", str(ACTIONS), str(library)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        raise BuildRefused(f"{LIBRARY} was not compiled: {done.stderr[-1000:]}")
