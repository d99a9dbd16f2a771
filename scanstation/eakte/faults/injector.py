"""Draws the mishaps of a plan and counts them."""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from scanstation.eakte.cmis_errors import (
    CmisError,
    ServiceUnavailable,
    TooManyRequests,
    Unauthorized,
)
from scanstation.eakte.content import Upload, hash_file
from scanstation.eakte.faults.connections import Connections
from scanstation.eakte.faults.plan import CONTENT_FAULTS, Fault, FaultPlan


class FaultInjector:
    """The n-th request of a run meets the same mishap whenever plan and requests are the same."""

    def __init__(self, plan: FaultPlan, connections: Connections) -> None:
        self._plan = plan
        self._connections = connections
        self._lock = threading.Lock()
        self._requests: Counter[str] = Counter()
        self._staged: Counter[Fault] = Counter()
        self._matches = [0] * len(plan.script)

    def draw(self, action: str, brings_content: bool) -> Fault | None:
        """Decide what happens to this request.

        Args:
            action: its ``cmisaction`` or ``cmisselector``.
            brings_content: whether it has a file part.
        """
        with self._lock:
            number = self._requests.total()
            self._requests[action] += 1
            fault = self._scripted(action, brings_content) or self._random(number)
            if fault is None or not _applies(fault, action, brings_content):
                return None
            self._staged[fault] += 1
            return fault

    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many requests came by action, and how many mishaps were staged by kind."""
        with self._lock:
            return {
                "requests": dict(self._requests),
                "faults": {fault.value: count for fault, count in self._staged.items()},
            }

    async def before(self, fault: Fault, request: Request) -> Response | None:
        """Stage what comes before the work; an answer means that the work is not done."""
        if fault is Fault.SLOW:
            await asyncio.sleep(self._plan.slow_seconds)
        if fault is Fault.DROP_BEFORE_COMMIT:
            return await self.drop(request)
        return self._refusal(fault)

    async def drop(self, request: Request) -> Response:
        """Cut the connection; what is returned reaches nobody."""
        await self._connections.cut(request)
        return Response(status_code=500)

    def _refusal(self, fault: Fault) -> Response | None:
        wait = {"Retry-After": str(self._plan.retry_after_seconds)}
        challenge = {"WWW-Authenticate": 'Basic realm="eAkte", charset="UTF-8"'}
        answers: dict[Fault, tuple[CmisError, dict[str, str]]] = {
            Fault.UNAUTHORIZED: (Unauthorized("Staged: session expired."), challenge),
            Fault.TOO_MANY_REQUESTS: (TooManyRequests("Staged: wait."), wait),
            Fault.SERVER_ERROR: (CmisError("Staged: internal error."), {}),
            Fault.UNAVAILABLE: (ServiceUnavailable("Staged: unavailable."), wait),
        }
        if fault not in answers:
            return None
        error, headers = answers[fault]
        return JSONResponse(error.as_json(), error.status, headers)

    def _scripted(self, action: str, brings_content: bool) -> Fault | None:
        struck: Fault | None = None
        for index, entry in enumerate(self._plan.script):
            fits = entry.action in ("", action) and _applies(entry.fault, action, brings_content)
            if not fits:
                continue
            place = self._matches[index] - entry.skip
            self._matches[index] += 1
            if struck is None and place >= 0 and (entry.times == 0 or place < entry.times):
                struck = entry.fault
        return struck

    def _random(self, number: int) -> Fault | None:
        drawn = random.Random(f"{self._plan.seed}:{number}").random()  # noqa: S311  no secret
        for fault, rate in self._plan.rates.items():
            drawn -= rate
            if drawn < 0:
                return fault
        return None


def _applies(fault: Fault, action: str, brings_content: bool) -> bool:
    if fault is Fault.CUT_DOWNLOAD:
        return action == "content"
    return brings_content or fault not in CONTENT_FAULTS


def spoiled(upload: Upload, fault: Fault | None) -> Upload:
    """Return the upload as a faulty server would keep it.

    ``truncated`` keeps the first half and tells the truth about it; ``corrupted`` changes a byte
    and still claims the hash of what was sent.
    """
    if fault is Fault.TRUNCATED:
        half = upload.length // 2
        with upload.path.open("r+b") as file:
            file.truncate(half)
        return replace(upload, length=half, sha256=hash_file(upload.path, half).hexdigest())
    if fault is Fault.CORRUPTED and upload.length:
        place = upload.length // 2
        with upload.path.open("r+b") as file:
            file.seek(place)
            byte = file.read(1)
            file.seek(place)
            file.write(bytes([byte[0] ^ 0xFF]))
    return upload
