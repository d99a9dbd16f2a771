"""The window as a screen reader reads it, through AT-SPI, from another process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from tests.builders.office import Office
from tests.ui.desktop import READER, SYSTEM_PYTHON, accessible_desktop, python

Node = dict[str, Any]


class Reader:
    """The program that reads, at the other end of two pipes."""

    def __init__(self, process: Popen[str]) -> None:
        self._process = process

    def ask(self, command: str) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


class Window:
    """The window's process at the other end of two pipes."""

    def __init__(self, process: Popen[str]) -> None:
        self._process = process
        self._expect("ready")

    def tell(self, command: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        self._expect("done")

    def _expect(self, answer: str) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline().strip() == answer


@pytest.fixture
def read_window(office: Office, home: Path) -> Iterator[tuple[Reader, Window]]:
    with accessible_desktop() as desktop:
        desktop |= {"SCANSTATION_HOME": str(home)}
        words = ["-m", "tests.ui.window_process", office.batch]
        with (
            python([str(READER)], desktop, SYSTEM_PYTHON) as reader,
            python(words, desktop) as window,
        ):
            yield Reader(reader), Window(window)


def everything(node: Node) -> Iterator[Node]:
    yield node
    for child in node["children"]:
        yield from everything(child)


def showing(reader: Reader) -> list[Node]:
    return [one for one in everything(reader.ask("tree scanstation")) if one["showing"]]


def named(nodes: list[Node], role: str) -> set[str]:
    return {one["name"] for one in nodes if one["role"] == role}


def test_a_screen_reader_reads_the_window(read_window: tuple[Reader, Window]) -> None:
    reader, window = read_window
    window.tell("place review")
    nodes = showing(reader)
    tabs = named(nodes, "page tab")
    assert {one.split()[0] for one in tabs} == {"F2", "F3", "F4"}
    assert "Freigeben" in " ".join(named(nodes, "push button") | named(nodes, "button"))
    assert "Aktenzeichen" in " ".join(named(nodes, "text"))
    pages = {one["name"] for one in nodes if one["name"].startswith("Seite ")}
    assert "Seite 1 von 10, Vorderseite, Trennblatt erkannt" in {
        _without_document(one) for one in pages
    }
    assert any(one.startswith("Seite 3 von 10, Dokument 1, Vorderseite") for one in pages)
    assert not [one for one in nodes if one["focusable"] and not one["name"]]


def _without_document(name: str) -> str:
    return ", ".join(one for one in name.split(", ") if not one.startswith("Dokument"))


def test_a_banner_speaks_up(read_window: tuple[Reader, Window]) -> None:
    reader, window = read_window
    reader.ask("listen")
    window.tell("problem")
    heard = reader.ask("heard")
    announced = [one["name"] for one in heard if one["event"].startswith("object:announcement")]
    assert announced
    assert "Papierstau" in announced[-1]
    assert any("Papierstau" in one["name"] for one in showing(reader))
