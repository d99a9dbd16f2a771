"""Lent memory arrives as it was when it was sent, whatever happens to it afterwards."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanstation.devices import splice
from scanstation.devices.frame_buffer import frame_buffer
from scanstation.devices.protocol import Channel, enlarge

ROUNDS = 3


@contextmanager
def sending(size: int) -> Iterator[FileIO]:
    """A thread that sends a frame, writes the next one over it, and so on; and where to read."""
    reading, writing = os.pipe()
    enlarge(writing)
    source, sink = FileIO(reading, "rb"), FileIO(writing, "wb")
    sender = threading.Thread(target=send_and_overwrite, args=(Channel(source, sink), size))
    sender.start()
    try:
        yield source
    finally:
        source.close()  # frees a sender that still waits; only then may the pipe go
        sender.join()
        sink.close()


def send_and_overwrite(channel: Channel, size: int) -> None:
    frame = frame_buffer(size)
    with suppress(BrokenPipeError):
        for value in range(1, ROUNDS + 1):
            frame[:] = bytes([value]) * size
            channel.send({"type": "frame"}, frame)
        frame[:] = bytes(size)


@settings(max_examples=12, deadline=None)
@given(
    size=st.integers(1 << 20, 4 << 20),
    pieces=st.lists(st.integers(50_000, 1 << 20), min_size=1, max_size=3),
    pause=st.sampled_from((0.0, 0.001)),
)
def test_a_reused_buffer_never_shows_in_what_was_sent_before(
    size: int, pieces: list[int], pause: float
) -> None:
    """The reader is slow and takes odd pieces; the sender writes the next frame at once."""
    with sending(size) as source:
        channel = Channel(source, source)
        for value in range(1, ROUNDS + 1):
            assert channel.receive() == ({"type": "frame"}, size)
            body, done = bytearray(size), 0
            for piece in cycle(pieces):
                time.sleep(pause)
                count = source.readinto(memoryview(body)[done : done + piece])
                done += count or 0
                if done == size:
                    break
            assert body == bytes([value]) * size


def test_all_but_the_capacity_of_the_pipe_is_lent() -> None:
    reading, writing = os.pipe()
    room = splice.capacity(writing)
    taken = bytearray()

    def read() -> None:
        while piece := os.read(reading, 1 << 16):
            taken.extend(piece)

    reader = threading.Thread(target=read)
    reader.start()
    frame = frame_buffer(10 * room)
    frame[:] = bytes(range(256)) * (len(frame) // 256)
    lent = splice.lend(writing, frame)
    os.close(writing)
    reader.join()
    os.close(reading)
    assert lent == 9 * room
    assert taken == frame[:lent]


def test_small_read_only_and_pipeless_bodies_are_copied() -> None:
    reading, writing = os.pipe()
    one, other = socket.socketpair()
    with one, other:
        room = splice.capacity(writing)
        assert splice.lend(writing, memoryview(bytearray(2 * room - 1))) == 0
        assert splice.lend(writing, memoryview(bytes(4 * room))) == 0
        assert splice.lend(one.fileno(), memoryview(bytearray(4 * room))) == 0
    os.close(reading)
    os.close(writing)


def test_a_gone_reader_is_an_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with pytest.raises(BrokenPipeError):
        splice.lend(writing, frame_buffer(4 * splice.capacity(writing)))
    os.close(writing)


@pytest.mark.parametrize("size", [0, 1, 4096, 5_000_001])
def test_a_frame_buffer_is_writable_and_large_enough(size: int) -> None:
    buffer = frame_buffer(size)
    assert len(buffer) == size
    assert not buffer.readonly
    buffer[:] = b"\x07" * size
    assert bytes(buffer[-1:]) == b"\x07" * min(1, size)
