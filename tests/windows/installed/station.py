"""The installed program as its users start it: by its launchers, with true exit codes.

Nothing of the program is imported here; what it did is read through its own command line.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KEY = r"Software\scanstation"
TENANT = "uebung"
LONG = 300.0
UNLISTED = {"hashes.sha256", "uninstall.exe"}


def registry(key: str, name: str) -> Any:
    """Return a value of HKLM as 64-bit programs see it.

    Raises:
        FileNotFoundError: there is no such key or value.
    """
    winreg: Any = importlib.import_module("winreg")
    access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key, 0, access) as opened:
        return winreg.QueryValueEx(opened, name)[0]


def folder() -> Path:
    """Return where the program was installed, as the registry says."""
    return Path(registry(KEY, "InstallDir"))


def program_names() -> set[str]:
    """Return every file of the program's folder by its path with slashes.

    Left out are those that the program's own list of hashes cannot name.
    """
    root = folder()
    return {
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.name not in UNLISTED and path.is_file()
    }


def digest(name: str) -> str:
    """Return the SHA-256 of a file of the program."""
    return hashlib.sha256((folder() / name).read_bytes()).hexdigest()


def built_files() -> dict[str, str]:
    """Return what was built, as the program's own list of hashes says it."""
    lines = (folder() / "hashes.sha256").read_text("utf-8").splitlines()
    return {line[66:]: line[:64] for line in lines}


def batch_files() -> dict[str, str]:
    """Return every file of every batch in the person's own home, with its SHA-256."""
    home = Path.home() / "AppData" / "Local" / "scanstation"
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in home.rglob("*")
        if path.is_file() and "batches" in path.parts
    }


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    error: str

    def json(self) -> Any:
        """Return what it printed."""
        assert self.code == 0, (self.code, self.out, self.error)
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Station:
    """The program on a home of its own.

    Attributes:
        home: folder of everything that it keeps; None is where it looks by itself.
        tenant: the one that the commands are about.
        environment: variables beside those of the person.
    """

    home: Path | None = None
    tenant: str = TENANT
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, *words: object, seconds: float = LONG) -> Ran:
        """Run a command of the command line to its end."""
        done = subprocess.run(
            self.command("scanstation.exe", *words),
            env=self.variables(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
        return Ran(done.returncode, _lines(done.stdout), _lines(done.stderr))

    def json(self, *words: object) -> Any:
        """Run a command and return its JSON."""
        return self.run(*words, "--json").json()

    def start(
        self, *words: object, program: str = "scanstation.exe", said: int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start a command and let it run."""
        return subprocess.Popen(
            self.command(program, *words), env=self.variables(), stdout=said, stderr=said
        )

    def command(self, program: str, *words: object) -> list[str]:
        """Return the words of a command line."""
        tenant = ["--tenant", self.tenant] if program == "scanstation.exe" else []
        return [str(folder() / program), *tenant, *(str(word) for word in words)]

    def variables(self) -> dict[str, str]:
        """Return the environment of its processes."""
        home = {"SCANSTATION_HOME": str(self.home)} if self.home else {}
        return {**os.environ, **home, **self.environment}


def _lines(said: bytes) -> str:
    return said.decode("utf-8").replace("\r\n", "\n")
