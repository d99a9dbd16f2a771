"""Feeding from the TWAIN source of the tests, and what is looked at in what it delivers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import Delivery, Frame, Notice
from scanstation.model import Mode, ScanOptions
from tests.windows.twain_source import DEADLINES, address, digest

DPI = 100
DUPLEX = ScanOptions(resolution=DPI)
BITS = pytest.mark.parametrize("bits", [64, 32])


def kept(delivery: Delivery) -> Delivery:
    if isinstance(delivery, Frame):
        return replace(delivery, data=memoryview(bytes(delivery.data)))
    return delivery


def fed(client: DeviceClient) -> list[Delivery]:
    deliveries = []
    for delivery in client.scan():
        deliveries.append(kept(delivery))
        if isinstance(delivery, Frame):
            client.acknowledge(delivery.id)
    return deliveries


def scanned(options: ScanOptions = DUPLEX, bits: int = 64) -> list[Delivery]:
    """Feed to the end with a worker of its own."""
    with DeviceClient(address(bits), deadlines=DEADLINES) as client:
        client.configure(options)
        return fed(client)


def frames(deliveries: list[Delivery]) -> list[Frame]:
    return [one for one in deliveries if isinstance(one, Frame)]


def notices(deliveries: list[Delivery]) -> list[tuple[str, int]]:
    return [(one.kind, one.sheet) for one in deliveries if isinstance(one, Notice)]


def lines(frame: Frame) -> bytes:
    """Return a raw frame's samples without padding."""
    samples = {Mode.COLOUR: 24, Mode.GREY: 8, Mode.LINEART: 1}[frame.mode or Mode.COLOUR]
    whole = np.frombuffer(frame.data, np.uint8).reshape(frame.height, frame.bytes_per_line)
    return whole[:, : (frame.width * samples + 7) // 8].tobytes()


def digests(deliveries: list[Delivery]) -> list[str]:
    return [digest(lines(frame)) for frame in frames(deliveries)]


def places(deliveries: list[Delivery]) -> list[tuple[int, str]]:
    return [(frame.sheet, frame.side) for frame in frames(deliveries)]
