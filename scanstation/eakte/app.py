"""The embedded eAkte as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware

from scanstation.eakte.authentication import ClientAuthentication, Sessions
from scanstation.eakte.binding import BrowserBinding
from scanstation.eakte.config import EakteConfig, token_of
from scanstation.eakte.faults.connections import Connections
from scanstation.eakte.faults.injector import FaultInjector
from scanstation.eakte.filing_plan import seed
from scanstation.eakte.repository import Repository
from scanstation.eakte.security import Gate
from scanstation.eakte.web.pages import WebPages


def create_app(
    config: EakteConfig,
    announce_code: Callable[[str], None] = lambda _: None,
    connections: Connections | None = None,
) -> Starlette:
    """Open the repository, create the filing plan if it is new, and build the application.

    Args:
        announce_code: is told every new one-time code for the web page.
        connections: of the server that runs the application; needed for staged cuts only.

    Raises:
        OSError, sqlite3.Error: the folder cannot be used.
    """
    repository = Repository(config.folder)
    seed(repository)
    clients = ClientAuthentication(config.token or token_of(config.folder), config.password)
    faults = None
    if config.faults is not None:
        faults = FaultInjector(config.faults, connections or Connections())
    binding = BrowserBinding(repository, clients, config.max_upload_bytes, faults)
    sessions = Sessions(announce_code)
    pages = WebPages(repository, sessions)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        sessions.new_code()
        yield
        repository.close()

    return Starlette(
        routes=[*binding.routes(), *pages.routes()],
        middleware=[Middleware(Gate)],
        exception_handlers=pages.error_handlers(),
        lifespan=lifespan,
    )
