"""Every kind of option that SANE has, on the ``test`` backend's own examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from scanstation import errors
from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import OptionInfo
from scanstation.model import Mode, ScanOptions
from tests.unit.devices.sane_backend import use_test_backend

BASE = ScanOptions(source="flatbed", resolution=60, mode=Mode.GREY)
SHOW = {"enable-test-options": "yes"}


@pytest.fixture(scope="module")
def scanner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeviceClient]:
    with pytest.MonkeyPatch.context() as patch:
        use_test_backend(tmp_path_factory.mktemp("sane"), patch)
        with DeviceClient("sane:test:0") as client:
            yield client


def taken(scanner: DeviceClient, **values: str) -> dict[str, str]:
    """Set options (``_`` for ``-``); return what the device took."""
    extra = SHOW | {name.replace("_", "-"): value for name, value in values.items()}
    found = scanner.configure(replace(BASE, extra=extra)).extra
    return {name: found[name.replace("_", "-")] for name in values}


def described(scanner: DeviceClient, name: str) -> OptionInfo:
    return next(option for option in scanner.capabilities().options if option.name == name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bool-soft-select-soft-detect", "yes"),
        ("bool-soft-select-soft-detect-emulated", "yes"),
        ("bool-soft-select-soft-detect-auto", "auto"),
        ("int", "-17"),
        ("int-constraint-range", "26"),
        ("int-constraint-word-list", "1073741824"),
        ("int-constraint-array", "1,-2,3,-4,5,-6"),
        ("int-constraint-array-constraint-range", "4,6,8,10,12,192"),
        ("int-constraint-array-constraint-word-list", "-42,-8,0,17,42,256"),
        ("fixed", "-3.25"),
        ("fixed-constraint-range", "-40.17"),
        ("fixed-constraint-word-list", "12.1"),
        ("string", "Grüße"),
        ("string-constraint-string-list", "Second entry"),
        ("string-constraint-long-string-list", "46"),
    ],
)
def test_every_kind_is_set_and_read_back(scanner: DeviceClient, name: str, value: str) -> None:
    scanner.configure(replace(BASE, extra=SHOW))
    before = described(scanner, name)
    assert before.active
    assert before.settable
    scanner.configure(replace(BASE, extra={name: value} | SHOW))
    now = described(scanner, name)
    if value == "auto":
        assert before.automatic
    elif now.kind == "number" and "fixed" in name:
        assert float(now.value) == pytest.approx(float(value), abs=0.01)
    else:
        assert now.value == value
    scanner.configure(BASE)
    assert not described(scanner, name).active


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bool-soft-select-soft-detect-emulated", "auto"),
        ("bool-hard-select-soft-detect", "yes"),
        ("bool-soft-detect", "yes"),
        ("int-constraint-range", "194"),
        ("int-constraint-word-list", "18"),
        ("int-constraint-array", "1,2,3"),
        ("int-constraint-array-constraint-range", "4,6,8,10,12,200"),
        ("fixed-constraint-word-list", "12.2"),
        ("string-constraint-string-list", "Fourth entry"),
        ("string", "x" * 5000),
        ("button", "yes"),
    ],
)
def test_what_an_option_does_not_take_is_named(
    scanner: DeviceClient, name: str, value: str
) -> None:
    with pytest.raises(errors.UnsupportedOption) as caught:
        scanner.configure(replace(BASE, extra=SHOW | {name: value}))
    assert caught.value.details["option"] == name


def test_an_inexact_value_is_reported_as_taken(scanner: DeviceClient) -> None:
    assert taken(scanner, int_inexact="4") == {"int_inexact": "5"}
    assert described(scanner, "int-inexact").value == "5"
    assert taken(scanner, int_constraint_range="27") == {"int_constraint_range": "28"}


def test_descriptions_say_everything(scanner: DeviceClient) -> None:
    scanner.configure(replace(BASE, extra=SHOW))
    ranged = described(scanner, "int-constraint-range")
    assert (ranged.kind, ranged.unit, ranged.limits) == ("number", "px", (4.0, 192.0, 2.0))
    words = described(scanner, "int-constraint-word-list")
    assert words.unit == "bit"
    assert words.choices[:4] == ("-42", "-8", "0", "17")
    micro = described(scanner, "fixed-constraint-range")
    assert micro.unit == "µs"
    assert micro.limits[0] == pytest.approx(-42.17, abs=0.001)
    assert described(scanner, "button").kind == "button"
    assert described(scanner, "bool-soft-detect").settable is False
    table = described(scanner, "red-gamma-table")
    assert (table.value, table.limits) == ("", (0.0, 255.0, 1.0))  # too long to be shown


def test_what_only_the_device_sets_is_a_sensor(scanner: DeviceClient) -> None:
    scanner.configure(replace(BASE, extra=SHOW))
    assert scanner.sensors() == {"bool-hard-select-soft-detect": "no", "bool-soft-detect": "no"}
    scanner.configure(BASE)
    assert scanner.sensors() == {}


def test_a_whole_gamma_table(scanner: DeviceClient) -> None:
    negative = ",".join(str(255 - value) for value in range(256))
    assert taken(scanner, red_gamma_table=negative) == {"red_gamma_table": negative}
    with pytest.raises(errors.UnsupportedOption):
        taken(scanner, red_gamma_table=negative + ",0")
