"""Which version of SANE drives a device, by the names of what the process has loaded."""

from __future__ import annotations

import pytest

from scanstation.devices.sane.version import version

LOADED = (
    "[heap]",
    "/usr/lib/x86_64-linux-gnu/libsane.so.1.2.1",
    "/usr/lib/x86_64-linux-gnu/sane/libsane-dll.so.1.2.1",
    "/usr/lib/x86_64-linux-gnu/sane/libsane-fujitsu.so.1.2.1",
    "/opt/vendor/lib/libsane-pfufs.so.2.8.0",
    "/usr/lib/x86_64-linux-gnu/libsanex.so.9",
)


@pytest.mark.parametrize(
    ("backend", "said"),
    [
        ("fujitsu", "SANE 1.2.1, fujitsu 1.2.1"),
        ("pfufs", "SANE 1.2.1, pfufs 2.8.0"),
        ("net", "SANE 1.2.1"),
    ],
)
def test_an_update_of_the_package_or_of_the_vendors_backend_shows(backend: str, said: str) -> None:
    assert version(backend, LOADED) == said


def test_where_nobody_knows_it_nothing_is_said() -> None:
    assert version("fujitsu", ()) == ""
