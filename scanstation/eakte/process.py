"""The embedded eAkte as a process of its own.

The configuration goes to the child by its standard input, never on a command line that every
account could read. The child ends with its parent: when the pipe closes, it stops.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from scanstation.eakte.config import EakteConfig
from scanstation.eakte.faults.plan import plan_as_json, plan_from_json
from scanstation.eakte.repository_info import SERVICE_PATH
from scanstation.errors import EakteInUse, StoreNotWritable
from scanstation.sandbox import child_command, child_environment

_STOP_SECONDS = 15.0
IN_USE = "in use"
"""What the child says when another eAkte has its folder."""


class EakteProcess:
    """An eAkte in a child process.

    ``code`` is the one-time code that is valid now: a login uses it up, and the next one comes.

    States::

        new --start()--> serving --stop() or kill()--> ended (start() makes a new process)
    """

    def __init__(self, config: EakteConfig) -> None:
        self._config = config
        self._process: subprocess.Popen[str] | None = None
        self._listener: threading.Thread | None = None
        self.address = ""
        self.code = ""

    @property
    def service_url(self) -> str:
        """The CMIS service document."""
        return f"{self.address}{SERVICE_PATH}"

    @property
    def process_id(self) -> int:
        """The child's process id, 0 while there is none."""
        return self._process.pid if self._process is not None else 0

    def start(self) -> str:
        """Start the child and return its address; ``code`` is its one-time code by then.

        Raises:
            EakteInUse: another one has the folder.
            StoreNotWritable: it did not start, for the reason that it gave.
        """
        self._process = subprocess.Popen(
            child_command("-m", "scanstation.eakte.process"),
            env=child_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        stdin, stdout = self._pipes()
        reason = "the eAkte did not start"
        with contextlib.suppress(OSError):  # a child that has ended says why on the other pipe
            stdin.write(json.dumps(_as_json(self._config)) + "\n")
            stdin.flush()
        for line in stdout:
            message = _message(line)
            reason = message.get("error", reason)
            self.code = message.get("code", self.code)
            self.address = message.get("address", "")
            if self.address:
                self._listener = threading.Thread(target=self._listen, args=(stdout,), daemon=True)
                self._listener.start()
                return self.address
        self.stop()
        if reason == IN_USE:
            raise EakteInUse(path=self._config.folder)
        raise StoreNotWritable(path=self._config.folder, reason=reason)

    def stop(self) -> int:
        """Ask the child to stop, wait for it and return its exit code."""
        if self._process is None:
            return 0
        with contextlib.suppress(OSError):
            self._pipes()[0].close()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
        return self._ended()

    def kill(self) -> int:
        """End the child at once, as a crash would, and return its exit code."""
        if self._process is None:
            return 0
        self._process.kill()
        return self._ended()

    def _ended(self) -> int:
        process, self._process, self.address = self._process, None, ""
        if process is None:
            return 0
        code = process.wait()
        if self._listener is not None:
            self._listener.join()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        return code

    def _listen(self, stdout: TextIO) -> None:
        """Take the codes that come until the child ends."""
        for line in stdout:
            self.code = _message(line).get("code", self.code)

    def _pipes(self) -> tuple[TextIO, TextIO]:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise RuntimeError("the process has no pipes")
        return process.stdin, process.stdout  # type: ignore[return-value]


def main() -> None:
    """Serve with the configuration on standard input until that pipe closes."""
    # Imported in the child only: the web server would cost a window half a second.
    from scanstation.eakte.server import serve

    config = _from_json(json.loads(sys.stdin.readline()))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        serve(
            config,
            ready=lambda address: _say(address=address),
            announce_code=lambda code: _say(code=code),
        )
    except EakteInUse as error:
        _say(error=IN_USE)
        raise SystemExit(1) from error
    except (OSError, StoreNotWritable) as error:
        details = error.details if isinstance(error, StoreNotWritable) else {}
        _say(error=str(details.get("reason", error)))
        raise SystemExit(1) from error


def _end_with_parent() -> None:
    while sys.stdin.read(4096):
        pass
    if sys.platform == "win32":
        # A console event would reach the parent's group too, and there is no gentler signal;
        # every acknowledged write is durable, so ending here loses nothing.
        os._exit(0)
    os.kill(os.getpid(), signal.SIGTERM)


def _say(**message: str) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _message(line: str) -> dict[str, str]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _as_json(config: EakteConfig) -> dict[str, Any]:
    return {
        "folder": str(config.folder),
        "token": config.token,
        "password": config.password,
        "host": config.host,
        "port": config.port,
        "max_upload_bytes": config.max_upload_bytes,
        "faults": plan_as_json(config.faults) if config.faults else None,
    }


def _from_json(data: dict[str, Any]) -> EakteConfig:
    faults = plan_from_json(data["faults"]) if data["faults"] else None
    return EakteConfig(**{**data, "folder": Path(data["folder"]), "faults": faults})


if __name__ == "__main__":
    main()
