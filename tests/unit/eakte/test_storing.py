"""The store below the wire: what is on the disk, when, and after which accidents."""

from __future__ import annotations

import hashlib
import json
import socket
import stat
import sys
import threading
from pathlib import Path

import pytest
import requests
from starlette.datastructures import Headers

from scanstation.eakte.authentication import ClientAuthentication, same_secret
from scanstation.eakte.cmis_errors import CmisError
from scanstation.eakte.config import EakteConfig, is_loopback, token_of
from scanstation.eakte.content import ContentFiles, Upload
from scanstation.eakte.filing_plan import case_files, seed
from scanstation.eakte.repository import Caller, Repository
from scanstation.eakte.server import EakteServer, listen
from scanstation.errors import ConfigurationInvalid, EakteInUse
from tests.builders.eakte import CmisCaller, config_in, made, running

ME = Caller("prüfer")
_STACK = Path(__file__).parents[3] / "resources" / "sample_mail" / "stack.json"


def uploaded(contents: ContentFiles, content: bytes) -> Upload:
    path = contents.new_incoming()
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return Upload(path, len(content), digest, "application/pdf", "a.pdf")


def document(repository: Repository, name: str, content: bytes | None) -> str:
    raw = {"cmis:objectTypeId": ["sst:document"], "cmis:name": [name]}
    upload = None if content is None else uploaded(repository.contents, content)
    return repository.create_document("root", raw, upload, ME).id


