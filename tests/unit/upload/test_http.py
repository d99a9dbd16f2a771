from __future__ import annotations

import base64
import datetime
import io
import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from email.utils import format_datetime
from pathlib import Path

import pytest

from scanstation.errors import (
    OutcomeUnknown,
    TargetBusy,
    TargetLoginFailed,
    TargetUnreachable,
    TargetUntrusted,
)
from scanstation.upload.http import Answer, Body, Connection, Login, TargetSession, origin_of
from tests.unit.upload.scripted_server import Asked, Reply, json_reply, serving

LOGIN = Login("prüfer", "streng-geheim")


def fixed(reply: Reply) -> Callable[[Asked], Reply]:
    return lambda asked: reply


def session(url: str, login: Login | None = LOGIN, **options: object) -> TargetSession:
    connection = Connection("ziel", url, lambda: login)
    return TargetSession(replace(connection, **options))  # type: ignore[arg-type]


def get(url: str, **options: object) -> Answer:
    with closing(session(url, **options)) as opened:  # type: ignore[arg-type]
        return opened.get(url, {})


def post(url: str, changing: bool = True, **options: object) -> Answer:
    with closing(session(url, **options)) as opened:  # type: ignore[arg-type]
        return opened.post(url, lambda: Body(lambda: b"abc", "text/plain"), changing)


# --- login -----------------------------------------------------------------------------------


def test_the_login_goes_into_the_header_and_nowhere_else() -> None:
    with serving(fixed(Reply())) as server:
        get(server.url)
        get(server.url, login=Login("", "token", "bearer"))
        get(server.url, login=None)
    pair = base64.b64encode("prüfer:streng-geheim".encode()).decode()
    shown = [asked.headers.get("authorization") for asked in server.asked]
    assert shown == [f"Basic {pair}", "Bearer token", None]
    assert all("geheim" not in asked.path and "token" not in asked.path for asked in server.asked)


def test_a_netrc_of_the_account_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login other password other\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    with serving(fixed(Reply())) as server:
        get(server.url, login=None)
    assert "authorization" not in server.asked[0].headers


def test_an_expired_session_is_renewed_once_with_the_login_as_it_is_now() -> None:
    logins = iter([Login("", "old", "bearer"), Login("", "new", "bearer")])

    def answer(asked: Asked) -> Reply:
        fresh = asked.headers["authorization"] == "Bearer new"
        return Reply(body=asked.body) if fresh else Reply(401)

    with serving(answer) as server:
        connection = Connection("ziel", server.url, lambda: next(logins))
        with closing(TargetSession(connection)) as opened:
            body = io.BytesIO(b"the whole content")

            def again() -> Body:
                body.seek(0)
                return Body(body.read)

            assert opened.post(server.url, again).body == b"the whole content"
            assert opened.get(server.url, {}).status == 200
    assert len(server.asked) == 3


def test_a_login_refused_twice_is_refused() -> None:
    with serving(fixed(Reply(401))) as server, pytest.raises(TargetLoginFailed) as caught:
        get(server.url)
    assert len(server.asked) == 2
    assert caught.value.permanent
    assert "targets login ziel" in str(caught.value)


def test_secrets_show_in_no_log_and_no_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(fixed(Reply(401))) as server, pytest.raises(TargetLoginFailed) as caught:
        get(server.url)
    told = caplog.text + repr(caught.value) + repr(LOGIN)
    assert "streng-geheim" not in told
    assert base64.b64encode("prüfer:streng-geheim".encode()).decode() not in told


# --- answers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [408, 425, 429, 503])
@pytest.mark.parametrize("ask", [get, post])
def test_not_now_is_temporary(status: int, ask: Callable[[str], Answer]) -> None:
    reply = Reply(status, headers={"Retry-After": "17"})
    with serving(fixed(reply)) as server, pytest.raises(TargetBusy) as caught:
        ask(server.url)
    assert not caught.value.permanent
    assert caught.value.details["retry_after"] == 17


def test_a_date_to_wait_for_is_understood() -> None:
    moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=90)
    for date in (format_datetime(moment, usegmt=True), format_datetime(moment)):
        reply = Reply(503, headers={"Retry-After": date})
        with serving(fixed(reply)) as server, pytest.raises(TargetBusy) as caught:
            get(server.url)
        assert 60 < float(str(caught.value.details["retry_after"])) <= 91


@pytest.mark.parametrize("value", ["", "soon", "-5", "1e9"])
def test_nonsense_to_wait_for_is_ignored(value: str) -> None:
    reply = Reply(503, headers={"Retry-After": value})
    with serving(fixed(reply)) as server, pytest.raises(TargetBusy) as caught:
        get(server.url)
    assert caught.value.details["retry_after"] is None


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_server_error_leaves_a_change_unknown(status: int) -> None:
    reply = json_reply({"exception": "storage", "message": "Akte Müller"}, status)
    with serving(fixed(reply)) as server:
        with pytest.raises(OutcomeUnknown) as changed:
            post(server.url)
        with pytest.raises(TargetBusy):
            post(server.url, changing=False)
        with pytest.raises(TargetBusy):
            get(server.url)
    assert changed.value.details["reason"] == f"HTTP {status} storage"
    assert "Müller" not in repr(changed.value)


def test_other_answers_are_for_the_caller() -> None:
    with serving(fixed(Reply(404, b"no"))) as server:
        answer = get(server.url)
    assert (answer.status, answer.body) == (404, b"no")


# --- broken connections ----------------------------------------------------------------------


