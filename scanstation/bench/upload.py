"""What the outbox reaches: documents sent to the embedded eAkte, read back and compared."""

from __future__ import annotations

import hashlib
import os
import random
import sys
import tempfile
import time
import uuid
from contextlib import closing
from pathlib import Path

import requests

from scanstation.bench.process import cpu_seconds, percentile, watch_memory
from scanstation.eakte.config import EakteConfig
from scanstation.eakte.process import EakteProcess
from scanstation.model import UploadState
from scanstation.upload.cmis import CmisUploader
from scanstation.upload.cmis_options import CmisOptions
from scanstation.upload.http import Connection, Login
from scanstation.upload.outbox import Pace, UploadRecord, advance
from scanstation.upload.uploader import Outgoing

SIZE = 120_000
"""Bytes of one document: a letter of two pages in colour."""

_CASES = 20
_OPTIONS = CmisOptions(
    object_type="sst:document",
    case_file_type="sst:caseFile",
    case_file_property="sst:caseNumber",
    auth="bearer",
)


def measure(documents: int = 300) -> dict[str, object]:
    """Send documents one after the other, each from ``prepared`` to ``verified``.

    The server runs in a process of its own, so the CPU time is the station's alone. The floor is
    the bare library doing the same over the same connection: one POST, one GET, one SHA-256.

    Returns:
        documents/s, milliseconds a document (p50, p95, p99), CPU milliseconds a document of the
        station, of the server and of the floor, and the memory of both processes.
    """
    with tempfile.TemporaryDirectory() as folder:
        login = Login("", uuid.uuid4().hex, "bearer")
        server = EakteProcess(EakteConfig(Path(folder) / "eakte", token=login.secret))
        letters = [_letter(Path(folder), number) for number in range(documents)]
        with watch_memory() as memory:
            server.start()
            try:
                before = _server_cpu(server)
                sent = _send(letters, server.service_url, login, Path(folder) / "journal")
                spent = _server_cpu(server) - before
                floor = _floor(letters, server.service_url, login)
            finally:
                server.stop()
    return {
        "documents": documents,
        "bytes_per_document": SIZE,
        **sent,
        "server_cpu_ms_per_document": round(spent / documents * 1000, 2),
        "floor_cpu_ms_per_document": floor,
        "peak_rss_mb": round(memory.peak, 1),
    }


def _letter(folder: Path, number: int) -> Outgoing:
    content = b"%PDF-1.7\n" + random.Random(number).randbytes(SIZE - 9)  # noqa: S311 - no secret
    path = folder / f"{number}.pdf"
    path.write_bytes(content)
    case = f"50.1-{number % _CASES}/2026"
    return Outgoing(
        package=str(uuid.uuid4()),
        document=str(uuid.uuid4()),
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        size=SIZE,
        title="Antrag auf Grundsicherung",
        properties={"sst:caseNumber": case, "sst:subject": "Größe"},
        filing={"case_number": case},
    )


def _send(letters: list[Outgoing], service: str, login: Login, journal: Path) -> dict[str, object]:
    """Send all letters with a durable record of each state, as the station does."""
    connection = Connection("bench", service, lambda: login)
    seconds: list[float] = []
    with closing(CmisUploader(connection, _OPTIONS)) as uploader, journal.open("ab") as file:

        def record(row: UploadRecord) -> None:
            file.write(f"{row.package} {row.state}\n".encode())
            file.flush()
            os.fsync(file.fileno())

        began, cpu = time.perf_counter(), time.process_time()
        for letter in letters:
            start = time.perf_counter()
            first = UploadRecord(letter.package, letter.document)
            end = advance(first, letter, uploader, record, Pace())
            if end.state is not UploadState.VERIFIED:
                raise end.failure or AssertionError(end.state)
            seconds.append(time.perf_counter() - start)
        elapsed, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {
        "documents_per_second": round(len(letters) / elapsed, 1),
        "p50_ms": _milliseconds(seconds, 0.50),
        "p95_ms": _milliseconds(seconds, 0.95),
        "p99_ms": _milliseconds(seconds, 0.99),
        "cpu_ms_per_document": round(cpu / len(letters) * 1000, 2),
    }


def _floor(letters: list[Outgoing], service: str, login: Login) -> float:
    """Return the CPU milliseconds a document of the bare library calls."""
    with requests.Session() as http:
        http.trust_env = False
        http.headers["Authorization"] = login.header()
        (repository,) = http.get(service, timeout=60).json().values()
        root = repository["rootFolderUrl"]
        cpu = time.process_time()
        for number, letter in enumerate(letters):
            form = {
                "cmisaction": "createDocument",
                "succinct": "true",
                "propertyId[0]": "cmis:objectTypeId",
                "propertyValue[0]": "cmis:document",
                "propertyId[1]": "cmis:name",
                "propertyValue[1]": f"floor {number}.pdf",
            }
            with letter.path.open("rb") as file:
                part = {"content": ("a.pdf", file, "application/pdf")}
                made = http.post(root, data=form, files=part, timeout=60).json()
            params = {
                "objectId": made["succinctProperties"]["cmis:objectId"],
                "cmisselector": "content",
            }
            stored = http.get(root, params=params, timeout=60).content
            if hashlib.sha256(stored).hexdigest() != letter.sha256:
                raise AssertionError(letter.package)
        return round((time.process_time() - cpu) / len(letters) * 1000, 2)


def _milliseconds(seconds: list[float], share: float) -> float:
    return round(percentile(seconds, share) * 1000, 1)


def _server_cpu(server: EakteProcess) -> float:
    return cpu_seconds(server.process_id) if sys.platform == "linux" else 0.0
