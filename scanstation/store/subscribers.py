"""Who is told of appended rows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress

from scanstation.store.journal import Row, Subscriber

_LOG = logging.getLogger(__name__)


class Subscribers:
    """Callbacks of one journal object, told in the order in which they came."""

    def __init__(self) -> None:
        self._callbacks: list[Subscriber] = []

    def add(self, callback: Subscriber) -> Callable[[], None]:
        """Tell ``callback`` from now on; the returned function ends that."""
        self._callbacks.append(callback)

        def unsubscribe() -> None:
            with suppress(ValueError):
                self._callbacks.remove(callback)

        return unsubscribe

    def tell(self, rows: Sequence[Row]) -> None:
        """Tell everybody; one that fails is logged, because the rows are durable all the same."""
        for callback in tuple(self._callbacks):
            try:
                callback(rows)
            except Exception as error:
                # Only the type: the message may hold page content.
                _LOG.error("a subscriber of the journal failed: %s", type(error).__name__)
