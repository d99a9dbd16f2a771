"""What was asked and what was served, so that tests compare."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from tests.escl.documents import Document


@dataclass(frozen=True, slots=True)
class Request:
    """A request and its answer; status 0 where none was sent."""

    method: str
    path: str
    status: int


@dataclass(frozen=True, slots=True)
class ServedPage:
    """A page that left the server.

    Attributes:
        number: in its job, from 1.
        complete: whether the whole document was.
        repeated: the document was served before (``Kind.TWICE``).
    """

    job: str
    number: int
    document: Document
    complete: bool
    repeated: bool

    @property
    def sha256(self) -> str:
        """Digest of the whole document."""
        return self.document.sha256

    @property
    def size(self) -> int:
        """Bytes of the whole document."""
        return len(self.document.data)


class Log:
    """Requests and pages in their order; thread-safe."""

    def __init__(self) -> None:
        self._requests: list[Request] = []
        self._pages: list[ServedPage] = []
        self._lock = threading.Lock()

    def add(self, entry: Request | ServedPage) -> None:
        """Note a request or a page."""
        with self._lock:
            if isinstance(entry, Request):
                self._requests.append(entry)
            else:
                self._pages.append(entry)

    @property
    def requests(self) -> list[Request]:
        """Every request."""
        with self._lock:
            return list(self._requests)

    @property
    def pages(self) -> list[ServedPage]:
        """Every page, also those that broke off."""
        with self._lock:
            return list(self._pages)

    def count(self, method: str, ending: str) -> int:
        """Return how many requests had this method and end of path."""
        return sum(one.method == method and one.path.endswith(ending) for one in self.requests)
