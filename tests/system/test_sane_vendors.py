"""Vendors' options on a real libsane: sources, modes, double feeds, areas, buttons, units.

The device is ``tests/sane/libsane-probe.c``, which has the options that a vendor's backend has
and logs what is set; everything between it and the driver is libsane's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from scanstation import errors
from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import OptionInfo
from scanstation.model import Mode, ScanOptions
from tests.sane.probe import Option, Probe, probe_backend
from tests.sane.vendors import VENDORS, resolution

GREY = ScanOptions(source="feeder", resolution=300, mode=Mode.GREY)


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Probe]:
    with probe_backend(tmp_path_factory.mktemp("probe")) as probe:
        for name, options in VENDORS.items():
            probe.add(name, options)
        yield probe


@pytest.fixture(scope="module")
def clients(probe: Probe) -> Iterator[dict[str, DeviceClient]]:
    clients = {name: DeviceClient(f"sane:probe:{name}") for name in VENDORS}
    yield clients
    for client in clients.values():
        client.close()


SOURCES = {
    "fujitsu": {
        "flatbed": {"source": "Flatbed"},
        "feeder": {"source": "ADF Front"},
        "duplex": {"source": "ADF Duplex"},
    },
    "canon_dr": {"feeder": {"source": "ADF Front"}, "duplex": {"source": "ADF Duplex"}},
    "epson2": {
        "flatbed": {"source": "Flatbed"},
        "feeder": {"source": "Automatic Document Feeder", "adf-mode": "Simplex"},
        "duplex": {"source": "Automatic Document Feeder", "adf-mode": "Duplex"},
    },
    "brother5": {
        "flatbed": {"source": "FlatBed"},
        "feeder": {"source": "Automatic Document Feeder(left aligned)"},
        "duplex": {"source": "Automatic Document Feeder(left aligned,Duplex)"},
    },
    "kvs1025": {
        "flatbed": {"source": "fb", "duplex": "no"},
        "feeder": {"source": "adf", "duplex": "no"},
        "duplex": {"source": "adf", "duplex": "yes"},
    },
    "kvs20xx": {
        "flatbed": {"duplex": "no"},
        "feeder": {"duplex": "no"},
        "duplex": {"duplex": "yes"},
    },
    "avision": {
        "flatbed": {"source": "Flatbed"},
        "feeder": {"source": "ADF Front"},
        "duplex": {"source": "ADF Duplex"},
    },
    "xerox_mfp": {"flatbed": {"source": "Flatbed"}, "feeder": {"source": "ADF"}},
    "hpaio": {
        "flatbed": {"source": "Flatbed"},
        "feeder": {"source": "ADF"},
        "duplex": {"source": "Duplex"},
    },
    "pixma": {
        "flatbed": {"source": "Flatbed"},
        "feeder": {"source": "Automatic Document Feeder"},
        "duplex": {"source": "ADF Duplex"},
    },
    "pixels": {"flatbed": {"source": "Flatbed"}, "feeder": {"source": "ADF"}},
}


@pytest.mark.parametrize("vendor", SOURCES)
def test_sources_have_their_vendors_names(
    probe: Probe, clients: dict[str, DeviceClient], vendor: str
) -> None:
    client = clients[vendor]
    assert set(client.capabilities().sources) == set(SOURCES[vendor])
    for source in ("flatbed", "feeder", "duplex"):
        options = replace(GREY, source=source)
        if source not in SOURCES[vendor]:
            with pytest.raises(errors.UnsupportedOption):
                client.configure(options)
            continue
        client.configure(replace(GREY, source="feeder"))
        probe.was_set(vendor)
        assert client.configure(options).source == source
        last = dict(line.split("=", 1) for line in probe.was_set(vendor))
        expected = SOURCES[vendor][source]
        assert {name: last[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("vendor", "mode", "name"),
    [
        ("brother5", Mode.LINEART, "Black & White"),
        ("brother5", Mode.GREY, "True Gray"),
        ("brother5", Mode.COLOUR, "24bit Color"),
        ("kvs1025", Mode.LINEART, "bw"),
        ("kvs1025", Mode.GREY, "gray"),
        ("xerox_mfp", Mode.LINEART, "Black & White - Line Art"),
        ("xerox_mfp", Mode.GREY, "Grayscale - 256 Levels"),
        ("xerox_mfp", Mode.COLOUR, "Color - 16 Million Colors"),
        ("fujitsu", Mode.LINEART, "Lineart"),
    ],
)
def test_modes_have_their_vendors_names(
    probe: Probe, clients: dict[str, DeviceClient], vendor: str, mode: Mode, name: str
) -> None:
    other = Mode.GREY if mode is not Mode.GREY else Mode.COLOUR
    clients[vendor].configure(replace(GREY, mode=other))
    probe.was_set(vendor)
    clients[vendor].configure(replace(GREY, mode=mode))
    assert [line for line in probe.was_set(vendor) if line.startswith("mode=")][-1] == (
        f"mode={name}"
    )


@pytest.mark.parametrize(
    ("vendor", "expected"),
    [
        ("fujitsu", ["df-action=Stop"]),
        ("canon_dr", ["df-thickness=yes"]),
        ("kvs1025", ["double-feed=yes"]),
        ("avision", []),
    ],
)
def test_two_sheets_at_once_stop_the_feeder(probe: Probe, vendor: str, expected: list[str]) -> None:
    quirks = {"stop-on-double-feed": True}
    with DeviceClient(f"sane:probe:{vendor}", quirks=quirks) as client:
        probe.was_set(vendor)
        client.configure(GREY)
        done = probe.was_set(vendor)
        assert [
            line
            for line in done
            if line.split("=")[0] in {"df-action", "df-thickness"} or line.startswith("double")
        ] == expected
        if not expected:
            return
        name, value = expected[0].split("=")
        own = {"df-action": "Continue"}.get(name, "no")
        client.configure(replace(GREY, extra={name: own}))
        assert f"{name}={value}" not in probe.was_set(vendor)  # the profile has decided


def test_paper_guides_follow_the_page(probe: Probe, clients: dict[str, DeviceClient]) -> None:
    probe.was_set("fujitsu")
    taken = clients["fujitsu"].configure(replace(GREY, page_width=210.0, page_height=297.0))
    assert (taken.page_width, taken.page_height) == (210.0, 297.0)
    done = probe.was_set("fujitsu")
    assert [line for line in done if line.startswith(("page", "br", "tl"))][-6:] == [
        "page-width=210.0000",
        "tl-x=0.0000",
        "br-x=210.0000",
        "page-height=297.0000",
        "tl-y=0.0000",
        "br-y=297.0000",
    ]


def test_areas_in_pixels_are_asked_for_in_millimetres(
    probe: Probe, clients: dict[str, DeviceClient]
) -> None:
    client = clients["pixels"]
    client.configure(GREY)
    assert client.capabilities().page_size == (215.9, 355.6)  # 2550 x 4200 px at 300 dpi
    probe.was_set("pixels")
    options = replace(GREY, resolution=200, page_width=210.0, page_height=297.0)
    taken = client.configure(options)
    assert (taken.page_width, taken.page_height) == (210.0, 297.0)
    edges = [line for line in probe.was_set("pixels") if line.startswith("br-")]
    assert edges[-2:] == ["br-x=1654", "br-y=2339"]
    assert client.configure(taken) == taken


def test_buttons_and_sensors_are_read_at_the_idle_device(
    probe: Probe, clients: dict[str, DeviceClient]
) -> None:
    client = clients["fujitsu"]
    sensing = {one.name for one in client.capabilities().options if not one.settable}
    assert sensing == {"page-loaded", "cover-open", "scan", "double-feed"}
    assert client.sensors() == dict.fromkeys(sensing, "no")
    probe.write("fujitsu", "sensor.scan", "yes")
    probe.write("fujitsu", "sensor.page-loaded", "yes")
    assert client.sensors() == dict.fromkeys(sensing, "no") | {"scan": "yes", "page-loaded": "yes"}
    probe.write("fujitsu", "sensor.scan", "no")
    assert client.sensors()["scan"] == "no"


def test_pixma_is_asked_for_its_buttons_first(
    probe: Probe, clients: dict[str, DeviceClient]
) -> None:
    client = clients["pixma"]
    probe.was_set("pixma")
    probe.write("pixma", "sensor.button-1", "1")
    assert client.sensors() == {"button-1": "1", "button-2": "0"}
    assert probe.was_set("pixma") == ["button-update="]


def test_a_device_without_buttons_has_none(clients: dict[str, DeviceClient]) -> None:
    assert clients["avision"].sensors() == {}


def test_options_say_unit_limits_choices_and_whether_they_are_active(
    clients: dict[str, DeviceClient],
) -> None:
    client = clients["epson2"]
    client.configure(replace(GREY, source="flatbed"))
    shown = {option.name: option for option in client.capabilities().options}
    assert shown["resolution"] == OptionInfo(
        "resolution", "resolution", "300", kind="number", unit="dpi", limits=(50.0, 600.0, 1.0)
    )
    assert shown["adf-mode"].choices == ("Simplex", "Duplex")
    assert not shown["adf-mode"].active
    client.configure(replace(GREY, source="duplex"))
    shown = {option.name: option for option in client.capabilities().options}
    assert shown["adf-mode"].active
    assert shown["adf-mode"].value == "Duplex"


def test_what_the_device_takes_instead_is_reported(probe: Probe) -> None:
    options = [
        *(Option("mode", "string", "Gray", "strings Gray"), resolution("range 50 600 50")),
        Option("br-x", "fixed", "200", "range 0 220 10", "mm"),
        Option("br-y", "fixed", "300", "range 0 350 10", "mm"),
        Option("contrast", "int", "0", "range -100 100 25", "percent", caps="sda"),
    ]
    with DeviceClient(probe.add("coarse", options)) as client:
        asked = replace(
            GREY,
            resolution=210,
            page_width=143.0,
            page_height=207.0,
            extra={"contrast": "30"},
        )
        taken = client.configure(asked)
        assert (taken.resolution, taken.page_width, taken.page_height) == (200, 140.0, 210.0)
        assert taken.extra == {"contrast": "25"}
        assert client.configure(taken) == taken
        assert client.capabilities().resolutions == (50, 100, 150, 200, 300, 400, 600)
        probe.was_set("coarse")
        assert client.configure(replace(GREY, extra={"contrast": "auto"})).extra == {
            "contrast": "auto"
        }
        assert "contrast" in probe.was_set("coarse")  # SANE_ACTION_SET_AUTO
        [contrast] = [one for one in client.capabilities().options if one.name == "contrast"]
        assert contrast == OptionInfo(
            "contrast",
            "contrast",
            "0",
            kind="number",
            unit="%",
            limits=(-100.0, 100.0, 25.0),
            automatic=True,
        )


def test_resolutions_may_stand_in_two_options(probe: Probe) -> None:
    options = [
        Option("mode", "string", "Gray", "strings Gray"),
        Option("x-resolution", "int", "100", "words 100 200 300", "dpi"),
        Option("y-resolution", "int", "100", "words 100 200 300", "dpi"),
    ]
    with DeviceClient(probe.add("two", options)) as client:
        assert client.configure(replace(GREY, resolution=300)).resolution == 300
        assert client.capabilities().resolutions == (100, 200, 300)
        assert probe.was_set("two")[-2:] == ["x-resolution=300", "y-resolution=300"]
