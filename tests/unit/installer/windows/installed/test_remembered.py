"""What the window remembers is opened only after it changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.windows.installed.remembered import Remembered


def write(path: Path, text: str, moment: int) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(moment, moment))


def test_it_is_opened_once_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, opened = tmp_path / "window.ini", []
    read = Path.read_text

    def counted(file: Path, encoding: str) -> str:
        opened.append(file)
        return read(file, encoding=encoding)

    monkeypatch.setattr(Path, "read_text", counted)
    remembered = Remembered(path)
    assert (remembered.text(), opened) == ("", [])
    write(path, "device=simulated:", 1)
    assert {remembered.text() for _ in range(3)} == {"device=simulated:"}
    write(path, "device=twain:", 2)
    assert {remembered.text() for _ in range(3)} == {"device=twain:"}
    assert len(opened) == 2


def test_what_is_being_replaced_is_unchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "window.ini"
    write(path, "before", 1)
    remembered = Remembered(path)
    assert remembered.text() == "before"
    write(path, "after", 2)

    def refuse(*_: object, **__: object) -> str:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_text", refuse)
        assert remembered.text() == "before"
    assert remembered.text() == "after"
