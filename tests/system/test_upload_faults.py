"""A thousand documents through every mishap a target can have."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from scanstation.eakte.config import EakteConfig
from scanstation.eakte.faults.plan import Fault, FaultPlan
from scanstation.eakte.server import EakteServer
from scanstation.errors import TargetLoginFailed
from scanstation.model import UploadState
from scanstation.upload.cmis import CmisUploader
from scanstation.upload.drain import Entry, drain
from scanstation.upload.http import Connection, Login
from scanstation.upload.outbox import Pace, UploadRecord
from scanstation.upload.uploader import Outgoing
from tests.builders.targets import EAKTE_OPTIONS

DOCUMENTS = 1000
CHUNK = 2048
LOGIN = Login("", "only-for-this-test", "bearer")
RATES = {
    Fault.DROP_BEFORE_COMMIT: 0.012,
    Fault.DROP_AFTER_COMMIT: 0.012,
    Fault.SLOW: 0.001,
    Fault.UNAUTHORIZED: 0.012,
    Fault.TOO_MANY_REQUESTS: 0.012,
    Fault.SERVER_ERROR: 0.012,
    Fault.UNAVAILABLE: 0.012,
    Fault.DUPLICATE: 0.02,
    Fault.TRUNCATED: 0.02,
    Fault.CORRUPTED: 0.02,
    Fault.WRONG_LENGTH: 0.02,
    Fault.CUT_DOWNLOAD: 0.03,
}


@dataclass
class Clock:
    """Time that passes only while the outbox waits, which then costs none."""

    now: datetime = datetime(2026, 11, 22, 8, 15, tzinfo=UTC)

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def letters(folder: Path, count: int) -> Iterator[Outgoing]:
    """Make packages of one to three parts for twenty case files."""
    chance = random.Random(20261122)
    for number in range(count):
        content = b"%PDF" + chance.randbytes(chance.randrange(500, 3 * CHUNK))
        path = folder / f"{number}.pdf"
        path.write_bytes(content)
        case = f"50.1-{number % 20}/2026"
        yield Outgoing(
            package=f"{number:08d}-0000-4000-8000-{chance.randrange(16**12):012x}",
            document=f"{number:08d}-0000-4000-9000-000000000000",
            path=path,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            title=f"Antrag Nr. {number} für Größe & Söhne",
            properties={"sst:caseNumber": case, "sst:subject": f"Größe {number}"},
            filing={"case_number": case},
        )


def run_until_done(letters: list[Outgoing], service: str) -> list[UploadRecord]:
    """Run the outbox again and again, as a scheduled task does, with a process of its own each."""
    clock, options = Clock(), replace(EAKTE_OPTIONS, chunk_size=CHUNK)
    chance = random.Random(7)
    pace = Pace(sleep=clock.sleep, now=lambda: clock.now, random=chance.random)
    lasts = [UploadRecord(one.package, one.document) for one in letters]
    connection = Connection("uebung", service, lambda: LOGIN, read_timeout=1.0)
    for _ in range(25):
        entries = [Entry(last, one) for last, one in zip(lasts, letters, strict=True)]
        with closing(CmisUploader(connection, options)) as uploader:
            lasts = list(drain(entries, uploader, lambda record: None, pace))
        # Two 401 in a row end a run; then somebody logs in again.
        lasts = [
            last.again() if isinstance(last.failure, TargetLoginFailed) else last for last in lasts
        ]
        if all(last.ended for last in lasts):
            break
    return lasts


def stored(service: str) -> dict[str, list[tuple[str, str, str]]]:
    """Ask the server itself: package -> (SHA-256 of the bytes, case number, subject) per copy."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    with requests.Session() as http:
        http.headers["Authorization"] = LOGIN.header()
        (repository,) = http.get(service).json().values()
        form = {
            "cmisaction": "query",
            "statement": "SELECT * FROM sst:document",
            "succinct": "true",
            "maxItems": "10000",
        }
        answer = http.post(repository["repositoryUrl"], data=form).json()
        assert not answer["hasMoreItems"]
        for row in (row["succinctProperties"] for row in answer["results"]):
            params = {"objectId": row["cmis:objectId"], "cmisselector": "content"}
            content = http.get(repository["rootFolderUrl"], params=params).content
            digest = hashlib.sha256(content).hexdigest()
            values = (digest, row["sst:caseNumber"], row["sst:subject"])
            found.setdefault(row["sst:packageId"], []).append(values)
    return found


@pytest.mark.slow
def test_none_lost_none_twice_all_verified(tmp_path: Path) -> None:
    outgoing = list(letters(tmp_path, DOCUMENTS))
    config = EakteConfig(tmp_path / "eakte", token=LOGIN.secret)
    plan = FaultPlan(seed=11, rates=RATES, slow_seconds=1.5, retry_after_seconds=30)
    server = EakteServer(replace(config, faults=plan))
    server.start()
    try:
        ends = run_until_done(outgoing, server.service_url)
        url = f"{server.address}/faults"
        counts = requests.get(url, headers={"Authorization": LOGIN.header()}, timeout=10).json()
    finally:
        server.stop()
    assert {fault for fault, count in counts["faults"].items() if count} == set(RATES)
    assert Counter(end.state for end in ends) == {UploadState.VERIFIED: DOCUMENTS}, [
        end.failure for end in ends if end.failure
    ][:5]

    honest = EakteServer(config)
    honest.start()
    try:
        found = stored(honest.service_url)
    finally:
        honest.stop()
    sent = {
        one.package: [(one.sha256, one.filing["case_number"], one.properties["sst:subject"])]
        for one in outgoing
    }
    assert found == sent
