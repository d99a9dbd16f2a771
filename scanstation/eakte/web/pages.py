"""The pages: log in, search, a folder or case file, a document with its content."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from scanstation.eakte.authentication import SESSION_SECONDS, Session, Sessions, same_secret
from scanstation.eakte.cmis_errors import CmisError, InvalidArgument, NotSupported, ObjectNotFound
from scanstation.eakte.database import ROOT_ID
from scanstation.eakte.downloads import content_answer
from scanstation.eakte.forms import read_form
from scanstation.eakte.objects import StoredObject, ancestors, by_id
from scanstation.eakte.repository import Repository
from scanstation.eakte.repository_info import SERVICE_PATH
from scanstation.eakte.searching import Field
from scanstation.eakte.web.lists import ROWS, Results, folder_view, results
from scanstation.eakte.web.rendering import Renderer
from scanstation.settings.resources import resource

_LOGIN = "/anmelden"
_MOST_FORM_BYTES = 16 * 1024

_Page = Callable[[Request, Session], Awaitable[Response]]
_ErrorHandler = Callable[[Request, Exception], Awaitable[Response]]


class WebPages:
    """The routes of the web page; all but the login and the style need a session."""

    def __init__(self, repository: Repository, sessions: Sessions) -> None:
        self._repository = repository
        self._sessions = sessions
        self._render = Renderer()

    def routes(self) -> list[BaseRoute]:
        """Return the routes for the application."""
        return [
            Route("/", self._private(self._search)),
            Route(_LOGIN, self._login_form, methods=["GET"]),
            Route(_LOGIN, self._log_in, methods=["POST"]),
            Route("/abmelden", self._private(self._log_out), methods=["POST"]),
            Route("/akten/{id}", self._private(self._folder)),
            Route("/dokumente/{id}", self._private(self._document)),
            Route("/dokumente/{id}/inhalt", self._private(self._content)),
            Mount("/static", StaticFiles(directory=resource("eakte/static"))),
        ]

    def error_handlers(self) -> Mapping[Any, _ErrorHandler]:
        """Return how errors are answered: in JSON below the service, as a page elsewhere."""
        return {404: self._not_found, 405: self._not_allowed, CmisError: self._refused,
                Exception: self._failed}  # fmt: skip

    def _private(self, page: _Page) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            session = self._session(request)
            if session is not None:
                return await page(request, session)
            wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            chosen = request.query_params.get("lang", "")
            parameters = {"ziel": wanted if wanted != "/" else "", "lang": chosen}
            query = urlencode({name: value for name, value in parameters.items() if value})
            return RedirectResponse(f"{_LOGIN}?{query}" if query else _LOGIN, 303)

        return answer

    def _session(self, request: Request) -> Session | None:
        return self._sessions.session(request.cookies.get(_cookie(request), ""))

    async def _login_form(self, request: Request) -> Response:
        target = _own_path(request.query_params.get("ziel", "/"))
        return self._render.page(request, "login.html", session=None, target=target, wrong=False)

    async def _log_in(self, request: Request) -> Response:
        form = await self._form(request)
        target = _own_path(form.get("ziel", "/"))
        key = self._sessions.log_in(form.get("code", ""))
        if key is None:
            return self._render.page(
                request, "login.html", status=403, session=None, target=target, wrong=True
            )
        answer = RedirectResponse(target, 303)
        answer.set_cookie(
            _cookie(request), key, SESSION_SECONDS, path="/", httponly=True, samesite="strict"
        )
        return answer

    async def _log_out(self, request: Request, session: Session) -> Response:
        form = await self._form(request)
        if not same_secret(form.get("csrf", ""), session.csrf):
            raise InvalidArgument("The form has expired.")
        self._sessions.log_out(request.cookies.get(_cookie(request), ""))
        answer = RedirectResponse(_LOGIN, 303)
        answer.delete_cookie(_cookie(request), path="/", httponly=True, samesite="strict")
        return answer

    async def _form(self, request: Request) -> Mapping[str, str]:
        kind = request.headers.get("content-type", "").partition(";")[0].strip()
        if kind != "application/x-www-form-urlencoded":
            raise InvalidArgument("The form must be urlencoded.")
        return (await read_form(request, self._repository.contents, _MOST_FORM_BYTES)).fields

    async def _search(self, request: Request, session: Session) -> Response:
        text = request.query_params.get("q", "").strip()[:200]

        def find() -> Results:
            with self._repository.read() as connection:
                chosen = request.query_params.get("art", "")
                return results(connection, text, _field(request), chosen, _start(request))

        found = await run_in_threadpool(find)
        return self._render.page(request, "search.html", session=session, text=text, found=found)

    async def _folder(self, request: Request, session: Session) -> Response:
        item = await run_in_threadpool(self._item, request)
        if not item.is_folder:
            raise ObjectNotFound("This is a document.")

        def read() -> object:
            with self._repository.read() as connection:
                return folder_view(connection, item, _start(request))

        view = await run_in_threadpool(read)
        return self._render.page(request, "folder.html", session=session, view=view, root=ROOT_ID)

    async def _document(self, request: Request, session: Session) -> Response:
        item = await run_in_threadpool(self._item, request)
        if not item.is_document:
            raise ObjectNotFound("This is a folder.")

        def read() -> object:
            with self._repository.read() as connection:
                return ancestors(connection, item)

        way = await run_in_threadpool(read)
        return self._render.page(request, "document.html", session=session, item=item, way=way)

    async def _content(self, request: Request, session: Session) -> Response:
        item = await run_in_threadpool(self._item, request)
        if item.content is None:
            raise ObjectNotFound("The document has no content.")
        inline = "herunterladen" not in request.query_params
        return content_answer(request, self._repository.contents, item.content, inline)

    def _item(self, request: Request) -> StoredObject:
        with self._repository.read() as connection:
            return by_id(connection, request.path_params["id"])

    async def _not_found(self, request: Request, error: Exception) -> Response:
        return self._error(request, ObjectNotFound("There is nothing at this address."))

    async def _not_allowed(self, request: Request, error: Exception) -> Response:
        return self._error(request, NotSupported("The method is not supported here."))

    async def _refused(self, request: Request, error: Exception) -> Response:
        return self._error(request, error if isinstance(error, CmisError) else CmisError("Error."))

    async def _failed(self, request: Request, error: Exception) -> Response:
        return self._error(request, CmisError("An error occurred."))

    def _error(self, request: Request, error: CmisError) -> Response:
        if request.url.path.startswith(SERVICE_PATH):
            return JSONResponse(error.as_json(), error.status)
        text = {404: "not_found", 500: "server_error"}.get(error.status, "bad_request")
        session = self._session(request)
        return self._render.page(
            request, "error.html", status=error.status, session=session, text=text
        )


def _cookie(request: Request) -> str:
    """Cookies do not know ports; two servers of one machine must not share a name."""
    return f"eakte-{request.url.port or 80}"


def _own_path(target: str) -> str:
    """Return where to go after the login, if it is a page of ours, else the start page."""
    ours = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if ours and target.isprintable() else "/"


def _start(request: Request) -> int:
    text = request.query_params.get("seite", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
    return (max(1, number) - 1) * ROWS


def _field(request: Request) -> Field:
    match request.query_params.get("in"):
        case "case_number":
            return "case_number"
        case "sender":
            return "sender"
    return "all"
