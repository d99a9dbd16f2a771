"""Authenticode signatures with osslsigncode, checked after they were made.

A program that only installs (the uninstaller) is signed while NSIS runs, every program and library
of the payload that nobody signed before they are packed, MSI and setup.exe at the end. What
Microsoft, the Python Software Foundation and Qt signed keeps their signatures.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from installer.problem import BuildRefused
from installer.windows.packages.payload import HASHES
from installer.windows.packages.portable_executable import is_program, is_signed
from installer.windows.packages.product import NAME
from installer.windows.payload.authenticode import require_unchanged

SECONDS = 120
_HEAD = 4096
"""Bytes: headers of a PE file lie in them."""
PASSWORD_VARIABLE = "SCANSTATION_CERTIFICATE_PASSWORD"  # noqa: S105  # the variable's name


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its key.

    Attributes:
        file: PKCS#12.
        password_file: file with the password; a command line can be read by every account.
        timestamp: address of a time-stamp server (RFC 3161); without one a signature ends with
            its certificate.
        authorities: PEM file that the certificate's chain must lead to; the system's if None.
    """

    file: Path
    password_file: Path
    timestamp: str = ""
    authorities: Path | None = None


def sign(path: Path, certificate: Certificate) -> None:
    """Sign a program or MSI in place, then verify what was written.

    Raises:
        BuildRefused: osslsigncode is missing, refuses, or the signature does not verify.
    """
    signed = path.with_name(f".{path.name}.signed")
    command = ["osslsigncode", "sign", "-pkcs12", str(certificate.file)]
    command += ["-readpass", str(certificate.password_file), "-n", NAME, "-h", "sha256"]
    if certificate.timestamp:
        command += ["-ts", certificate.timestamp]
    if path.suffix == ".msi":
        command.append("-add-msi-dse")
    try:
        _run([*command, "-in", str(path), "-out", str(signed)], f"{path.name} was not signed")
        shutil.copymode(path, signed)
        signed.replace(path)
    finally:
        signed.unlink(missing_ok=True)
    verify(path, certificate.authorities)


def verify(path: Path, authorities: Path | None = None) -> None:
    """Check a signature and its chain.

    Args:
        authorities: PEM file of trusted roots; the system's if None.

    Raises:
        BuildRefused: there is no signature, the file was changed after it, or nobody vouches
            for the certificate.
    """
    trusted = ["-CAfile", str(authorities)] if authorities else []
    _run(["osslsigncode", "verify", *trusted, "-in", str(path)], f"{path.name} is not signed well")


def sign_payload(root: Path, certificate: Certificate) -> None:
    """Sign the programs and libraries that nobody signed and bring the list of hashes up to date.

    Raises:
        BuildRefused: a file was changed after somebody else signed it, or is not signed well.
    """
    files = unsigned_programs(root)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(partial(_sign_copy, certificate=certificate), files))
    listed = root / HASHES
    if listed.exists():
        _own_copy(listed)
        names = {path.relative_to(root).as_posix() for path in files}
        lines = _rehashed(root, listed.read_text(encoding="utf-8"), names)
        listed.write_text("".join(lines), "utf-8")


def unsigned_programs(root: Path) -> list[Path]:
    """Return the programs and libraries without a signature.

    Raises:
        BuildRefused: one with a signature was changed after it.
    """
    found = []
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            head = file.read(_HEAD)
        if not is_program(head):
            continue
        if is_signed(head):
            require_unchanged(path)
        else:
            found.append(path)
    return found


def _sign_copy(path: Path, certificate: Certificate) -> None:
    _own_copy(path)
    sign(path, certificate)


def sign_command(certificate: Certificate) -> list[str]:
    """Return the command that signs a file in place; the file's path is added to it."""
    command = [sys.executable, "-m", __name__, str(certificate.file)]
    command += [str(certificate.password_file), certificate.timestamp or "-"]
    return [*command, str(certificate.authorities or "-")]


def password_file(folder: Path, environ: Mapping[str, str]) -> Path | None:
    """Write the password of the environment into a file of its own, None if there is none."""
    password = environ.get(PASSWORD_VARIABLE)
    if password is None:
        return None
    path = folder / "password"
    path.touch(mode=0o600)
    path.write_text(password, "utf-8")
    return path


def _own_copy(path: Path) -> None:
    """The folder may hold hard links to the unsigned payload, which must stay what it is."""
    copy = path.with_name(f".{path.name}.own")
    shutil.copy2(path, copy)
    copy.replace(path)


def _rehashed(root: Path, lines: str, names: Set[str]) -> list[str]:
    result = []
    for line in lines.splitlines(keepends=True):
        name = line.rstrip("\r\n")[66:]
        if name in names:
            digest = hashlib.sha256((root / name).read_bytes()).hexdigest()
            line = digest + line[64:]  # noqa: PLW2901
        result.append(line)
    return result


def _run(command: Sequence[str], problem: str) -> None:
    if shutil.which(command[0]) is None:
        raise BuildRefused(f"{command[0]} is missing: Debian's package of that name brings it")
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode:
        raise BuildRefused(f"{problem}: {(done.stdout + done.stderr).strip()[-500:]}")


def main(arguments: Sequence[str]) -> int:
    """Sign one file, see ``sign_command``."""
    file, password, timestamp, authorities, path = arguments
    certificate = Certificate(
        Path(file),
        Path(password),
        "" if timestamp == "-" else timestamp,
        None if authorities == "-" else Path(authorities),
    )
    try:
        sign(Path(path), certificate)
    except BuildRefused as error:
        os.write(2, f"{error}\n".encode())
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
