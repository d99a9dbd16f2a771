"""A device that means harm: answers that never end, and packed ones that fill the memory."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from itertools import repeat
from pathlib import Path

import pytest

from scanstation import errors
from scanstation.devices.escl.http import MOST_HEAD
from scanstation.devices.escl.xml import MOST_XML
from tests.unit.devices.escl.test_http import IDLE, JOB, PAGE, Device, scan, whole
from tests.unit.devices.escl_samples import BROTHER
from tests.unit.devices.scripted_http import answer, scripted

PARTS = 100
"""Of an answer that would come to its good end, had one the patience: five seconds each."""


def dripping(said: bytes) -> Iterator[bytes]:
    """Never let a pause be long enough to be called one."""
    yield said[:-PARTS]
    for at in range(len(said) - PARTS, len(said)):
        time.sleep(0.05)
        yield said[at : at + 1]


def job() -> bytes:
    return answer(201, b"", f"Location: {JOB}", "X: " + "x" * PARTS)


SLOW: dict[str, Callable[[], bytes]] = {
    "ScannerCapabilities": lambda: answer(200, BROTHER),
    "ScannerStatus": lambda: answer(200, IDLE % (b"Completed", 2)),
    "ScanJobs": job,
    "NextDocument": lambda: answer(200, PAGE, "Content-Type: image/jpeg"),
}


@pytest.mark.parametrize("place", list(SLOW))
def test_an_answer_that_comes_byte_by_byte(tmp_path: Path, place: str) -> None:
    """Each byte is a sign that the device lives, so that nobody else would ever give it up."""
    with scripted(Device(**{place: lambda head, count: dripping(SLOW[place]())})) as server:
        if place == "ScannerCapabilities":
            with pytest.raises(errors.UnknownDevice):
                scan(server.url, tmp_path)
        else:
            fed = scan(server.url, tmp_path)
            assert isinstance(fed.error, errors.DeviceLost)
            assert fed.error.details["reason"] == "timeout"


CHUNKED = b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n"
LINE = b"X-Filler: " + b"x" * 1000 + b"\r\n"
FLOODS = {
    "continue": b"HTTP/1.1 100 Continue\r\n" + LINE + b"\r\n",
    "lines": LINE,
}


@pytest.mark.parametrize("flood", list(FLOODS))
def test_a_head_without_end(tmp_path: Path, flood: str) -> None:
    times = 3 * MOST_HEAD // len(FLOODS[flood])

    def said() -> Iterator[bytes]:
        yield b"" if flood == "continue" else b"HTTP/1.1 200 X\r\n"
        yield from repeat(FLOODS[flood], times)
        yield answer(200, PAGE)

    with scripted(Device(NextDocument=lambda head, count: said())) as server:
        assert isinstance(scan(server.url, tmp_path).error, errors.DeviceLost)


def test_lines_without_end_behind_a_short_body(tmp_path: Path) -> None:
    def said() -> Iterator[bytes]:
        yield CHUNKED + f"{len(BROTHER):x}\r\n".encode() + BROTHER + b"\r\n0\r\n"
        yield from repeat(LINE, 3 * MOST_XML // len(LINE))
        yield b"\r\n"

    with (
        scripted(Device(ScannerCapabilities=lambda head, count: said())) as server,
        pytest.raises(errors.UnknownDevice),
    ):
        scan(server.url, tmp_path)


def test_a_packed_text_is_unpacked_no_further_than_texts_are_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths: list[int] = []

    def parsed(text: bytes) -> None:
        lengths.append(len(text))
        raise errors.DeviceIOError(reason="ScannerCapabilities")

    monkeypatch.setattr("scanstation.devices.escl.driver.parse_capabilities", parsed)
    packed = answer(200, gzip.compress(bytes(64 << 20)), "Content-Encoding: gzip")
    with (
        scripted(Device(ScannerCapabilities=lambda head, count: packed)) as server,
        pytest.raises(errors.DeviceIOError),
    ):
        scan(server.url, tmp_path)
    assert lengths == [MOST_XML]


@pytest.mark.parametrize("location", ["http://[bracket/eSCL/ScanJobs/1", "http://[/x"])
def test_a_job_whose_place_is_no_address(tmp_path: Path, location: str) -> None:
    """The device's own list of jobs says it, too."""
    device = Device()
    device.location = location
    device.state = b"Processing"

    def state(head: str, count: int) -> bytes:
        device.state = b"Completed" if device.served == device.pages else b"Processing"
        return b""

    device.special["ScannerStatus"] = state
    with scripted(device) as server:
        assert whole(scan(server.url, tmp_path))


def test_a_redirect_that_is_no_address(tmp_path: Path) -> None:
    bad = answer(302, b"", "Location: http://[bracket/")
    device = Device(ScannerCapabilities=lambda head, count: bad)
    with scripted(device) as server, pytest.raises(errors.DeviceIOError):
        scan(server.url, tmp_path)
