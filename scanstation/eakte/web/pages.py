"""stub to be replaced within this change."""

from scanstation.eakte.authentication import Sessions
from scanstation.eakte.repository import Repository
from typing import Any


class WebPages:
    def __init__(self, repository: Repository, sessions: Sessions) -> None: ...

    def routes(self) -> list[Any]:
        return []

    def error_handlers(self) -> dict[Any, Any]:
        return {}
