"""Whether somebody reads what a program says, by what its output is."""

from __future__ import annotations

import io
import os
from pathlib import Path

from scanstation.ui.native import somebody_reads


def test_a_terminal_is_read() -> None:
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w") as terminal:
        assert somebody_reads(terminal)
    os.close(ours)


def test_a_terminal_that_is_no_console_is_not_read() -> None:
    """As NUL on Windows, which says that it is a terminal."""
    asked: list[int] = []

    def no_console(descriptor: int) -> bool:
        asked.append(descriptor)
        return False

    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w") as terminal:
        assert not somebody_reads(terminal, no_console)
    assert asked == [theirs]
    os.close(ours)


def test_no_output_is_not_read(tmp_path: Path) -> None:
    assert not somebody_reads(None)
    assert not somebody_reads(io.StringIO())
    with (tmp_path / "file").open("w") as file, Path(os.devnull).open("w") as nothing:
        assert not somebody_reads(file)
        assert not somebody_reads(nothing)
    assert not somebody_reads(file), "a closed one"


def test_an_output_whose_descriptor_is_gone_is_not_read() -> None:
    ours, theirs = os.openpty()

    def gone(_: int) -> bool:
        raise OSError(9, "Bad file descriptor")

    with os.fdopen(theirs, "w") as terminal:
        assert not somebody_reads(terminal, gone)
    os.close(ours)
