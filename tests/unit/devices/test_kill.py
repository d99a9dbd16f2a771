"""A worker killed at any moment loses no acknowledged page, and no page comes to be missing."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import EndOfFeed, Frame
from scanstation.errors import BadFrame, DeviceLost
from tests.unit.devices.stacks import raw_stack, side_bytes

SIDES = 60
KILLS = 25
SCALE = 12
"""1 MB a side: a kill mostly falls into the middle of one."""


class Store:
    """What is durable: frames by id, written before they are acknowledged."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder

    def keep(self, frame: Frame) -> str:
        digest = hashlib.sha256(frame.data).hexdigest()
        (self._folder / frame.id).write_bytes(frame.data)
        return digest

    def contents(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self._folder.iterdir()}


def scan(device: DeviceClient, store: Store, killer: threading.Timer, kill_after: int) -> bool:
    """Scan, and let the kill come a moment after so many frames; say whether it did not."""
    count = 0
    if not kill_after:
        killer.start()
    try:
        for delivery in device.scan():
            if isinstance(delivery, Frame):
                device.acknowledge(delivery.id, store.keep(delivery))
                count += 1
                if count == kill_after:
                    killer.start()
    except (DeviceLost, BadFrame):
        return False
    return isinstance(delivery, EndOfFeed)


@pytest.mark.parametrize("seed", range(2))
def test_random_kills_lose_nothing(tmp_path: Path, seed: int) -> None:
    stack = raw_stack(tmp_path / "stack", SIDES, SCALE)
    log, tray, store = tmp_path / "acks", tmp_path / "tray", Store(tmp_path / "store")
    address = f"simulated:{stack}?ack_log={log}&tray={tray}&pages={SIDES}"
    dice = random.Random(seed)
    kills = 0
    with DeviceClient(address, window=3) as device:
        finished = False
        while not finished:
            kill_after = dice.randrange(5) if kills < KILLS else SIDES
            delay = dice.uniform(0.0, 0.01 if kill_after else 0.3)
            killer = threading.Timer(delay, _kill, [device])
            finished = scan(device, store, killer, kill_after)
            killer.cancel()
            kills += not finished
    acknowledged = [line.split(" ") for line in log.read_text().splitlines()]
    contents = store.contents()
    assert kills >= 5
    for frame_id, digest in acknowledged:
        assert hashlib.sha256(contents[frame_id]).hexdigest() == digest
    wanted = sorted(hashlib.sha256(side_bytes(n, SCALE)).digest() for n in range(1, SIDES + 1))
    assert sorted(hashlib.sha256(data).digest() for data in contents.values()) == wanted


def _kill(device: DeviceClient) -> None:
    pid = device.pid
    if pid:
        with suppress(ProcessLookupError):  # it ended by itself meanwhile
            os.kill(pid, signal.SIGKILL)
