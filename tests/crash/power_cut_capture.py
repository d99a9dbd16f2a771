"""The recorded program, the real way: the capture workflow with its page threads.

Frames are given; what the device hears goes to the file outside, one line a page, in the form
of ``power_cut_child``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from scanstation.devices.driver import Delivery, EndOfFeed, Frame
from scanstation.errors import Text
from scanstation.model import Mode, Profile, ScanOptions
from scanstation.workflow import separate
from scanstation.workflow.capture import Feed, FeedRun
from scanstation.workflow.session import Actor, BatchSession, Opening

PAGES = 25
WIDTH, HEIGHT = 64, 48


class Device:
    """Feeds grey frames and writes each acknowledgement outside."""

    def __init__(self, session: BatchSession, promise: Callable[[str], None]) -> None:
        self.session, self.promise = session, promise
        self.batch = session.batch().id

    def scan(self, *, buffer_for: Callable[[int], memoryview]) -> Iterator[Delivery]:
        for number in range(1, PAGES + 1):
            buffer = buffer_for(WIDTH * HEIGHT)
            buffer[: WIDTH * HEIGHT] = bytes((number * 9 + i) % 256 for i in range(WIDTH * HEIGHT))
            yield Frame(
                f"f{number}", number, number, "front", "raw", WIDTH, HEIGHT, Mode.GREY, 8, WIDTH,
                (150, 150), memoryview(buffer)[: WIDTH * HEIGHT],
            )  # fmt: skip
        yield EndOfFeed(PAGES, PAGES)

    def acknowledge(self, frame_id: str, sha256: str = "") -> bool:
        row = next(
            row.number
            for row in self.session.journal.read()
            if row.payload is not None and row.payload.get("frame") == frame_id
        )
        self.promise(f"page {self.batch} {row} {sha256}")
        return True

    def reject(self, frame_id: str, reason: str) -> bool:
        raise AssertionError(frame_id)

    def stop(self, now: bool = False) -> None:
        raise AssertionError("nothing goes wrong here")


def main(tenant: Path, acknowledgements: Path) -> None:
    profile = Profile("posteingang", Text("Posteingang", "Incoming mail"))
    with acknowledgements.open("wb", buffering=0) as outside:

        def promise(line: str) -> None:
            outside.write(line.encode() + b"\n")

        opening = Opening(profile, "uebung")
        with BatchSession.create(tenant, opening, Actor("anna", "platz")) as session:
            FeedRun(session, Device(session, promise), Feed("given:1", ScanOptions())).run()
            separate.run(session)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
