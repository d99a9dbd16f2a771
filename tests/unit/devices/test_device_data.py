"""What a device says of a page besides its pixels, as it comes in the head of a frame."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation import events
from scanstation.devices import heads
from scanstation.devices.driver import Frame
from scanstation.model import DeviceCode, DeviceFact, DeviceReading, Mode
from scanstation.workflow.device_facts import device_fact

BASE = Frame("a", 1, 1, "front", "raw", 1, 1, Mode.GREY, 8, 1, (300.0, 300.0), memoryview(b"x"))


def decoded(told: object) -> Frame:
    """Return the frame of a worker that says this of its page."""
    head = {**heads.encode("frame", BASE), "device_data": told}
    return heads.decode_frame(json.loads(json.dumps(head)), memoryview(b"x"))


def test_a_twain_workers_words_are_understood() -> None:
    frame = decoded(
        {
            "patch": "T",
            "barcodes": [{"text": "PATCHT", "type": "code39"}, {"type": "i2of5", "text": "0042"}],
            "printed": "Eingang 22.11.2026 Nr. 17",
        }
    )
    codes = (DeviceCode("code39", "PATCHT"), DeviceCode("ITF", "0042"))
    assert frame.device_data == DeviceReading("T", codes, "Eingang 22.11.2026 Nr. 17")


def test_frames_of_workers_that_say_nothing_are_as_before() -> None:
    head = heads.encode("frame", BASE)
    assert "device_data" not in head
    assert heads.decode_frame(head, memoryview(b"x")).device_data is None


@pytest.mark.parametrize(
    "told",
    [
        None,
        "T",
        [],
        {},
        {"patch": "9"},
        {"patch": 6, "printed": 5},
        {"barcodes": "x"},
        {"barcodes": [1, {"text": 3}, {"type": "code128"}, {"text": "x" * 5000}]},
    ],
    ids=str,
)
def test_what_is_out_of_shape_costs_no_page(told: object) -> None:
    assert decoded(told).device_data is None


def test_endless_lists_and_texts_are_cut() -> None:
    many = [{"type": "qrcode", "text": str(number)} for number in range(1000)]
    reading = decoded({"barcodes": many, "printed": "x" * 10_000}).device_data
    assert reading is not None
    assert len(reading.barcodes) == heads.MOST_BARCODES
    assert len(reading.printed) == heads.MOST_TEXT


words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
readings = st.builds(
    DeviceReading,
    st.sampled_from(["", "1", "2", "3", "4", "6", "T"]),
    st.lists(st.builds(DeviceCode, st.just("QRCode"), words), max_size=3).map(tuple),
    words,
)


@given(readings)
def test_a_reading_survives_the_way_from_worker_to_journal(reading: Any) -> None:
    frame = decoded(heads._reading_head(reading))
    assert frame.device_data == reading
    fact = device_fact(frame, "1.4")
    assert fact == DeviceFact("device", "1.4", 0.9, reading)
    stored = json.loads(json.dumps(events.to_json(fact)))
    assert events.from_json(DeviceFact, stored) == fact


def test_a_page_captured_before_there_were_such_facts_is_read() -> None:
    image = {
        "blob": "b",
        "media_type": "image/png",
        "width": 1,
        "height": 1,
        "dpi": [300, 300],
        "mode": "grey",
    }
    old = {
        "page": "p",
        "sheet": "s",
        "side": "front",
        "image": image,
        "device": "sane:x",
        "feed": "f",
        "frame": "1",
        "original": "",
        "source": "",
        "before": "",
        "anomalies": [],
        "scanned_at": "",
        "scanned_by": "",
    }
    event = events.decode("page_captured", 1, old)
    assert isinstance(event, events.PageCaptured)
    assert event.device_fact is None
