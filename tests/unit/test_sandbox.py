"""A child that hangs, crashes, prints or eats memory takes nobody with it."""

from __future__ import annotations

import os
import time
from typing import Any

import pytest

from scanstation.sandbox import ChildStopped, Emit, Limits, run

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


def test_leaving_early_ends_the_child() -> None:
    lines = run(f"{HERE}:hang", None, Limits())
    assert next(lines) == "before"
    lines.close()  # type: ignore[attr-defined]
