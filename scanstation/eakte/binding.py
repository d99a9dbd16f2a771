"""The CMIS 1.1 browser binding over HTTP: who asks, what for, and how it is answered."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scanstation.eakte.authentication import CHALLENGE, ClientAuthentication
from scanstation.eakte.binding_read import Reading, query, read_object, read_repository, target
from scanstation.eakte.binding_write import Writing, Written, write
from scanstation.eakte.cmis_errors import (
    CmisError,
    Constraint,
    InvalidArgument,
    NotSupported,
    StorageError,
    Unauthorized,
)
from scanstation.eakte.config import REPOSITORY_ID
from scanstation.eakte.downloads import content_answer
from scanstation.eakte.faults.injector import FaultInjector, spoiled
from scanstation.eakte.faults.plan import Fault
from scanstation.eakte.forms import Form, read_form
from scanstation.eakte.objects import StoredObject
from scanstation.eakte.repository import Caller, Repository
from scanstation.eakte.repository_info import SERVICE_PATH, repository_info

_REPOSITORY_PATH = f"{SERVICE_PATH}/{REPOSITORY_ID}"
_log = logging.getLogger(__name__)

_Handler = Callable[[Request, Caller], Awaitable[Response]]


class BrowserBinding:
    """The routes below ``/cmis/browser``."""

    def __init__(
        self,
        repository: Repository,
        clients: ClientAuthentication,
        max_upload_bytes: int,
        faults: FaultInjector | None,
    ) -> None:
        self._repository = repository
        self._clients = clients
        self._limit = max_upload_bytes
        self._faults = faults

    def routes(self) -> list[Route]:
        """Return the routes for the application."""
        handlers: list[tuple[str, str, _Handler]] = [
            (SERVICE_PATH, "GET", self._service),
            (_REPOSITORY_PATH, "GET", self._get_repository),
            (_REPOSITORY_PATH, "POST", self._post_repository),
            (f"{_REPOSITORY_PATH}/root{{path:path}}", "GET", self._get_object),
            (f"{_REPOSITORY_PATH}/root{{path:path}}", "POST", self._post_object),
        ]
        if self._faults is not None:
            handlers.append(("/faults", "GET", self._fault_counts))
        return [
            Route(path, self._guarded(handler), methods=[method])
            for path, method, handler in handlers
        ]

    def _guarded(self, handler: _Handler) -> Callable[[Request], Awaitable[Response]]:
        """Let only known callers through, and answer errors in the binding's form."""

        async def answer(request: Request) -> Response:
            caller = self._clients.caller(request.headers)
            if caller is None:
                unknown = Unauthorized("Authentication is required.")
                return JSONResponse(unknown.as_json(), unknown.status, CHALLENGE)
            try:
                return await handler(request, caller)
            except CmisError as error:
                return _error_answer(request, error)
            except ClientDisconnect:
                return Response(status_code=400)  # nobody is there to read it
            except (OSError, sqlite3.Error):
                _log.exception("the register or the contents could not be used")
                return _error_answer(request, StorageError("The storage failed."))

        return answer

    async def _service(self, request: Request, caller: Caller) -> Response:
        return JSONResponse({REPOSITORY_ID: repository_info(_base(request))})

    async def _fault_counts(self, request: Request, caller: Caller) -> Response:
        return JSONResponse(self._faults.counts() if self._faults else {})

    async def _get_repository(self, request: Request, caller: Caller) -> Response:
        selector = request.query_params.get("cmisselector", "repositoryInfo")
        if selector.lower() == "repositoryinfo":
            return JSONResponse({REPOSITORY_ID: repository_info(_base(request))})

        async def work(fault: Fault | None) -> Response:
            return JSONResponse(await run_in_threadpool(self._read_repository, request, selector))

        return await self._with_faults(request, selector, False, work)

    async def _post_repository(self, request: Request, caller: Caller) -> Response:
        form = await read_form(request, self._repository.contents, self._limit)
        self._discard(form)
        action = form.text("cmisaction")

        async def work(fault: Fault | None) -> Response:
            if action.lower() == "createdocument":
                raise Constraint("Documents must lie in a folder.")
            if action.lower() != "query":
                raise NotSupported(f"The action {action} is not supported.")
            return JSONResponse(await run_in_threadpool(self._query, form))

        return await self._with_faults(request, action, False, work)

    async def _get_object(self, request: Request, caller: Caller) -> Response:
        form = Form(dict(request.query_params))
        selector = form.text("cmisselector")
        path = request.path_params["path"]
        if not selector:  # the defaults of CMIS 1.1, 5.4.3.5
            item = await run_in_threadpool(self._target, form, path)
            selector = "children" if item.is_folder else "content"

        async def work(fault: Fault | None) -> Response:
            if selector.lower() == "content":
                return await self._content(request, form, path, fault)
            return JSONResponse(await run_in_threadpool(self._read_object, form, selector, path))

        return await self._with_faults(request, selector, False, work)

    async def _post_object(self, request: Request, caller: Caller) -> Response:
        form = await read_form(request, self._repository.contents, self._limit)
        action = form.text("cmisaction")
        path = request.path_params["path"]

        async def work(fault: Fault | None) -> Response:
            answer = await run_in_threadpool(
                self._write, request, action, form, path, caller, fault
            )
            return answer

        try:
            if not action:
                raise InvalidArgument("cmisaction must be set.")
            return await self._with_faults(request, action, form.upload is not None, work)
        finally:
            self._discard(form)

    async def _with_faults(
        self,
        request: Request,
        action: str,
        brings_content: bool,
        work: Callable[[Fault | None], Awaitable[Response]],
    ) -> Response:
        """Do the work, with what the plan stages before and after it."""
        fault = self._faults.draw(action, brings_content) if self._faults else None
        if self._faults is None or fault is None:
            return await work(None)
        refusal = await self._faults.before(fault, request)
        if refusal is not None:
            return refusal
        answer = await work(fault)
        if fault is Fault.DROP_AFTER_COMMIT:
            return await self._faults.drop(request)
        return answer

    def _read_repository(self, request: Request, selector: str) -> object:
        with self._repository.read() as connection:
            form = Form(dict(request.query_params))
            return read_repository(Reading(connection, form), selector)

    def _query(self, form: Form) -> object:
        with self._repository.read() as connection:
            return query(Reading(connection, form))

    def _target(self, form: Form, path: str) -> StoredObject:
        with self._repository.read() as connection:
            return target(Reading(connection, form), path)

    def _read_object(self, form: Form, selector: str, path: str) -> object:
        with self._repository.read() as connection:
            reading = Reading(connection, form)
            return read_object(reading, selector, target(reading, path))

    async def _content(
        self, request: Request, form: Form, path: str, fault: Fault | None
    ) -> Response:
        item = await run_in_threadpool(self._target, form, path)
        if item.content is None:
            raise Constraint(f"Object {item.id} does not have content.")
        cut = None
        if fault is Fault.CUT_DOWNLOAD and self._faults is not None:
            faults = self._faults
            cut = lambda: faults.drop(request)  # noqa: E731  a closure, not a function of its own
        inline = form.text("download", "attachment") == "inline"
        return content_answer(request, self._repository.contents, item.content, inline, cut)

    def _write(
        self,
        request: Request,
        action: str,
        form: Form,
        path: str,
        caller: Caller,
        fault: Fault | None,
    ) -> Response:
        if form.upload is not None:
            form = replace(form, upload=spoiled(form.upload, fault))
        rename = fault is Fault.DUPLICATE
        written = write(action, Writing(self._repository, form, path, caller, rename))
        return self._written(request, form, written, fault)

    def _written(
        self, request: Request, form: Form, written: Written, fault: Fault | None
    ) -> Response:
        if written.item is None:
            return JSONResponse(written.json) if written.json else Response()
        with self._repository.read() as connection:
            body = Reading(connection, form).object_json(written.item)
        if fault is Fault.WRONG_LENGTH:
            _falsify_length(body)
        where = f"{_base(request)}{_REPOSITORY_PATH}/root?objectId={quote(written.item.id)}"
        return JSONResponse(body, written.status, {"Location": where})

    def _discard(self, form: Form) -> None:
        if form.upload is not None:
            self._repository.contents.remove(form.upload.path)


def _base(request: Request) -> str:
    """Return the address as the caller reached it; the Host header has been checked before."""
    return f"{request.url.scheme}://{request.headers['host']}"


def _error_answer(request: Request, error: CmisError) -> Response:
    suppressed = request.query_params.get("suppressResponseCodes", "") == "true"
    return JSONResponse(error.as_json(), 200 if suppressed else error.status)


def _falsify_length(body: dict[str, Any]) -> None:
    name = "cmis:contentStreamLength"
    if name in body.get("succinctProperties", {}):
        body["succinctProperties"][name] += 1
    elif name in body.get("properties", {}):
        body["properties"][name]["value"] += 1
