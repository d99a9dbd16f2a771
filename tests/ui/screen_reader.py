"""Reads a window through AT-SPI as a screen reader does; runs under the system's Python.

A line on standard input is a command, the answer is a line of JSON:
``tree NAME``   everything below the application whose name begins so
``listen``      notes from now on what the window says of itself
``heard``       what it said since
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import gi  # type: ignore[import-not-found]

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # type: ignore[import-not-found]  # noqa: E402

Node = dict[str, Any]
FIND_SECONDS = 60
DEEPEST = 40
EVENTS = ("object:announcement", "object:state-changed:showing", "object:property-change")


def application(name: str) -> Any:
    """Return the application's root once it is on the bus."""
    end = time.monotonic() + FIND_SECONDS
    while time.monotonic() < end:
        for found in children(Atspi.get_desktop(0)):
            if (found.get_name() or "").startswith(name):
                return found
        time.sleep(0.1)
    raise SystemExit(f"no application {name}")


def read(node: Any, depth: int = 0) -> Node:
    """Return what a person hears of a node and of everything below it."""
    states = node.get_state_set()
    return {
        "role": node.get_role_name(),
        "name": node.get_name() or "",
        "description": node.get_description() or "",
        "focusable": states.contains(Atspi.StateType.FOCUSABLE),
        "focused": states.contains(Atspi.StateType.FOCUSED),
        "showing": states.contains(Atspi.StateType.SHOWING),
        "children": [read(one, depth + 1) for one in children(node)] if depth < DEEPEST else [],
    }


def children(node: Any) -> Iterator[Any]:
    """Yield the children that are still there."""
    for number in range(node.get_child_count()):
        child = node.get_child_at_index(number)
        if child is not None:
            yield child


class Ear:
    """Notes what the window says of itself."""

    def __init__(self) -> None:
        self._heard: list[Node] = []
        self._listener = Atspi.EventListener.new(self._note)

    def listen(self) -> None:
        for event in EVENTS:
            self._listener.register(event)

    def heard(self) -> list[Node]:
        """Listen until something was announced, and a moment longer for what comes after it."""
        end = time.monotonic() + FIND_SECONDS
        while time.monotonic() < end and not any(map(announced, self._heard)):
            self._take_for(0.1)
        self._take_for(0.5)
        heard, self._heard = self._heard, []
        return heard

    def _take_for(self, seconds: float) -> None:
        context, end = GLib.MainContext.default(), time.monotonic() + seconds
        while time.monotonic() < end:
            if not context.iteration(False):
                time.sleep(0.02)

    def _note(self, event: Any, *_: object) -> None:
        source = event.source
        role = source.get_role_name() if source else ""
        name = (source.get_name() if source else "") or ""
        self._heard.append({"event": event.type, "role": role, "name": name})


def announced(event: Node) -> bool:
    """Whether the window asked for it to be read out."""
    return bool(event["event"].startswith("object:announcement"))


def main() -> None:
    """Answer until the input ends."""
    ear = Ear()
    for line in sys.stdin:
        command, _, name = line.strip().partition(" ")
        answer: object = None
        if command == "tree":
            answer = read(application(name))
        elif command == "listen":
            ear.listen()
        elif command == "heard":
            answer = ear.heard()
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


main()
