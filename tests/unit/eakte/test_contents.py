"""Contents over the wire: whole, in parts, in ranges, and what they hash to."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders.eakte import CmisCaller, Json, made

_FOLDER_STAYS = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def sha256(content: bytes) -> list[str]:
    return ["{sha-256}" + hashlib.sha256(content).hexdigest()]


def created(caller: CmisCaller, folder: str, content: bytes | None = b"Anfang") -> Json:
    return made(caller.document(folder, "a.pdf", content))


@_FOLDER_STAYS
@given(parts=st.lists(st.binary(max_size=700), min_size=1, max_size=6))
def test_parts_make_the_whole_whatever_their_lengths(
    caller: CmisCaller, folder: str, parts: list[bytes]
) -> None:
    now = made(caller.document(folder, "parts.pdf", parts[0]))
    for index, part in enumerate(parts[1:]):
        answer = caller.post(
            "appendContent",
            now["cmis:objectId"],
            content=part,
            changeToken=now["cmis:changeToken"],
            isLastChunk="true" if index == len(parts) - 2 else "false",
        )
        assert answer.status_code == 201
        assert answer.headers["Location"].endswith(f"?objectId={now['cmis:objectId']}")
        now = made(answer)
        assert now["cmis:contentStreamLength"] == len(b"".join(parts[: index + 2]))
    whole = b"".join(parts)
    assert caller.content(now["cmis:objectId"]) == whole
    assert now["cmis:contentStreamHash"] == sha256(whole)
    assert caller.post("delete", now["cmis:objectId"]).status_code == 200


def test_a_stale_or_foreign_token_is_a_conflict(caller: CmisCaller, folder: str) -> None:
    old = created(caller, folder)
    object_id, token = old["cmis:objectId"], old["cmis:changeToken"]
    made(caller.post("appendContent", object_id, content=b"1", changeToken=token))
    for stale in (token, "kein Stand"):
        answer = caller.post("appendContent", object_id, content=b"1", changeToken=stale)
        assert (answer.status_code, answer.json()["exception"]) == (409, "updateConflict")
    assert caller.content(object_id) == b"Anfang1"


def test_appending_needs_content_and_setting_may_keep_it(caller: CmisCaller, folder: str) -> None:
    object_id = created(caller, folder, None)["cmis:objectId"]
    answer = caller.post("appendContent", object_id, content=b"1")
    assert (answer.status_code, answer.json()["exception"]) == (409, "constraint")
    assert answer.json()["message"] == f"Object {object_id} does not have content."
    now = made(caller.post("setContent", object_id, content=b"eins", overwriteFlag="false"))
    assert now["cmis:contentStreamHash"] == sha256(b"eins")
    answer = caller.post("setContent", object_id, content=b"zwei", overwriteFlag="false")
    assert (answer.status_code, answer.json()["exception"]) == (409, "contentAlreadyExists")
    made(caller.post("setContent", object_id, content=b"drei"))
    assert caller.content(object_id) == b"drei"
    now = made(caller.post("deleteContent", object_id))
    assert now["cmis:contentStreamLength"] is None
    assert now["cmis:contentStreamHash"] == []
    assert caller.get("content", object_id).json()["exception"] == "constraint"


def test_an_empty_content_is_a_content(caller: CmisCaller, folder: str) -> None:
    now = created(caller, folder, b"")
    assert now["cmis:contentStreamLength"] == 0
    assert now["cmis:contentStreamHash"] == sha256(b"")
    assert caller.content(now["cmis:objectId"]) == b""


@pytest.mark.parametrize(
    ("asked", "status", "got", "span"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=5-", 206, b"56789", "bytes 5-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-30", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=5-3", 200, b"0123456789", None),
        ("bytes=0-1,4-5", 200, b"0123456789", None),
        ("zeilen=1-2", 200, b"0123456789", None),
    ],
)
def test_ranges(
    caller: CmisCaller, folder: str, asked: str, status: int, got: bytes, span: str | None
) -> None:
    object_id = created(caller, folder, b"0123456789")["cmis:objectId"]
    where = {"objectId": object_id, "cmisselector": "content"}
    answer = caller.session.get(caller.root, params=where, headers={"Range": asked})
    assert (answer.status_code, answer.content) == (status, got)
    assert answer.headers.get("Content-Range") == span


def test_a_range_of_another_state_is_the_whole(caller: CmisCaller, folder: str) -> None:
    object_id = created(caller, folder, b"0123456789")["cmis:objectId"]
    where = {"objectId": object_id, "cmisselector": "content"}
    etag = caller.session.get(caller.root, params=where).headers["ETag"]
    for condition, status in ((etag, 206), ('"anders"', 200)):
        headers = {"Range": "bytes=0-3", "If-Range": condition}
        answer = caller.session.get(caller.root, params=where, headers=headers)
        assert answer.status_code == status


def test_content_is_never_run_in_our_origin(caller: CmisCaller, folder: str) -> None:
    form = {"cmisaction": "createDocument", "succinct": "true"}
    form |= {"propertyId[0]": "cmis:objectTypeId", "propertyValue[0]": "cmis:document"}
    form |= {"propertyId[1]": "cmis:name", "propertyValue[1]": "böse.html"}
    files = {"content": ("böse.html", b"<script>alert(1)</script>", "text/html")}
    answer = caller.session.post(caller.root, params={"objectId": folder}, data=form, files=files)
    where = {"objectId": made(answer)["cmis:objectId"], "cmisselector": "content"}
    got = caller.session.get(caller.root, params={**where, "download": "inline"})
    assert got.headers["Content-Disposition"] == "attachment; filename*=UTF-8''b%C3%B6se.html"
    assert got.headers["X-Content-Type-Options"] == "nosniff"


def test_no_selector_means_content_or_children(caller: CmisCaller, folder: str) -> None:
    object_id = created(caller, folder)["cmis:objectId"]
    assert caller.session.get(caller.root, params={"objectId": object_id}).content == b"Anfang"
    listed = caller.session.get(caller.root, params={"objectId": folder}).json()
    assert listed["numItems"] == 1
