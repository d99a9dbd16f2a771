"""The program as a user has it: commands in processes of their own, in a home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class CommandLine:
    """Runs ``scanstation`` with a home, as one person."""

    home: Path
    by: str = "anna"

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "SCANSTATION_HOME": str(self.home),
            "SCANSTATION_BY": self.by,
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
        }

    def try_(self, *words: object, timeout: float = 300) -> Answer:
        command = [sys.executable, "-m", "scanstation", *(str(word) for word in words)]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            env=self.environment(),
            timeout=timeout,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def __call__(self, *words: object) -> Answer:
        answer = self.try_(*words)
        assert answer.code == 0, f"{words}: {answer.code}\n{answer.out}\n{answer.err}"
        return answer

    @contextmanager
    def eakte(self, *options: object) -> Iterator[str]:
        """Serve the embedded eAkte on a free port and log in; yields its address."""
        ready = self.home / "ready.json"
        self.home.mkdir(parents=True, exist_ok=True)
        words = ["eakte", "serve", "--port", "0", "--ready-file", str(ready), *map(str, options)]
        server = subprocess.Popen(
            [sys.executable, "-m", "scanstation", *words],
            env=self.environment(),
            stdout=subprocess.DEVNULL,
        )
        try:
            self._await(ready, server)
            told = json.loads(ready.read_text())
            self._point_target_at(told["service"])
            token = self.home / "token.txt"
            token.write_text(self("eakte", "token").out)
            self("targets", "login", "uebung", "--secret-file", token)
            yield told["address"]
        finally:
            server.terminate()
            server.wait(timeout=30)

    def _await(self, ready: Path, server: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + 60
        while not ready.exists():
            assert server.poll() is None, "the eAkte ended"
            assert time.monotonic() < deadline, "the eAkte did not start"
            time.sleep(0.02)

    def _point_target_at(self, service: str) -> None:
        packaged = Path(__file__).parents[2] / "resources/tenants/uebung/targets/uebung.toml"
        lines = packaged.read_text(encoding="utf-8").splitlines()
        changed = [f'address = "{service}"' if one.startswith("address") else one for one in lines]
        own = self.home / "uebung" / "targets" / "uebung.toml"
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text("\n".join(changed) + "\n", encoding="utf-8")
