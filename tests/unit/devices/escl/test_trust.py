"""Certificates kept at first use."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation.devices.escl.trust import Pins
from scanstation.errors import DeviceCertificateChanged, DeviceIOError


def test_the_first_is_kept_and_others_are_refused(tmp_path: Path) -> None:
    pins = Pins(tmp_path / "noch nicht da")
    pins.check("Drucker:443", b"one")
    pins.check("drucker:443", b"one")
    pins.check("drucker:8443", b"two")
    with pytest.raises(DeviceCertificateChanged) as caught:
        Pins(tmp_path / "noch nicht da").check("drucker:443", b"two")
    assert caught.value.details["seen"] != caught.value.details["kept"]
    assert "--trust escl:drucker:443" in str(caught.value)


def test_what_is_forgotten_is_kept_anew(tmp_path: Path) -> None:
    pins = Pins(tmp_path)
    pins.check("a", b"one")
    assert pins.forget("A")
    assert not pins.forget("a")
    pins.check("a", b"two")
    with pytest.raises(DeviceCertificateChanged):
        pins.check("a", b"one")


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DeviceIOError):
        Pins(tmp_path / "file").check("a", b"one")


def test_nothing_but_whole_files_is_left(tmp_path: Path) -> None:
    pins = Pins(tmp_path)
    for device in ("a", "b", "a"):
        pins.check(device, b"one")
    assert sorted(len(file.read_text()) for file in tmp_path.iterdir()) == [64, 64]


def test_two_workers_that_meet_a_device_at_once_keep_one(tmp_path: Path) -> None:
    outcomes: list[bool] = []
    start = threading.Barrier(6)

    def meet(certificate: bytes) -> None:
        start.wait()
        try:
            Pins(tmp_path).check("a", certificate)
        except DeviceCertificateChanged:
            outcomes.append(False)
        else:
            outcomes.append(True)

    threads = [threading.Thread(target=meet, args=(bytes([n % 2]),)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False] * 3 + [True] * 3


@given(names=st.sets(st.text(min_size=1, max_size=80).map(str.casefold), min_size=2, max_size=4))
def test_devices_do_not_share_a_file(names: set[str]) -> None:
    pins = Pins(Path("x"))
    lowered = {name.lower() for name in names}
    paths = {pins._path(name).name for name in lowered}
    assert len(paths) == len(lowered)
    assert all(len(name) < 100 and "/" not in name for name in paths)
