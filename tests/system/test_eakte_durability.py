"""What the eAkte has acknowledged is there after a crash; what it has not is not half there."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from scanstation.eakte.config import MEBIBYTE
from scanstation.eakte.process import EakteProcess
from tests.builders.eakte import CmisCaller, Json, config_in, made


@dataclass
class Acknowledged:
    """Contents by document id, noted only after the answer has arrived."""

    contents: dict[str, bytes] = field(default_factory=dict)
    enough: threading.Event = field(default_factory=threading.Event)


def upload_until_it_dies(caller: CmisCaller, case_file: str, noted: Acknowledged) -> None:
    """Create documents in two parts until the server is gone."""
    for number in range(10_000):
        first, second = f"Anfang {number} ".encode() * 50, f"Ende {number}".encode() * 70
        try:
            properties = made(caller.document(case_file, f"{number}.pdf", first))
            noted.contents[properties["cmis:objectId"]] = first
            appended = caller.post(
                "appendContent",
                properties["cmis:objectId"],
                content=second,
                changeToken=properties["cmis:changeToken"],
            )
            made(appended)
            noted.contents[properties["cmis:objectId"]] = first + second
        except requests.ConnectionError:
            return
        if number == 15:
            noted.enough.set()


def test_documents_survive_a_killed_server(tmp_path: Path) -> None:
    noted = Acknowledged()
    server = EakteProcess(config_in(tmp_path / "eAkte mit Leerzeichen"))
    for _ in range(3):
        noted.enough.clear()
        caller = CmisCaller(server.start())
        folder = made(
            caller.post(
                "createFolder",
                caller.case_file("50.1-101/2026"),
                {"cmis:objectTypeId": "cmis:folder", "cmis:name": f"Lauf {len(noted.contents)}"},
            )
        )
        sender = threading.Thread(
            target=upload_until_it_dies, args=(caller, folder["cmis:objectId"], noted)
        )
        sender.start()
        assert noted.enough.wait(60)
        server.kill()
        sender.join()
        caller.session.close()
    assert len(noted.contents) >= 48
    caller = CmisCaller(server.start())
    try:
        for object_id, content in noted.contents.items():
            verify(caller, object_id, content)
        assert_nothing_stray(tmp_path / "eAkte mit Leerzeichen", caller)
    finally:
        caller.session.close()
        server.stop()


def verify(caller: CmisCaller, object_id: str, acknowledged: bytes) -> None:
    """The last append may have been committed without its answer arriving: then it is whole."""
    stored = caller.content(object_id)
    properties: Json = caller.get("properties", object_id).json()
    assert stored.startswith(acknowledged)
    assert len(stored) == properties["cmis:contentStreamLength"]
    expected = [f"{{sha-256}}{hashlib.sha256(stored).hexdigest()}"]
    assert properties["cmis:contentStreamHash"] == expected


def assert_nothing_stray(folder: Path, caller: CmisCaller) -> None:
    assert list((folder / "incoming").iterdir()) == []
    streams = {row["cmis:contentStreamId"] for row in caller.found("SELECT * FROM cmis:document")}
    assert {path.name for path in (folder / "content").iterdir()} == streams


def test_a_polite_stop_is_clean(tmp_path: Path) -> None:
    server = EakteProcess(config_in(tmp_path))
    server.start()
    assert server.stop() == 0
    assert server.process_id == 0


_SERVE = """
import sys
from pathlib import Path
from scanstation.eakte.config import EakteConfig
from scanstation.eakte.server import serve
folder = Path(sys.argv[1])
serve(EakteConfig(folder / "daten", token="nur im Test"), ready_file=folder / "bereit.json")
"""


@pytest.mark.parametrize("order", [signal.SIGTERM, signal.SIGINT])
def test_serving_ends_cleanly_when_asked(tmp_path: Path, order: signal.Signals) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert server.stdout is not None
    lines = [server.stdout.readline(), server.stdout.readline()]
    ready = json.loads((tmp_path / "bereit.json").read_text(encoding="utf-8"))
    assert ready["process"] == server.pid
    assert lines[0].startswith("Einmalcode / one-time code: ")
    assert lines[1] == f"eAkte: {ready['address']}\n"
    assert requests.get(ready["service"], timeout=30).status_code == 401
    os.kill(server.pid, order)
    rest, errors = server.communicate(timeout=60)
    assert (server.returncode, rest, errors) == (0, "", "")


def test_large_contents_never_lie_in_memory(tmp_path: Path) -> None:
    server = EakteProcess(config_in(tmp_path))
    caller = CmisCaller(server.start())
    try:
        properties = made(caller.document(caller.case_file("50.1-101/2026"), "warm.pdf", b"x"))
        before = peak_memory(server.process_id)
        big = send_zeros(caller, properties["cmis:objectId"], 160 * MEBIBYTE)
        assert big["cmis:contentStreamLength"] == 160 * MEBIBYTE + 1
        where = {"objectId": properties["cmis:objectId"], "cmisselector": "content"}
        with caller.session.get(caller.root, params=where, stream=True) as answer:
            got = sum(len(piece) for piece in answer.iter_content(MEBIBYTE))
        assert got == 160 * MEBIBYTE + 1
        assert peak_memory(server.process_id) - before < 40 * MEBIBYTE
    finally:
        caller.session.close()
        server.stop()


def send_zeros(caller: CmisCaller, object_id: str, length: int) -> Json:
    """Append zeros, produced as they are sent."""
    head = (
        '--g\r\nContent-Disposition: form-data; name="cmisaction"\r\n\r\nappendContent\r\n'
        '--g\r\nContent-Disposition: form-data; name="succinct"\r\n\r\ntrue\r\n'
        '--g\r\nContent-Disposition: form-data; name="content"; filename="a"\r\n\r\n'
    )

    def body() -> Iterator[bytes]:
        yield head.encode()
        for _ in range(length // MEBIBYTE):
            yield bytes(MEBIBYTE)
        yield b"\r\n--g--\r\n"

    answer = caller.session.post(
        caller.root,
        params={"objectId": object_id},
        data=body(),
        headers={"Content-Type": "multipart/form-data; boundary=g"},
    )
    return made(answer)


def peak_memory(process_id: int) -> int:
    """Return the largest resident size so far, in bytes."""
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024
