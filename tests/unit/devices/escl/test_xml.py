"""Capabilities and states as devices write them, and what they become in the station."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation.devices.escl.settings import offered, wanted
from scanstation.devices.escl.xml import (
    Range,
    parse_capabilities,
    parse_image_info,
    parse_status,
)
from scanstation.errors import DeviceError, DeviceIOError, UnsupportedOption
from scanstation.model import Mode, ScanOptions
from tests.escl.settings import Region, Settings, read_settings
from tests.unit.devices.escl_samples import BROTHER, EPSON, HP, STATUS


def posted(xml: bytes) -> Settings:
    """Read ScanSettings as the test device does, which is strict."""
    return read_settings(xml, Settings())


def test_modes_have_resolutions_of_their_own() -> None:
    device = parse_capabilities(HP)
    able = offered(device)
    assert able.sources == ("flatbed",)
    assert able.modes == (Mode.LINEART, Mode.COLOUR)
    assert able.resolutions == (300, 400)  # 600 x 300 has no square pixels
    assert able.page_size == (215.9, 297.0)
    assert wanted(device, ScanOptions(source="flatbed", resolution=300))
    with pytest.raises(UnsupportedOption):
        wanted(device, ScanOptions(source="flatbed", resolution=400))
    lineart = ScanOptions(source="flatbed", resolution=400, mode=Mode.LINEART)
    assert wanted(device, lineart).media_type == "application/pdf"
    assert wanted(device, lineart).options.depth == 1


def test_options_in_their_ranges() -> None:
    device = parse_capabilities(HP)
    assert [option.name for option in offered(device).options] == ["brightness", "intent", "format"]
    for value, good in (("1010", True), ("1011", False), ("-10", False), ("2010", False)):
        options = ScanOptions(source="flatbed", extra={"brightness": value, "intent": "Photo"})
        if good:
            assert b"<scan:Brightness>1010</scan:Brightness>" in wanted(device, options).xml
            assert b"<scan:Intent>Photo</scan:Intent>" in wanted(device, options).xml
        else:
            with pytest.raises(UnsupportedOption):
                wanted(device, options)


def test_a_range_of_resolutions_and_duplex_as_an_option_only() -> None:
    device = parse_capabilities(BROTHER)
    able = offered(device)
    assert able.sources == ("feeder", "duplex")
    assert able.resolutions == (100, 150, 200, 300, 400, 600)
    assert wanted(device, ScanOptions(resolution=350)).media_type == "image/jpeg"
    with pytest.raises(UnsupportedOption):
        wanted(device, ScanOptions(resolution=240))


def test_narrow_paper_lies_in_the_middle_of_a_centred_feeder() -> None:
    device = parse_capabilities(BROTHER)
    options = ScanOptions(resolution=300, page_width=105.0, page_height=148.0)
    settings = posted(wanted(device, options).xml)
    assert settings.region == Region(655, 0, 1240, 1748)
    assert settings.duplex
    assert settings.source == "Feeder"
    assert settings.resolution == (300, 300)


def test_a_profile_that_is_referred_to() -> None:
    device = parse_capabilities(EPSON)
    able = offered(device)
    assert (able.sources, able.modes, able.resolutions) == (("feeder",), (Mode.COLOUR,), (200,))
    assert able.page_size == (0.0, 0.0)
    settings = wanted(device, ScanOptions(source="feeder", resolution=200))
    assert posted(settings.xml).region is None


def test_a4_on_a_device_that_is_a_hair_too_short() -> None:
    device = parse_capabilities(HP)
    a4 = ScanOptions(source="flatbed", page_width=210.0, page_height=297.9)
    assert posted(wanted(device, a4).xml).region == Region(0, 0, 2480, 3508)


def test_a_device_that_promises_more_than_it_delivers() -> None:
    device = parse_capabilities(BROTHER)
    with pytest.raises(UnsupportedOption):
        wanted(device, ScanOptions(resolution=600), most_dpi=300)


def test_the_newest_job_first_and_each_by_its_path() -> None:
    state = parse_status(STATUS)
    assert (state.state, state.adf) == ("Processing", "ScannerAdfEmpty")
    assert [job.completed for job in state.jobs] == [1, 2]
    job = state.job("/eSCL/ScanJobs/12/")
    assert job is not None
    assert (job.state, job.to_transfer, job.reasons) == ("Processing", 1, ("JobScanning",))
    assert state.job("/eSCL/ScanJobs/2") is None


def test_the_size_of_raw_pictures() -> None:
    text = (
        b'<scan:ScanImageInfo xmlns:scan="x"><scan:ActualWidth>10</scan:ActualWidth>'
        b"<scan:ActualHeight>20</scan:ActualHeight>"
        b"<scan:ActualBytesPerLine>30</scan:ActualBytesPerLine></scan:ScanImageInfo>"
    )
    assert parse_image_info(text) == (10, 20, 30)


ENTITY = (
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><ScannerStatus>&a;</ScannerStatus>'
)


@pytest.mark.parametrize("text", [b"", b"<html/>", b"\xff\xfe", STATUS[:200], ENTITY])
def test_what_is_no_state(text: bytes) -> None:
    with pytest.raises(DeviceIOError):
        parse_status(text)


@given(cut=st.integers(0, len(HP)), put=st.binary(max_size=4))
def test_spoilt_capabilities_are_an_error_or_a_device(cut: int, put: bytes) -> None:
    """Nothing else comes out, whatever a device sends."""
    try:
        device = parse_capabilities(HP[:cut] + put + HP[cut + 1 :])
    except DeviceError:
        return
    assert set(offered(device).sources) <= {"flatbed", "feeder", "duplex"}


@given(low=st.integers(1, 600), steps=st.integers(0, 20), step=st.integers(1, 100))
def test_a_range_takes_its_ends_and_steps_and_nothing_between(
    low: int, steps: int, step: int
) -> None:
    one = Range(low, low + steps * step, low, step)
    taken = {value for value in range(low - step, low + (steps + 2) * step) if one.takes(value)}
    assert taken == {low + index * step for index in range(steps + 1)}


def test_another_offer_is_another_version() -> None:
    """So what is kept of a device is read anew after an update that changed anything."""
    device = parse_capabilities(HP)
    first = offered(device).firmware
    assert first.startswith(f"eSCL {device.version} (")
    assert offered(parse_capabilities(HP)).firmware == first
    assert offered(replace(device, uuid="another device of this model")).firmware == first
    assert offered(replace(device, centred=not device.centred)).firmware != first
    assert offered(parse_capabilities(BROTHER)).firmware != first
