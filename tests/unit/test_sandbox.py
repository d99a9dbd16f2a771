"""A child that hangs, crashes, prints or eats memory takes nobody with it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from scanstation.sandbox import (
    ChildStopped,
    Emit,
    Limits,
    child_command,
    child_environment,
    run,
)

HERE = "tests.unit.test_sandbox"


def echo(argument: Any, emit: Emit) -> None:
    print("a decoder that talks")  # noqa: T201 - must not reach the messages
    os.write(1, b"on the descriptor, too\n")
    for item in argument:
        emit({"item": item})


def hang(_argument: Any, emit: Emit) -> None:
    emit("before")
    while True:
        time.sleep(1)


def crash(_argument: Any, emit: Emit) -> None:
    emit("before")
    os.abort()


def eat(_argument: Any, emit: Emit) -> None:
    emit(len(bytearray(3 << 30)))


def fail(_argument: Any, _emit: Emit) -> None:
    raise RuntimeError("page content")


def test_lines_arrive_and_noise_does_not() -> None:
    assert list(run(f"{HERE}:echo", ["ä", 1], Limits())) == [{"item": "ä"}, {"item": 1}]


@pytest.mark.parametrize(
    ("work", "limits", "reason"),
    [
        ("hang", Limits(idle_seconds=0.5), "time"),
        ("hang", Limits(total_seconds=0.5), "time"),
        ("crash", Limits(), "crash"),
        ("eat", Limits(memory=1 << 30), "memory"),
        ("fail", Limits(), "crash"),
    ],
)
def test_a_child_that_does_not_end_well_says_why(work: str, limits: Limits, reason: str) -> None:
    with pytest.raises(ChildStopped) as stopped:
        list(run(f"{HERE}:{work}", None, limits))
    assert stopped.value.reason == reason


def burn(_argument: Any, emit: Emit) -> None:
    while True:
        emit("busy")


def test_no_module_of_the_working_directory_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "ran"
    (tmp_path / "scanstation.py").write_text(f"open({str(trap)!r}, 'w')")
    (tmp_path / "math.py").write_text(f"open({str(trap)!r}, 'w')")
    (tmp_path / "colorsys.py").write_text(f"open({str(trap)!r}, 'w')")
    monkeypatch.chdir(tmp_path)
    assert list(run(f"{HERE}:colours", None, Limits())) == ["asked"]
    assert not trap.exists()


def colours(_argument: Any, emit: Emit) -> None:
    import colorsys

    emit("asked" if colorsys.ONE_THIRD else "")


def test_processor_time_is_bounded_by_the_child_itself() -> None:
    """Nobody watches the child of a station that was killed."""
    command = child_command("-m", "scanstation.sandbox", f"{HERE}:burn", str(1 << 30), "1")
    with subprocess.Popen(
        command, env=child_environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as child:
        child.communicate(b"null")
    assert child.returncode in (-signal.SIGKILL, -signal.SIGXCPU)


def test_leaving_early_ends_the_child() -> None:
    lines = run(f"{HERE}:hang", None, Limits())
    assert next(lines) == "before"
    lines.close()  # type: ignore[attr-defined]
