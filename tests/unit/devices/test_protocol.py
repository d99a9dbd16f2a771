"""Messages survive the pipe whole, or are refused; heads say what their values say."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import fields
from io import FileIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanstation import errors
from scanstation.devices import heads
from scanstation.devices.driver import (
    Capabilities,
    DeviceInfo,
    EndOfFeed,
    Frame,
    Notice,
    OptionInfo,
)
from scanstation.devices.protocol import LENGTHS, MAX_BODY, MAX_HEAD, Channel, Head, ProtocolError
from scanstation.errors import DeviceError
from scanstation.model import Mode, ScanOptions

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
HEADS = st.dictionaries(TEXT, st.none() | st.booleans() | st.integers() | TEXT, max_size=5)
COUNTS = st.integers(0, 1 << 20)


@contextmanager
def loop() -> Iterator[tuple[Channel, FileIO]]:
    """A channel that hears itself, and the end that feeds it."""
    reading, writing = os.pipe()
    source, sink = FileIO(reading, "rb"), FileIO(writing, "wb")
    with source, sink:
        yield Channel(source, sink), sink


def send_all(channel: Channel, messages: list[tuple[Head, bytes]]) -> None:
    for head, body in messages:
        channel.send(head, body)


def receive(channel: Channel) -> tuple[Head, bytes]:
    head, size = channel.receive()
    body = bytearray(size)
    channel.read_into(memoryview(body))
    return head, bytes(body)


@settings(max_examples=100, deadline=None)
@given(
    messages=st.lists(st.tuples(HEADS, st.binary(max_size=300_000)), min_size=1, max_size=4),
    kind=TEXT,
)
def test_messages_arrive_as_they_were_sent(
    messages: list[tuple[dict[str, object], bytes]], kind: str
) -> None:
    sent = [(head | {"type": kind}, body) for head, body in messages]
    with loop() as (channel, _):
        sender = threading.Thread(target=send_all, args=(channel, sent))
        sender.start()
        received = [receive(channel) for _ in sent]
        sender.join()
    assert received == sent


@settings(max_examples=100, deadline=None)
@given(head=HEADS, body=st.binary(max_size=1000), data=st.data())
def test_a_torn_message_is_the_end(
    head: dict[str, object], body: bytes, data: st.DataObject
) -> None:
    with loop() as (channel, sink):
        channel.send(head | {"type": "x"}, body)
        whole = os.read(channel._source.fileno(), 1 << 16)
        sink.write(whole[: data.draw(st.integers(0, len(whole) - 1))])
        sink.close()
        with pytest.raises(EOFError):
            receive(channel)


@settings(max_examples=200, deadline=None)
@given(garbage=st.binary(min_size=8, max_size=200))
def test_garbage_is_refused_or_runs_out(garbage: bytes) -> None:
    with loop() as (channel, sink):
        sink.write(garbage)
        sink.close()
        with pytest.raises((ProtocolError, EOFError)):
            channel.receive()


@pytest.mark.parametrize(
    "message",
    [
        LENGTHS.pack(MAX_HEAD + 1, 0),
        LENGTHS.pack(2, MAX_BODY + 1),
        LENGTHS.pack(2, 0) + b"[]",
        LENGTHS.pack(2, 0) + b"{}",
        LENGTHS.pack(10, 0) + b'{"type":1}',
        LENGTHS.pack(4, 0) + b"\xff\xfe\xfd\xfc",
        LENGTHS.pack(50_000, 0) + b"[" * 50_000,
        b"libusb: error",
    ],
)
def test_what_is_not_a_message_is_refused(message: bytes) -> None:
    with loop() as (channel, sink), ThreadPoolExecutor(1) as sender:
        # A pipe takes 64 KB before somebody reads on Linux, far less on Windows.
        sent = sender.submit(sink.write, message)
        with pytest.raises(ProtocolError):
            channel.receive()
        sent.result()


def through_json(head: Head) -> Head:
    with loop() as (channel, _):
        channel.send(head)
        return channel.receive()[0]


@settings(deadline=None)
@given(
    st.builds(
        Frame,
        id=TEXT.filter(bool),
        number=COUNTS,
        sheet=COUNTS,
        side=st.sampled_from(["front", "back"]),
        media_type=TEXT,
        width=COUNTS,
        height=COUNTS,
        mode=st.none() | st.sampled_from(Mode),
        depth=COUNTS,
        bytes_per_line=COUNTS,
        dpi=st.tuples(*[st.floats(0, 1e4)] * 2),
        data=st.just(memoryview(b"1234")),
        name=TEXT,
        resent=st.booleans(),
    )
)
def test_frames_come_back_equal(frame: Frame) -> None:
    assert heads.decode_frame(through_json(heads.encode("frame", frame)), frame.data) == frame


def test_other_values_come_back_equal() -> None:
    notice = Notice("double_feed", 3, "id", "ü")
    assert heads.decode_notice(through_json(heads.encode("notice", notice))) == notice
    end = EndOfFeed(7, 4, 1, True)
    assert heads.decode_end(through_json(heads.encode("end_of_feed", end))) == end
    option = OptionInfo("source", "Quelle", "ADF", ("ADF", "Flatbed"))
    offered = Capabilities(("feeder",), (Mode.GREY,), (8,), (300,), (210.0, 297.0), (option,), 80.5)
    assert heads.decode_capabilities(through_json(heads.encode_capabilities(offered))) == offered
    devices = [DeviceInfo("sane:test:0", "Noname", "Gerät", "virtual device")]
    assert heads.decode_devices(through_json(heads.encode_devices(devices))) == devices
    options = ScanOptions(mode=Mode.LINEART, extra={"a": "b"})
    assert heads.decode_options(through_json(heads.encode("options", options))) == options


def leaves(kind: type[DeviceError]) -> Iterator[type[DeviceError]]:
    for below in kind.__subclasses__():
        yield below
        yield from leaves(below)


@pytest.mark.parametrize("kind", list(leaves(DeviceError)))
def test_every_device_error_comes_back_as_itself(kind: type[DeviceError]) -> None:
    error = kind(sheet=4, reason="r", device="d", option="o", value=None, expected=1, arrived=2)
    back = heads.decode_error(through_json(heads.encode_error(error)))
    assert type(back) is kind
    assert back.details == error.details
    assert back.sentence("de") == error.sentence("de")


@pytest.mark.parametrize("name", ["StoreFull", "nonsense", "Language", 5, None])
def test_an_error_that_no_device_has_is_a_lost_device(name: object) -> None:
    back = heads.decode_error({"type": "error", "error": name, "details": "?"})
    assert type(back) is errors.DeviceLost


@pytest.mark.parametrize(
    "missing", [item.name for item in fields(Frame) if item.name not in heads.NO_FIELDS]
)
def test_a_frame_without_a_field_is_refused(missing: str) -> None:
    head = heads.encode(
        "frame",
        Frame("i", 1, 1, "front", "raw", 1, 1, Mode.GREY, 8, 1, (1.0, 1.0), memoryview(b"")),
    )
    del head[missing]
    with pytest.raises(ProtocolError):
        heads.decode_frame(head, memoryview(b""))


@pytest.mark.parametrize(
    "head", [{}, {"devices": 1}, {"devices": [1]}, {"devices": [{"address": "x"}]}]
)
def test_half_a_list_of_devices_is_refused(head: Head) -> None:
    with pytest.raises(ProtocolError):
        heads.decode_devices(head)


def test_a_worker_needs_the_standard_library_only() -> None:
    """Imported without site-packages, and nothing from outside is loaded."""
    root = str(Path(errors.__file__).parents[2])
    script = (
        f"import sys; sys.path.append({root!r})\n"
        "import scanstation.devices.worker, scanstation.devices.client\n"
        "import scanstation.devices.quirks, scanstation.devices.listing\n"
        "import scanstation.devices.simulated.driver, scanstation.devices.folder.driver\n"
        "import scanstation.devices.simulated.images, scanstation.devices.folder.files\n"
        "known = sys.stdlib_module_names | {'scanstation', '__main__'}\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} - known))"
    )
    command = [sys.executable, "-I", "-S", "-c", script]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize(("told", "taken"), [("nan", 0), ("inf", 0), (-3, 0), (60, 60)])
def test_a_rated_speed_that_is_none_is_unknown(told: object, taken: float) -> None:
    head = heads.encode_capabilities(Capabilities((), (), (), ())) | {"rated": told}
    assert heads.decode_capabilities(through_json(head)).rated == taken