@pytest.mark.parametrize("reply", [Reply(body=b"", cut=True), Reply(body=b"12345678", cut=True)])
def test_a_lost_answer_to_a_change_is_unknown(reply: Reply) -> None:
    with serving(fixed(reply)) as server:
        with pytest.raises(OutcomeUnknown):
            post(server.url)
        with pytest.raises(TargetUnreachable):
            post(server.url, changing=False)
        with pytest.raises(TargetUnreachable):
            get(server.url)


def test_a_change_that_never_left_is_not_unknown() -> None:
    with serving(fixed(Reply())) as server:
        url = server.url
    with pytest.raises(TargetUnreachable):
        post(url)


def test_a_slow_answer_is_no_answer() -> None:
    import time

    def slow(asked: Asked) -> Reply:
        time.sleep(0.5)
        return Reply()

    with serving(slow) as server:
        with pytest.raises(OutcomeUnknown):
            post(server.url, read_timeout=0.1)
        with pytest.raises(TargetUnreachable):
            get(server.url, read_timeout=0.1)


def download(url: str, take: Callable[[bytes], None]) -> Answer:
    with closing(session(url)) as opened:
        return opened.download(url, {}, take)


def test_a_download_that_breaks_off_is_noticed() -> None:
    cut = Reply(body=b"x" * 100_000, cut=True)
    with serving(fixed(cut)) as server, pytest.raises(TargetUnreachable):
        download(server.url, lambda block: None)


def test_a_download_arrives_as_it_is_stored() -> None:
    taken = bytearray()
    with serving(fixed(Reply(body=bytes(range(256)) * 9000))) as server:
        answer = download(server.url, taken.extend)
    assert (answer.status, bytes(taken)) == (200, bytes(range(256)) * 9000)
    assert server.asked[0].headers["accept-encoding"] == "identity"


def test_a_refused_download_takes_nothing() -> None:
    taken = bytearray()
    with serving(fixed(Reply(404, b"not here"))) as server:
        answer = download(server.url, taken.extend)
    assert (answer.status, answer.body, bytes(taken)) == (404, b"not here", b"")


# --- origin ----------------------------------------------------------------------------------


def test_redirects_within_the_origin_are_followed_for_reading() -> None:
    def answer(asked: Asked) -> Reply:
        return (
            Reply(body=b"there") if asked.path == "/b" else Reply(302, headers={"Location": "/b"})
        )

    with serving(answer) as server:
        assert get(server.url + "/a").body == b"there"
        with pytest.raises(TargetUntrusted, match="redirects an upload"):
            post(server.url + "/a")


def test_a_redirect_elsewhere_never_gets_the_login() -> None:
    with serving(fixed(Reply(body=b"stolen"))) as thief:
        away = Reply(307, headers={"Location": f"{thief.url}/x"})
        with serving(fixed(away)) as server:
            for ask in (get, post):
                with pytest.raises(TargetUntrusted, match="another origin"):
                    ask(server.url)
    assert thief.asked == []


def test_circles_end() -> None:
    circle = Reply(302, headers={"Location": "/"})
    with serving(fixed(circle)) as server, pytest.raises(TargetUntrusted, match="too many"):
        get(server.url)
    assert len(server.asked) < 10


def test_an_address_of_another_origin_is_not_asked() -> None:
    with serving(fixed(Reply())) as thief, closing(session("http://127.0.0.1:9")) as opened:
        with pytest.raises(TargetUntrusted):
            opened.get(thief.url, {})
        with pytest.raises(TargetUntrusted):
            opened.post(thief.url, lambda: Body(lambda: b""))
        with pytest.raises(TargetUntrusted):
            opened.download(thief.url, {}, lambda block: None)
    assert thief.asked == []


def test_origins_are_compared_with_their_default_ports() -> None:
    assert origin_of("https://dms.kreis.de/a") == origin_of("https://DMS.kreis.de:443/b?c")
    assert origin_of("https://dms.kreis.de") != origin_of("http://dms.kreis.de")
    assert origin_of("https://dms.kreis.de") != origin_of("https://dms.kreis.de.evil.org")
    assert origin_of("https://dms.kreis.de@evil.org/") == origin_of("https://evil.org")


def test_unencrypted_connections_leave_this_machine_only_on_request() -> None:
    with pytest.raises(TargetUntrusted, match="not encrypted"):
        session("http://dms.example")
    with pytest.raises(TargetUntrusted, match="not encrypted"):
        session("ftp://dms.example")
    session("http://dms.example", plain_http=True).close()
    session("http://localhost:1").close()
    session("https://dms.example").close()


# --- proxies ---------------------------------------------------------------------------------


def test_a_proxy_is_used_where_one_is_named() -> None:
    with serving(fixed(Reply(body=b"by proxy"))) as proxy:
        url = "http://dms.example/service"
        assert get(url, proxy=proxy.url, plain_http=True).body == b"by proxy"
    assert proxy.asked[0].path == url


def test_the_systems_proxy_is_used_unless_it_is_switched_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with (
        serving(fixed(Reply(body=b"by proxy"))) as proxy,
        serving(fixed(Reply(body=b"self"))) as us,
    ):
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "intern.example")
        assert get("http://dms.example/", plain_http=True).body == b"by proxy"
        assert get(us.url).body == b"self"  # loopback never goes through a proxy
        for name, option in (("intern.example", ""), ("dms.invalid", "none")):
            with pytest.raises(TargetUnreachable):
                get(f"http://{name}:1/", proxy=option, plain_http=True, connect_timeout=2)
    assert len(proxy.asked) == 1


def test_an_answer_nested_without_end_is_no_json() -> None:
    answer = Answer(200, b"[" * 1_000_000, None)
    with pytest.raises(ValueError, match="nested"):
        answer.json()
