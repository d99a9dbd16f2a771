"""Forms as other programs write them: character sets, indices, limits, broken bodies."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scanstation.eakte.server import EakteServer
from tests.builders.eakte import TOKEN, CmisCaller, config_in, made, running
from tests.unit.eakte.conftest import LIMIT

BOUNDARY = "grenze"


def send(
    caller: CmisCaller, folder: str, body: bytes, kind: str | None = None
) -> tuple[int, dict[str, object]]:
    answer = caller.session.post(
        caller.root,
        params={"objectId": folder},
        data=body,
        headers={"Content-Type": kind or f"multipart/form-data; boundary={BOUNDARY}"},
    )
    return answer.status_code, answer.json()


def multipart(*parts: tuple[str, bytes]) -> bytes:
    """Build a body of parts given as header lines and data."""
    pieces = [f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + data + b"\r\n" for head, data in parts]
    return b"".join(pieces) + f"--{BOUNDARY}--\r\n".encode()


def field(name: str, value: bytes, kind: str = "") -> tuple[str, bytes]:
    extra = f"\r\nContent-Type: {kind}" if kind else ""
    return f'Content-Disposition: form-data; name="{name}"{extra}', value


def creation(name: bytes, kind: str = "") -> tuple[tuple[str, bytes], ...]:
    return (
        field("cmisaction", b"createDocument"),
        field("succinct", b"true"),
        field("propertyId[0]", b"cmis:objectTypeId"),
        field("propertyValue[0]", b"sst:document"),
        field("propertyId[1]", b"cmis:name"),
        field("propertyValue[1]", name, kind),
    )


def eventually(condition: Callable[[], bool]) -> bool:
    """Wait until the server, which works beside the test, has come to this."""
    deadline = time.monotonic() + 30
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def name_of(answer: tuple[int, dict[str, object]]) -> object:
    status, body = answer
    assert status == 201, body
    properties = body["succinctProperties"]
    assert isinstance(properties, dict)
    return properties["cmis:name"]


@pytest.mark.parametrize(
    ("raw", "kind", "charset"),
    [
        ("Müller".encode(), "", b""),
        ("Müller".encode(), "", b"UTF-8"),
        ("Müller".encode("latin-1"), "", b"ISO-8859-1"),
        ("Müller".encode("cp1252"), "text/plain; charset=windows-1252", b"UTF-8"),
        ("Müller".encode(), "text/plain;charset=utf-8", b"ISO-8859-1"),
    ],
)
def test_umlauts_in_every_character_set(
    caller: CmisCaller, folder: str, raw: bytes, kind: str, charset: bytes
) -> None:
    parts = creation(raw, kind)
    if charset:
        parts = (field("_charset_", charset), *parts)
    assert name_of(send(caller, folder, multipart(*parts))) == "Müller"


def test_umlauts_in_an_urlencoded_form(caller: CmisCaller, folder: str) -> None:
    pairs = "&".join(
        f"{head.split(chr(34))[1]}={value.decode()}" for head, value in creation(b"M%C3%BCller")
    )
    kind = "application/x-www-form-urlencoded"
    assert name_of(send(caller, folder, pairs.encode(), kind)) == "Müller"
    latin = pairs.replace("%C3%BC", "%FC") + "r&_charset_=ISO-8859-1"
    assert name_of(send(caller, folder, latin.encode(), kind)) == "Müllerr"


@pytest.mark.parametrize("charset", [b"", b"klingonisch"])
def test_bytes_that_are_not_in_the_character_set(
    caller: CmisCaller, folder: str, charset: bytes
) -> None:
    parts = (field("_charset_", charset), *creation("Müller".encode("latin-1")))
    status, body = send(caller, folder, multipart(*parts))
    assert (status, body["exception"]) == (400, "invalidArgument")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"propertyId[0]": "cmis:name", "propertyId[2]": "sst:pages"}, "propertyId has gaps!"),
        ({"propertyId[1]": "cmis:name"}, "propertyId has gaps!"),
        (
            {"propertyId[0]": "cmis:name", "propertyValue[0][0]": "a", "propertyValue[0][2]": "b"},
            "propertyValue has gaps!",
        ),
        (
            {"propertyId[0]": "cmis:name", "propertyId[1]": "cmis:name"},
            "A propertyId stands twice.",
        ),
        (
            {"propertyId[0]": "cmis:name", "propertyValue[0][0]": "a", "propertyValue[0][1]": "b"},
            "cmis:name takes one value.",
        ),
    ],
)
def test_gaps(caller: CmisCaller, folder: str, fields: dict[str, str], message: str) -> None:
    answer = caller.post("update", folder, None, None, **fields)
    assert answer.status_code == 400
    assert answer.json() == {"exception": "invalidArgument", "message": message}


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('filename="Müller.pdf"', "Müller.pdf"),
        ("filename=\"x.pdf\"; filename*=UTF-8''M%C3%BCller%3B.pdf", "Müller;.pdf"),
        ('filename=""', "doc"),
        ("", "doc"),
    ],
)
def test_the_file_name_of_a_content(
    caller: CmisCaller, folder: str, disposition: str, name: str
) -> None:
    head = f'Content-Disposition: form-data; name="content"; {disposition}'
    status, body = send(caller, folder, multipart((head, b"x"), *creation(b"doc")))
    assert status == 201
    properties = body["succinctProperties"]
    assert isinstance(properties, dict)
    assert properties["cmis:contentStreamFileName"] == name
    assert properties["cmis:contentStreamMimeType"] == "application/octet-stream"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"kein Formular",
        multipart(*creation(b"a"))[:-8],
        multipart(*creation(b"a"), ('Content-Disposition: form-data; name="content"', b"abc"))[
            :-12
        ],
    ],
    ids=["empty", "nonsense", "no end", "content cut off"],
)
def test_broken_bodies_leave_nothing(
    caller: CmisCaller, folder: str, server: EakteServer, tmp_path: Path, body: bytes
) -> None:
    status, answer = send(caller, folder, body)
    assert (status, answer["exception"]) == (400, "invalidArgument")
    assert caller.get("children", folder).json()["numItems"] == 0


def test_two_contents_or_no_boundary(caller: CmisCaller, folder: str) -> None:
    content = ('Content-Disposition: form-data; name="content"', b"x")
    status, answer = send(caller, folder, multipart(*creation(b"a"), content, content))
    assert (status, answer["exception"]) == (400, "invalidArgument")
    status, answer = send(caller, folder, multipart(*creation(b"a")), "multipart/form-data")
    assert (status, answer["exception"]) == (400, "invalidArgument")


def test_uploads_are_limited(caller: CmisCaller, folder: str) -> None:
    made(caller.document(folder, "passt.pdf", b"x" * (LIMIT - 4096)))
    answer = caller.document(folder, "zu groß.pdf", b"x" * (LIMIT + 1))
    assert (answer.status_code, answer.json()["exception"]) == (409, "constraint")
    answer = caller.document(folder, "feld.pdf", None, subject="x" * (1024 * 1024 + 1))
    assert (answer.status_code, answer.json()["exception"]) == (409, "constraint")
    assert caller.get("children", folder).json()["numItems"] == 1


def test_what_a_client_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with running(config_in(tmp_path)) as server:
        host, port = server.address.removeprefix("http://").split(":")
        head = (
            f"POST /cmis/browser/eakte/root HTTP/1.1\r\nHost: {host}:{port}\r\n"
            f"Authorization: Bearer {TOKEN}\r\nContent-Length: 100000\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n"
        )
        content = ('Content-Disposition: form-data; name="content"', b"x" * 5000)
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(head.encode() + multipart(content)[:4000])
            incoming = tmp_path / "incoming"
            assert eventually(lambda: any(incoming.iterdir()))
        assert eventually(lambda: not any(incoming.iterdir()))