def test_bytes_of_an_append_that_was_never_committed_are_cut_off(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    object_id = document(repository, "a.pdf", b"Anfang ")
    stream = next((tmp_path / "content").iterdir())
    with stream.open("ab") as file:
        file.write(b"von einem Absturz")
    repository.close()
    again = Repository(tmp_path)
    changed = again.append_content(object_id, None, uploaded(again.contents, b"Ende"), ME)
    assert changed.content is not None
    assert stream.read_bytes() == b"Anfang Ende"
    assert changed.content.sha256 == hashlib.sha256(b"Anfang Ende").hexdigest()
    again.close()


def test_strangers_are_swept_out_at_the_start(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    document(repository, "a.pdf", b"bleibt")
    kept = [path.name for path in (tmp_path / "content").iterdir()]
    repository.close()
    (tmp_path / "content" / "fremd").write_bytes(b"x")
    (tmp_path / "incoming" / "halb").write_bytes(b"x")
    Repository(tmp_path).close()
    assert [path.name for path in (tmp_path / "content").iterdir()] == kept
    assert list((tmp_path / "incoming").iterdir()) == []


def test_replaced_and_deleted_contents_leave_the_disk(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    object_id = document(repository, "a.pdf", b"alt")
    repository.set_content(object_id, None, uploaded(repository.contents, b"neu"), True, ME)
    assert [path.read_bytes() for path in (tmp_path / "content").iterdir()] == [b"neu"]
    repository.delete(object_id)
    assert list((tmp_path / "content").iterdir()) == []
    repository.close()


def test_a_refused_document_changes_nothing(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    document(repository, "a.pdf", b"eins")
    with pytest.raises(CmisError):
        document(repository, "a.pdf", b"zwei")
    assert [path.read_bytes() for path in (tmp_path / "content").iterdir()] == [b"eins"]
    repository.close()


def test_writers_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    object_id = document(repository, "a.pdf", b"")

    def append(letter: bytes) -> None:
        for _ in range(20):
            part = uploaded(repository.contents, letter * 10)
            repository.append_content(object_id, None, part, ME)

    threads = [threading.Thread(target=append, args=(bytes([65 + i]),)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = next((tmp_path / "content").iterdir()).read_bytes()
    assert sorted(whole) == sorted(b"ABCD" * 200)
    assert all(len(set(whole[i : i + 10])) == 1 for i in range(0, 800, 10))
    repository.close()


def test_the_plan_is_made_once_and_holds_the_sample_mail(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    seed(repository)
    numbers = {case_file.case_number for case_file in case_files()}
    stack = json.loads(_STACK.read_text(encoding="utf-8"))
    assert {entry["case_number"] for entry in stack["documents"]} <= numbers
    assert {f"50.1-{n}/2026" for n in range(101, 131)} <= numbers
    assert 40 <= len(numbers) <= 60
    with repository.read() as connection:
        gone = connection.execute(
            "SELECT id FROM objects WHERE sst_caseNumber = '50.1-101/2026'"
        ).fetchone()["id"]
    repository.delete(gone)
    seed(repository)
    with repository.read() as connection:
        left = connection.execute("SELECT count(*) FROM objects WHERE type = 'sst:caseFile'")
        assert left.fetchone()[0] == len(numbers) - 1
    repository.close()


def test_a_first_start_that_fails_leaves_no_half_plan(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    kind = {"cmis:objectTypeId": ["sst:caseFile"], "cmis:name": ["im Weg"]}
    raw = {**kind, "sst:caseNumber": ["10.3-6/2026"]}  # the last one of the plan
    stranger = repository.create_folder("root", raw, ME).id
    with pytest.raises(CmisError):
        seed(repository)
    with repository.read() as connection:
        assert connection.execute("SELECT count(*) FROM objects").fetchone()[0] == 2
    repository.delete(stranger)
    seed(repository)
    with repository.read() as connection:
        left = connection.execute("SELECT count(*) FROM objects WHERE type = 'sst:caseFile'")
        assert left.fetchone()[0] == len(list(case_files()))
    repository.close()


def test_one_server_a_folder(tmp_path: Path) -> None:
    with running(config_in(tmp_path)), pytest.raises(EakteInUse):
        EakteServer(config_in(tmp_path)).start()


def test_it_starts_again_where_it_stopped(tmp_path: Path) -> None:
    folder = tmp_path / "Lange Wege" / "Äkte"
    server = EakteServer(config_in(folder))
    for round_number in range(2):
        address = server.start()
        caller = CmisCaller(address)
        case_file = caller.case_file("50.1-101/2026")
        assert caller.get("children", case_file).json()["numItems"] == round_number
        made(caller.document(case_file, f"{round_number}.pdf", b"x"))
        caller.session.close()
        server.stop()
        assert server.address == ""
        with pytest.raises(requests.ConnectionError):
            requests.get(address, timeout=5)


def test_a_taken_port_is_an_error_and_leaves_the_folder_free(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=r"in use|verwendet|only one usage"):
            EakteServer(config_in(tmp_path, port=port)).start()
    with running(config_in(tmp_path)) as server:
        assert server.address


def test_answers_do_not_wait_for_acknowledgements() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP  # what asyncio asks before TCP_NODELAY


def test_ipv6_loopback(tmp_path: Path) -> None:
    with running(config_in(tmp_path, host="::1")) as server:
        assert server.address.startswith("http://[::1]:")
        caller = CmisCaller(server.address)
        assert caller.case_file("50.1-101/2026")
        caller.session.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "eakte.example", ""])
def test_only_loopback(tmp_path: Path, host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(ConfigurationInvalid, match=r"127\.0\.0\.1"):
        EakteConfig(tmp_path, host=host)


def test_the_token_of_a_folder_stays_and_is_private(tmp_path: Path) -> None:
    token = token_of(tmp_path / "neu")
    assert token_of(tmp_path / "neu") == token
    assert len(token) >= 40
    assert token_of(tmp_path / "andere") != token
    if sys.platform != "win32":
        mode = (tmp_path / "neu" / "token").stat().st_mode
        assert stat.S_IMODE(mode) == 0o600
    with running(config_in(tmp_path / "neu", token="")) as server:
        caller = CmisCaller(server.address, token)
        assert caller.case_file("50.1-101/2026")
        caller.session.close()


def test_an_empty_token_opens_nothing(tmp_path: Path) -> None:
    """A full disk can leave an empty file."""
    folder = tmp_path / "voll"
    folder.mkdir()
    (folder / "token").touch()
    assert len(token_of(folder)) >= 40
    assert token_of(folder) == (folder / "token").read_text()
    assert not same_secret("", "")
    for shown in ("Bearer ", "Basic Og=="):
        assert ClientAuthentication("").caller(Headers({"authorization": shown})) is None


def test_the_folder_is_the_accounts_alone(tmp_path: Path) -> None:
    with running(config_in(tmp_path / "heim" / "eakte")):
        if sys.platform != "win32":
            assert stat.S_IMODE((tmp_path / "heim" / "eakte").stat().st_mode) == 0o700


def test_secrets_do_not_show_in_messages(tmp_path: Path) -> None:
    shown = repr(EakteConfig(tmp_path, token="tokengeheim", password="passgeheim"))
    assert "geheim" not in shown
