"""What the eAkte has acknowledged is there after a crash; what it has not is not half there."""

from __future__ import annotations

import hashlib
import signal
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

import requests

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


def test_the_child_stops_on_sigterm(tmp_path: Path) -> None:
    server = EakteProcess(config_in(tmp_path))
    server.start()
    if sys.platform == "win32":
        assert server.stop() == 0
        return
    import os

    os.kill(server.process_id, signal.SIGTERM)
    assert server.stop() == 0
