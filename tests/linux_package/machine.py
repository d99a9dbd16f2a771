"""A Debian in a folder: commands as root or as somebody without rights, packages, a screen."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ACCOUNT = "pruefer"
HOME = "/home/Jörg Prüfer"
DATA = f"{HOME}/.local/share/scanstation"
SECONDS = 400
ARCHIVES = Path("var/cache/apt/archives")


@dataclass(frozen=True, slots=True)
class Machine:
    """``root`` is its file system; ``archives`` keeps what apt fetched for the next time."""

    root: Path
    archives: Path

    @classmethod
    def unpack(cls, cache: Path, folder: Path) -> Machine:
        """Make a machine in an empty folder."""
        root, archives = folder / "root", cache / "archives"
        for one in (root, folder / "screen", archives):
            one.mkdir(exist_ok=True)
        keep = ["--numeric-owner"] if os.getuid() == 0 else ["--no-same-owner", "--exclude=./dev/*"]
        tar = ["tar", "--extract", *keep, "--file", str(cache / "root.tar"), "--directory"]
        subprocess.run([*tar, str(root)], check=True)
        return cls(root, archives)

    def run(self, *command: str, network: bool = False, check: bool = True) -> str:
        """Run a command as root and return what it says.

        Raises:
            AssertionError: it failed; its words are in the message.
        """
        reach = ["--network"] if network else []
        done = subprocess.run(
            ["bash", str(HERE / "enter.sh"), str(self.root), *reach, *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert not check or done.returncode == 0, f"{shlex.join(command)}\n{done.stdout[-4000:]}"
        return done.stdout

    def user(self, *command: str, check: bool = True, **variables: str) -> str:
        """Run a command as an account without rights, with a blank and an umlaut in its home."""
        said = [f"{name}={value}" for name, value in {"HOME": HOME, **variables}.items()]
        rights = ["setpriv", f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--init-groups"]
        here = ["sh", "-c", 'cd "$HOME" && exec "$@"', "user"]
        return self.run(*rights, "env", *said, *here, *command, check=check)

    def add_account(self) -> None:
        """Make the account."""
        self.run("useradd", "--create-home", "--home-dir", HOME, "--shell", "/bin/sh", ACCOUNT)

    def fetch(self, package: Path) -> None:
        """Copy the package in, and let apt fetch what it depends on, with the network."""
        inside = self.root / ARCHIVES
        subprocess.run(["cp", "--recursive", f"{self.archives}/.", str(inside)], check=True)
        self.copy(package)
        self.run("apt-get", "update", "--quiet=2", network=True)
        self._download(f"/root/{package.name}")

    def _download(self, *names: str) -> None:
        """Let apt fetch packages and all that they depend on, and keep them for the next time."""
        fetch = ("apt-get", "--yes", "--no-install-recommends", "--download-only", "install")
        self.run(*fetch, *names, network=True)
        for one in (self.root / ARCHIVES).glob("*.deb"):
            if not one.name.startswith("scanstation_"):
                subprocess.run(["cp", "--update", str(one), str(self.archives)], check=True)

    def add(self, *names: str) -> None:
        """Install packages of Debian that a test needs and the program does not."""
        self._download(*names)
        self.run("apt-get", "--yes", "--no-install-recommends", "install", *names)

    def copy(self, package: Path) -> None:
        """Copy the package in."""
        subprocess.run(["cp", str(package), str(self.root / "root")], check=True)

    def install(self, package: Path) -> str:
        """Install the package and what it depends on, without a network."""
        options = ("--yes", "--no-install-recommends")
        return self.run("apt-get", *options, "install", f"/root/{package.name}")


@contextmanager
def screen(folder: Path) -> Iterator[None]:
    """A screen for the machine, drawn by this one: its libraries are not those of the machine.

    Args:
        folder: gets the screen's socket, so that the machine has it as ``:7``.
    """
    read, write = os.pipe()
    size = ["-screen", "0", "1400x900x24", "-nolisten", "tcp", "-noreset", "-ac"]
    process = subprocess.Popen(["Xvfb", "-displayfd", str(write), *size], pass_fds=[write])
    os.close(write)
    try:
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        assert number, "Xvfb did not start"
        os.link(f"/tmp/.X11-unix/X{number}", folder / "X7")
        yield
    finally:
        process.terminate()
        process.wait()
