"""Who gets in, from where, and what every answer says."""

from __future__ import annotations

import base64

import pytest
import requests

from scanstation.eakte.authentication import SESSION_SECONDS, Sessions
from scanstation.eakte.server import EakteServer
from tests.builders.eakte import TOKEN, CmisCaller
from tests.unit.eakte.conftest import PASSWORD


@pytest.fixture
def web(server: EakteServer, codes: list[str]) -> requests.Session:
    """A session of the web page, logged in."""
    session = requests.Session()
    session.trust_env = False
    answer = session.post(
        f"{server.address}/anmelden", data={"code": codes[-1], "ziel": "/"}, allow_redirects=False
    )
    assert answer.status_code == 303
    return session


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (None, 401),
        (f"Bearer {TOKEN}", 200),
        (f"bearer {TOKEN}", 200),
        (f"Bearer {TOKEN}x", 401),
        ("Bearer ", 401),
        (basic("prüfer", TOKEN), 200),
        (basic("", PASSWORD), 200),
        (basic("prüfer", "falsch"), 401),
        (basic("prüfer", ""), 401),
        ("Basic kein-base64", 401),
        ("Basic " + base64.b64encode(b"\xff:\xff").decode(), 401),
        ("Digest x", 401),
        (TOKEN, 401),
    ],
)
def test_clients(server: EakteServer, header: str | None, status: int) -> None:
    headers = {"Authorization": header} if header is not None else {}
    answer = requests.get(server.service_url, headers=headers, timeout=30)
    assert answer.status_code == status
    if status == 401:
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")
        assert "eakte" not in answer.json().get("message", "").lower()


def test_the_name_of_a_basic_login_is_the_creator(caller: CmisCaller, folder: str) -> None:
    headers = {"Authorization": basic("Jörg", PASSWORD)}
    form = {
        "cmisaction": "createFolder",
        "succinct": "true",
        "propertyId[0]": "cmis:objectTypeId",
        "propertyValue[0]": "cmis:folder",
        "propertyId[1]": "cmis:name",
        "propertyValue[1]": "neu",
    }
    answer = requests.post(
        caller.root, params={"objectId": folder}, data=form, headers=headers, timeout=30
    )
    assert answer.json()["succinctProperties"]["cmis:createdBy"] == "Jörg"


def test_a_token_in_the_address_opens_nothing(server: EakteServer) -> None:
    for query in (f"?token={TOKEN}", f"?access_token={TOKEN}", f"?code={TOKEN}"):
        assert requests.get(server.service_url + query, timeout=30).status_code == 401


@pytest.mark.parametrize(
    "host", ["eakte.example", "127.0.0.1.example.com", "10.0.0.1", "", "[::1", "localhost.evil:1"]
)
def test_foreign_host_names_are_refused(server: EakteServer, host: str) -> None:
    headers = {"Host": host, "Authorization": f"Bearer {TOKEN}"}
    for path in ("/", "/anmelden", "/static/eakte.css", "/cmis/browser"):
        answer = requests.get(server.address + path, headers=headers, timeout=30)
        assert answer.status_code in (400, 421)


def test_own_host_names_are_served_and_come_back_in_addresses(server: EakteServer) -> None:
    port = server.address.rpartition(":")[2]
    for host in (f"localhost:{port}", f"127.0.0.1:{port}"):
        headers = {"Host": host, "Authorization": f"Bearer {TOKEN}"}
        info = requests.get(server.service_url, headers=headers, timeout=30).json()["eakte"]
        assert info["repositoryUrl"] == f"http://{host}/cmis/browser/eakte"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_origins_change_nothing(
    caller: CmisCaller, folder: str, web: requests.Session, headers: dict[str, str]
) -> None:
    form = {"cmisaction": "delete", "objectId": folder}
    assert caller.session.post(caller.root, data=form, headers=headers).status_code == 403
    assert caller.get("object", folder).status_code == 200
    base = caller.service.removesuffix("/cmis/browser")
    assert web.post(f"{base}/abmelden", headers=headers).status_code == 403
    assert web.get(base).status_code == 200


@pytest.mark.parametrize("path", ["/", "/akten/root", "/dokumente/x", "/dokumente/x/inhalt"])
def test_pages_need_a_session(server: EakteServer, path: str) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}  # a token is not a session
    answer = requests.get(server.address + path, headers=headers, allow_redirects=False, timeout=30)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/anmelden")


def test_a_session_is_not_a_token(web: requests.Session, server: EakteServer) -> None:
    assert web.get(server.address).status_code == 200
    assert web.get(server.service_url).status_code == 401


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/akten/root?seite=2", "/akten/root?seite=2"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\r\nSet-Cookie: x=y", "/"),
        ("", "/"),
    ],
)
def test_the_login_leads_to_own_pages_only(
    server: EakteServer, codes: list[str], target: str, lands: str
) -> None:
    answer = requests.post(
        f"{server.address}/anmelden",
        data={"code": codes[-1], "ziel": target},
        allow_redirects=False,
        timeout=30,
    )
    assert answer.headers["Location"] == lands
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


def test_logging_out_needs_the_forms_own_key(web: requests.Session, server: EakteServer) -> None:
    for csrf in ("", "falsch"):
        answer = web.post(f"{server.address}/abmelden", data={"csrf": csrf})
        assert answer.status_code == 400
    assert web.get(server.address, allow_redirects=False).status_code == 200
    upload = web.post(f"{server.address}/abmelden", files={"csrf": b"x"})
    assert upload.status_code == 400


def test_every_answer_carries_the_headers(
    web: requests.Session, server: EakteServer, caller: CmisCaller
) -> None:
    answers = [
        web.get(server.address),
        web.get(f"{server.address}/gibt-es-nicht"),
        web.get(f"{server.address}/static/eakte.js"),
        caller.session.get(server.service_url),
        requests.get(server.service_url, timeout=30),
        requests.get(server.address, headers={"Host": "evil.example"}, timeout=30),
    ]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "server" not in answer.headers


def test_a_code_works_once_and_wrong_ones_wear_it_out() -> None:
    said: list[str] = []
    sessions = Sessions(said.append)
    sessions.new_code()
    assert sessions.log_in("") is None
    key = sessions.log_in(said[0].lower())
    assert key is not None
    assert sessions.session(key) is not None
    assert len(said) == 2
    assert sessions.log_in(said[0]) is None
    for _ in range(4):
        assert sessions.log_in("AAAA-AAAA") is None
    assert len(said) == 3
    assert sessions.log_in(said[1]) is None
    assert sessions.log_in(said[2]) is not None


def test_sessions_end() -> None:
    now = [0.0]
    said: list[str] = []
    sessions = Sessions(said.append, lambda: now[0])
    sessions.new_code()
    key = sessions.log_in(said[-1])
    other = sessions.log_in(said[-1])
    assert key is not None
    assert other is not None
    sessions.log_out(other)
    assert sessions.session(other) is None
    now[0] = SESSION_SECONDS - 1.0
    assert sessions.session(key) is not None
    now[0] = float(SESSION_SECONDS)
    assert sessions.session(key) is None
    assert sessions.session("") is None
