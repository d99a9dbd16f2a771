"""The count of sheets while a feed runs is the count that the journal tells afterwards."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scanstation import events
from scanstation.devices.driver import Frame
from scanstation.errors import Text
from scanstation.model import Batch, Mode, ScanOptions, Side
from scanstation.replay import replay
from scanstation.workflow.fed_sheets import HALF, FedSheets, last_whole_sheet
from tests.builders.journal import image, opened, rows

Sheets = list[tuple[Side, ...]]

FED = st.lists(st.sampled_from([("front", "back"), ("front",)]), max_size=6)
HALF_TEXT = Text("nur vorn", "front only")


def frame(number: int, sheet: int, side: Side) -> Frame:
    return Frame(
        *(f"f{number}", number, sheet, side, "raw", 1, 1),
        *(Mode.GREY, 8, 1, (300.0, 300.0), memoryview(b"x")),
    )


def fed(happened: list[events.Event], feed: str, sheets: Sheets) -> FedSheets:
    """Feed sheets after what happened, append what is captured, return the count."""
    count = FedSheets(state(happened), "", duplex=True, placing=None)
    happened.append(events.FeedStarted(feed, "sim", ScanOptions()))
    number = 0
    for place, sides in enumerate(sheets, 1):
        for side in sides:
            number += 1
            one = frame(number, place, side)
            where, answered = count.place_of(one)
            if answered is not None:
                happened.append(answered)
            page = f"{feed}-{number}"
            happened.append(
                events.PageCaptured(page, where.sheet, where.side, image(), "sim", feed)
            )
            count.safe(where, one.id, page)
    return count


def state(happened: list[events.Event]) -> Batch:
    return replay(rows(happened))


@given(FED, FED)
def test_numbers_told_are_those_of_the_journal(first: Sheets, second: Sheets) -> None:
    happened: list[events.Event] = [opened()]
    fed(happened, "one", first)
    count = fed(happened, "two", second)
    count.end()
    batch = state(happened)
    assert count.in_batch == batch.ledger.sheets == len(first) + len(second)
    assert len(count) == len(second)
    numbers = {page.id: page.sheet for page in batch.pages}
    told = [count.number(place) for place in range(1, len(second) + 1)]
    assert told == sorted({n for page, n in numbers.items() if page.startswith("two")})
    assert count.complete == last_whole_sheet(batch) == batch.ledger.sheets


@given(FED, FED)
def test_a_front_alone_is_not_the_last_safe_sheet_and_its_back_joins_it(
    first: Sheets, second: Sheets
) -> None:
    happened: list[events.Event] = [opened()]
    halved: Sheets = [*first, ("front",)]
    count = fed(happened, "one", halved)
    number = sum(len(sides) for sides in halved)
    half = count.end(f"f{number}")
    assert half == (f"one-{number}", len(halved))
    assert count.complete == len(first)
    happened.append(events.AnomalyNoted(HALF, HALF_TEXT, half[0], half[1], needs_answer=True))
    assert last_whole_sheet(state(happened)) == len(first)
    again = fed(happened, "two", [("back",), *second])
    again.end()
    batch = state(happened)
    assert batch.ledger.sheets == again.in_batch == len(halved) + len(second)
    joined = [page.side for page in batch.pages if page.sheet == len(halved)]
    assert joined == ["front", "back"]
    assert all(one.answer for one in batch.anomalies if one.needs_answer)
