"""Asked and taken compared, and the next value by rule, for any device."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation.devices.driver import Capabilities, OptionInfo, Source
from scanstation.errors import DeviceValuesDiffer, UnsupportedOption
from scanstation.model import Mode, ScanOptions
from scanstation.workflow import device_values
from scanstation.workflow.device_values import differences, foreseen, settle

SOURCES: list[Source] = ["flatbed", "feeder", "duplex"]


class Device:
    """Takes what it offers and refuses everything else, as the drivers do."""

    def __init__(self, offered: Capabilities) -> None:
        self.offered = offered
        self.asked: list[ScanOptions] = []

    def capabilities(self) -> Capabilities:
        return self.offered

    def configure(self, options: ScanOptions) -> ScanOptions:
        self.asked.append(options)
        for name, value, offered in (
            ("source", options.source, self.offered.sources),
            ("mode", options.mode, self.offered.modes),
            ("resolution", options.resolution, self.offered.resolutions),
        ):
            if value not in offered:
                raise UnsupportedOption(option=name, value=value)
        if options.page_width > self.offered.page_size[0]:
            raise UnsupportedOption(option="br-x", value=options.page_width)
        for name, text in options.extra.items():
            if name not in {one.name for one in self.offered.options}:
                raise UnsupportedOption(option=name, value=text)
        return options


def some(*values: object) -> st.SearchStrategy[tuple[object, ...]]:
    every = st.lists(st.sampled_from(values), min_size=1, unique=True)
    return every.map(tuple)


capabilities = st.builds(
    Capabilities,
    sources=some(*SOURCES),
    modes=some(*Mode),
    depths=st.just((1, 8)),
    resolutions=some(75, 100, 150, 200, 240, 300, 400, 600, 1200),
    page_size=st.just((216.0, 356.0)),
    options=st.just((OptionInfo("brightness", "Helligkeit", "0"),)),
)
asked_options = st.builds(
    ScanOptions,
    resolution=st.sampled_from((150, 200, 250, 300, 600)),
    mode=st.sampled_from(Mode),
    source=st.sampled_from(SOURCES),
    page_width=st.sampled_from((0.0, 210.0, 297.0)),
    extra=st.dictionaries(st.sampled_from(("brightness", "df-action")), st.just("3")),
)


@given(asked_options, capabilities)
def test_something_is_always_found_and_every_difference_is_told(
    asked: ScanOptions, offered: Capabilities
) -> None:
    device = Device(offered)
    taken = settle(device, asked)
    assert device.asked[0] == asked
    assert taken.source in offered.sources
    assert taken.mode in offered.modes
    told = {one.name for one in differences(asked, taken)}
    fields = ("source", "mode", "resolution", "page_width")
    changed = {name for name in fields if getattr(asked, name) != getattr(taken, name)}
    changed |= {f"extra.{name}" for name in asked.extra if name not in taken.extra}
    assert told == changed


@given(asked_options, capabilities)
def test_the_next_higher_resolution_is_taken_if_there_is_one(
    asked: ScanOptions, offered: Capabilities
) -> None:
    taken = settle(Device(offered), asked).resolution
    higher = [one for one in offered.resolutions if one >= asked.resolution]
    assert taken == (min(higher) if higher else max(offered.resolutions))
    worse = [one for one in differences(asked, replace(asked, resolution=taken)) if one.worse]
    assert bool(worse) == (not higher)


@given(asked_options, capabilities)
def test_what_is_foreseen_is_what_the_device_takes(
    asked: ScanOptions, offered: Capabilities
) -> None:
    """But for a resolution between two of a list, which may be within a range."""
    expected, taken = foreseen(asked, offered), settle(Device(offered), asked)
    if asked.resolution == 250:
        expected = replace(expected, resolution=taken.resolution)
    assert expected == taken


def test_colour_gives_way_to_grey_before_it_gives_way_to_black_and_white() -> None:
    offered = Capabilities(("feeder",), (Mode.LINEART, Mode.GREY), (1, 8), (300,))
    (found,) = differences(
        ScanOptions(source="feeder"), settle(Device(offered), ScanOptions(source="feeder"))
    )
    assert (found.name, found.got, found.worse) == ("mode", "grey", True)


def test_an_error_that_names_no_value_ends_the_search() -> None:
    class Odd(Device):
        def configure(self, options: ScanOptions) -> ScanOptions:
            raise UnsupportedOption(option="scanner", value="")

    with pytest.raises(UnsupportedOption):
        settle(Odd(Capabilities((), (), (), ())), ScanOptions())


@pytest.mark.parametrize(
    ("asked", "got", "told", "worse"),
    [
        ("yes", "1", False, False),
        ("8", "8.0", False, False),
        ("Auto", "auto", False, False),
        ("100", "101", True, False),
        ("100", "50", True, True),
        ("Stop", "Continue", True, True),
    ],
)
def test_a_setting_of_the_driver_is_compared_by_its_meaning(
    asked: str, got: str, told: bool, worse: bool
) -> None:
    found = differences(ScanOptions(extra={"x": asked}), ScanOptions(extra={"x": got}))
    assert [one.worse for one in found] == ([worse] if told else [])


def test_what_a_person_chose_in_the_drivers_own_window_is_told_and_not_asked() -> None:
    asked = ScanOptions(extra={"dialog": "yes", "custom_data": "AAAA", "brightness": "10"})
    taken = ScanOptions(extra={"dialog": "no", "custom_data": "BBBB", "brightness": "90"})
    assert [(one.name, one.worse) for one in differences(asked, taken)] == [
        ("extra.brightness", False)
    ]


def test_less_depth_and_a_smaller_page_are_worse() -> None:
    asked = ScanOptions(depth=16, page_width=297.0, page_height=210.0)
    taken = replace(asked, depth=8, page_width=216.0, page_height=210.4)
    found = differences(asked, taken)
    assert [(one.name, one.worse) for one in found] == [("depth", True), ("page_width", True)]
    assert found[1].said.de == ("Das Gerät bietet 297 mm Seitenbreite nicht an; es nimmt 216 mm.")
    lineart = ScanOptions(mode=Mode.LINEART, depth=8)
    assert differences(lineart, replace(lineart, depth=1)) == ()


def test_a_refusal_says_everything_in_both_languages() -> None:
    asked = ScanOptions(resolution=600)
    found = differences(asked, replace(asked, resolution=300, mode=Mode.GREY, source="feeder"))
    with pytest.raises(DeviceValuesDiffer) as caught:
        device_values.require_accepted("sane:x", found, device_values.refuses)
    assert caught.value.exit_code == 27
    for words in ("600 dpi", "Farbe", "beider Seiten", "--accept-device-values"):
        assert words in caught.value.sentence("de")
    for words in ("600 dpi", "colour", "both sides"):
        assert words in caught.value.sentence("en")
