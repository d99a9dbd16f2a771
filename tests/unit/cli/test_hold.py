"""``--hold``: the console that a menu opened stays until somebody has read it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from scanstation.errors import BatchUnknown

COMMAND = [sys.executable, "-m", "scanstation", "--lang", "en", "verify", "--hold", "none"]
SECONDS = 120


def read_until(terminal: int, words: bytes) -> bytes:
    said = b""
    while words not in said:
        said += os.read(terminal, 4096)
    return said


def test_a_console_stays_until_a_key_is_pressed_also_after_an_error(tmp_path: Path) -> None:
    env = {**os.environ, "SCANSTATION_HOME": str(tmp_path)}
    ours, theirs = os.openpty()
    with subprocess.Popen(COMMAND, stdin=theirs, stdout=theirs, stderr=theirs, env=env) as running:
        os.close(theirs)
        said = read_until(ours, b"Press a key to close this window.")
        assert b"none" in said  # the sentence of the error comes before
        assert running.poll() is None
        while running.poll() is None:  # what is pressed before the terminal listens is lost
            os.write(ours, b"x")
            time.sleep(0.1)
        assert running.returncode == BatchUnknown.exit_code
    os.close(ours)


def test_without_a_console_nobody_is_waited_for(tmp_path: Path) -> None:
    env = {**os.environ, "SCANSTATION_HOME": str(tmp_path)}
    done = subprocess.run(COMMAND, env=env, stdin=subprocess.DEVNULL, timeout=SECONDS, check=False)
    assert done.returncode == BatchUnknown.exit_code
