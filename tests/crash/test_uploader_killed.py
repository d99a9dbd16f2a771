"""The uploading process is killed at random moments; nothing is lost and nothing stored twice."""

from __future__ import annotations

import random
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from scanstation.eakte.config import EakteConfig
from scanstation.eakte.server import EakteServer
from scanstation.upload.http import Login
from tests.builders.targets import EAKTE_OPTIONS, CmisBench
from tests.crash.upload_process import last_records

PACKAGES = 40
KILLS = 12
TOKEN = "only-for-this-test"


def write_packages(folder: Path, chance: random.Random) -> dict[str, bytes]:
    written = {}
    for _ in range(PACKAGES):
        package = str(uuid.UUID(int=chance.getrandbits(128), version=4))
        content = b"%PDF" + chance.randbytes(chance.randrange(100, 6000))
        (folder / f"{package}.pdf").write_bytes(content)
        written[package] = content
    return written


def start(service: str, folder: Path, journal: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.crash.upload_process", service, TOKEN]
    return subprocess.Popen([*command, str(folder), str(journal)])


def kill_after_some_records(
    process: subprocess.Popen[bytes], journal: Path, chance: random.Random
) -> None:
    """Wait until the process has written a few records, then kill it a moment later."""
    before = journal.stat().st_size if journal.exists() else 0
    wanted = before + chance.randrange(1, 2500)
    while process.poll() is None and (not journal.exists() or journal.stat().st_size < wanted):
        time.sleep(0.001)
    time.sleep(chance.random() * 0.02)
    process.kill()
    process.wait()


@pytest.mark.slow
def test_killed_at_any_moment_each_document_is_there_once(tmp_path: Path) -> None:
    chance = random.Random(4711)
    folder, journal = tmp_path / "Ausgang", tmp_path / "journal.jsonl"
    folder.mkdir()
    written = write_packages(folder, chance)
    server = EakteServer(EakteConfig(tmp_path / "eakte", token=TOKEN))
    server.start()
    try:
        unfinished = set()
        for _ in range(KILLS):
            process = start(server.service_url, folder, journal)
            kill_after_some_records(process, journal, chance)
            states = [record.state.value for record in last_records(journal).values()]
            unfinished |= {state for state in states if state != "verified"}
        assert unfinished, "every kill came between two documents; the test proves nothing"
        assert start(server.service_url, folder, journal).wait() == 0
        login = Login("", TOKEN, "bearer")
        bench = CmisBench(server.service_url, login, EAKTE_OPTIONS, server.stop)
        found = {package: bench.copies(package) for package in written}
        bench.close()
    finally:
        server.stop()
    assert found == {package: [content] for package, content in written.items()}
