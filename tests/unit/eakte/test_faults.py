"""Staged mishaps: each kind does what it says, the same ones come again, and never unasked."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from scanstation.eakte.faults.connections import Connections
from scanstation.eakte.faults.injector import FaultInjector
from scanstation.eakte.faults.plan import (
    Fault,
    FaultPlan,
    ScriptedFault,
    plan_as_json,
    plan_from_json,
    read_plan,
)
from scanstation.eakte.server import EakteServer
from scanstation.errors import ConfigurationInvalid
from tests.builders.eakte import CmisCaller, config_in, made, running

CREATE = "createDocument"
LETTER = b"Sehr geehrte Damen und Herren, " * 400


@contextmanager
def faulty(folder: Path, *script: ScriptedFault, **plan: float) -> Iterator[CmisCaller]:
    with running(config_in(folder, faults=FaultPlan(script=script, **plan))) as server:  # type: ignore[arg-type]
        caller = CmisCaller(server.address)
        yield caller
        caller.session.close()


def names_in(caller: CmisCaller, folder: str) -> list[str]:
    listed = caller.get("children", folder).json()["objects"]
    return [entry["object"]["succinctProperties"]["cmis:name"] for entry in listed]


def sha256(content: bytes) -> list[str]:
    return ["{sha-256}" + hashlib.sha256(content).hexdigest()]


@pytest.mark.parametrize(
    ("fault", "stored"), [(Fault.DROP_BEFORE_COMMIT, []), (Fault.DROP_AFTER_COMMIT, ["a.pdf"])]
)
def test_a_cut_connection(tmp_path: Path, fault: Fault, stored: list[str]) -> None:
    with faulty(tmp_path, ScriptedFault(fault, CREATE)) as caller:
        folder = caller.case_file("50.1-101/2026")
        with pytest.raises(requests.ConnectionError):
            caller.document(folder, "a.pdf", LETTER)
        assert names_in(caller, folder) == stored
        assert caller.session.get(f"{caller.service[: -len('/cmis/browser')]}/faults").json()[
            "faults"
        ] == {fault.value: 1}  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "status", "exception"),
    [
        (Fault.UNAUTHORIZED, 401, "unauthorized"),
        (Fault.TOO_MANY_REQUESTS, 429, "tooManyRequests"),
        (Fault.SERVER_ERROR, 500, "runtime"),
        (Fault.UNAVAILABLE, 503, "serviceUnavailable"),
    ],
)
def test_refusals_store_nothing(tmp_path: Path, fault: Fault, status: int, exception: str) -> None:
    with faulty(tmp_path, ScriptedFault(fault, CREATE), retry_after_seconds=7) as caller:
        folder = caller.case_file("50.1-101/2026")
        answer = caller.document(folder, "a.pdf", LETTER)
        assert (answer.status_code, answer.json()["exception"]) == (status, exception)
        assert answer.headers.get("Retry-After") == ("7" if status in (429, 503) else None)
        assert names_in(caller, folder) == []
        made(caller.document(folder, "a.pdf", LETTER))
        assert list((tmp_path / "incoming").iterdir()) == []


def test_slow_is_slow_and_right(tmp_path: Path) -> None:
    with faulty(tmp_path, ScriptedFault(Fault.SLOW, CREATE), slow_seconds=0.3) as caller:
        folder = caller.case_file("50.1-101/2026")
        before = time.monotonic()
        made(caller.document(folder, "a.pdf", LETTER))
        assert time.monotonic() - before >= 0.3
        assert names_in(caller, folder) == ["a.pdf"]


def test_a_server_that_renames_stores_twice(tmp_path: Path) -> None:
    with faulty(tmp_path, ScriptedFault(Fault.DUPLICATE, CREATE, times=0)) as caller:
        folder = caller.case_file("50.1-101/2026")
        for _ in range(3):
            made(caller.document(folder, "a.pdf", LETTER))
        assert names_in(caller, folder) == ["a (2).pdf", "a (3).pdf", "a.pdf"]


def test_a_server_that_stores_half(tmp_path: Path) -> None:
    with faulty(tmp_path, ScriptedFault(Fault.TRUNCATED, CREATE)) as caller:
        now = made(caller.document(caller.case_file("50.1-101/2026"), "a.pdf", LETTER))
        half = LETTER[: len(LETTER) // 2]
        assert now["cmis:contentStreamLength"] == len(half)
        assert now["cmis:contentStreamHash"] == sha256(half)
        assert caller.content(now["cmis:objectId"]) == half


def test_a_server_that_lies_about_the_bytes(tmp_path: Path) -> None:
    with faulty(tmp_path, ScriptedFault(Fault.CORRUPTED, CREATE)) as caller:
        now = made(caller.document(caller.case_file("50.1-101/2026"), "a.pdf", LETTER))
        assert now["cmis:contentStreamHash"] == sha256(LETTER)
        stored = caller.content(now["cmis:objectId"])
        differing = [i for i, (a, b) in enumerate(zip(stored, LETTER, strict=True)) if a != b]
        assert differing == [len(LETTER) // 2]


@pytest.mark.parametrize("succinct", ["true", "false"])
def test_a_server_that_lies_about_the_length(tmp_path: Path, succinct: str) -> None:
    with faulty(tmp_path, ScriptedFault(Fault.WRONG_LENGTH)) as caller:
        folder = caller.case_file("50.1-101/2026")
        properties = {"cmis:objectTypeId": "sst:document", "cmis:name": "a.pdf"}
        body = caller.post(CREATE, folder, properties, LETTER, succinct=succinct).json()
        said = (
            body["succinctProperties"]["cmis:contentStreamLength"]
            if succinct == "true"
            else body["properties"]["cmis:contentStreamLength"]["value"]
        )
        # The script waits for the first request that brings content; the query before does not.
        assert said == len(LETTER) + 1


def test_a_download_that_breaks_off(tmp_path: Path) -> None:
    with faulty(tmp_path, ScriptedFault(Fault.CUT_DOWNLOAD, "content")) as caller:
        now = made(caller.document(caller.case_file("50.1-101/2026"), "a.pdf", LETTER))
        with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
            caller.get("content", now["cmis:objectId"])
        assert caller.content(now["cmis:objectId"]) == LETTER


@given(seed=st.integers(0, 99), rates=st.lists(st.floats(0, 0.08), min_size=12, max_size=12))
def test_the_same_plan_stages_the_same(seed: int, rates: list[float]) -> None:
    plan = FaultPlan(seed, dict(zip(Fault, rates, strict=True)))
    again = plan_from_json(json.loads(json.dumps(plan_as_json(plan))))
    assert dict(again.rates) == dict(plan.rates)

    def staged(one: FaultPlan) -> list[Fault | None]:
        injector = FaultInjector(one, Connections())
        return [injector.draw(CREATE, True) for _ in range(100)]

    assert staged(plan) == staged(again)


def test_rates_are_kept() -> None:
    injector = FaultInjector(
        FaultPlan(3, {Fault.SLOW: 0.25, Fault.CUT_DOWNLOAD: 0.25}), Connections()
    )
    for _ in range(2000):
        injector.draw("children", False)
    counts = injector.counts()
    assert counts["requests"] == {"children": 2000}
    assert 400 < counts["faults"]["slow"] < 600
    assert set(counts["faults"]) == {"slow"}


def test_a_script_skips_and_repeats() -> None:
    script = (ScriptedFault(Fault.SLOW, CREATE, skip=1, times=2),)
    injector = FaultInjector(FaultPlan(script=script), Connections())
    drawn = [injector.draw(action, True) for action in (CREATE, "update", CREATE, CREATE, CREATE)]
    assert drawn == [None, None, Fault.SLOW, Fault.SLOW, None]


def test_without_a_plan_there_is_no_counter(server: EakteServer, caller: CmisCaller) -> None:
    assert caller.session.get(f"{server.address}/faults").status_code == 404


def test_the_counter_needs_the_token(tmp_path: Path) -> None:
    with faulty(tmp_path) as caller:
        address = f"{caller.service[: -len('/cmis/browser')]}/faults"
        assert requests.get(address, timeout=30).status_code == 401


@pytest.mark.parametrize(
    "plan",
    [
        "[]",
        "{",
        '{"rates": {"nix": 1}}',
        '{"rates": {"slow": 0.6, "duplicate": 0.6}}',
        '{"rates": {"slow": -1}}',
        '{"rates": {"slow": "x"}}',
        '{"script": [{"action": "createDocument"}]}',
        '{"script": [{"fault": "slow", "nix": 1}]}',
        '{"nix": 1}',
    ],
)
def test_a_wrong_plan_is_refused_with_its_name(tmp_path: Path, plan: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(plan, encoding="utf-8")
    with pytest.raises(ConfigurationInvalid, match=r"plan\.json|faults"):
        read_plan(path)
    with pytest.raises(ConfigurationInvalid):
        read_plan(tmp_path / "fehlt.json")


def test_a_plan_that_is_no_json_is_told_in_one_language(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text('{\n  "seed": 4,\n  oops\n}', encoding="utf-8")
    with pytest.raises(ConfigurationInvalid) as caught:
        read_plan(path)
    assert "eine lesbare JSON-Datei (Zeile 3, Spalte 3)" in caught.value.sentence("de")
    assert "a readable JSON file (line 3, column 3)" in caught.value.sentence("en")
    with pytest.raises(ConfigurationInvalid) as caught:
        read_plan(tmp_path / "fehlt.json")
    assert "eine lesbare JSON-Datei (nicht vorhanden)" in caught.value.sentence("de")


def test_a_plan_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(
        '{"seed": 4, "rates": {"slow": 0.5}, "script": [{"fault": "duplicate"}],'
        ' "slow_seconds": 1.5}',
        encoding="utf-8",
    )
    plan = read_plan(path)
    assert (plan.seed, dict(plan.rates), plan.slow_seconds) == (4, {Fault.SLOW: 0.5}, 1.5)
    assert plan.script == (ScriptedFault(Fault.DUPLICATE),)
