"""A feed that another thread watches and steers, and what an operator is told when it stops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scanstation import errors, events
from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import Capabilities
from scanstation.errors import DeviceError, ScanCancelled, StateRefused, Text
from scanstation.model import Batch, BatchState
from scanstation.workflow import check, release, rescan, room, scan
from scanstation.workflow.capture import Captured
from scanstation.workflow.feeding import FEEDER_WORDS, FeederState, Feeding, FeedState
from scanstation.workflow.scan import Offer, Stopped, skip_sheet, stopped_text
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace
from tests.builders.files import page_image

Device = Callable[[str], str]

SHEETS = 3


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small pages: here their places matter, not what is on them."""
    folder = tmp_path_factory.mktemp("small")
    for number in range(2 * SHEETS):
        small = page_image(number).resize((310, 438))
        small.save(folder / f"{number}.jpg", dpi=(38, 38), quality=80)
    return folder


class Watched:
    """Remembers what was told."""

    def __init__(self) -> None:
        self.told: list[FeedState] = []
        self.feeding = Feeding(self.told.append)


def fed(
    workspace: Workspace, session: BatchSession, address: str, watched: Watched | None = None
) -> Captured:
    control = watched.feeding if watched else None
    return scan.scan(workspace, session, address, control=control, settle=False)


def said(captured: Captured, session: BatchSession) -> Stopped:
    stopped = stopped_text(captured, session.batch())
    assert stopped is not None
    return stopped


def test_a_feed_is_told_from_its_beginning_to_its_end(
    workspace: Workspace, session: BatchSession, device: Device
) -> None:
    watched = Watched()
    captured = fed(workspace, session, device("ipm=1200"), watched)
    first, last = watched.told[0], watched.told[-1]
    assert first.feeder is FeederState.FEEDING
    assert (last.feeder, last.sheets, last.pages) == (FeederState.EMPTY, SHEETS, 2 * SHEETS)
    assert (last.batch_sheets, last.batch_pages, last.last_sheet) == (SHEETS, 2 * SHEETS, SHEETS)
    assert last.rated == 1200
    assert last.blank_back is False
    assert last.limit in ("device", "processor", "disk")
    assert captured.last_sheet == SHEETS
    assert stopped_text(captured, session.batch()) is None
    counts = [state.pages for state in watched.told]
    assert counts == sorted(counts)


def test_separation_is_left_to_the_caller(
    workspace: Workspace, session: BatchSession, device: Device
) -> None:
    fed(workspace, session, device(""))
    assert session.last(events.Separated) is None
    assert session.batch().state is BatchState.OPEN


MANY = 40
"""Sides: more than buffers and pipes hold, so that a stop always comes before the end."""


def ended_early(
    workspace: Workspace, session: BatchSession, address: str, end: Callable[[Feeding], None]
) -> tuple[Captured, FeedState]:
    """Feed until the first page is safe, then pause or stop."""
    told: list[FeedState] = []
    feeding = Feeding(told.append)
    captured = scan.scan(
        workspace,
        session,
        address,
        control=feeding,
        report=lambda _: end(feeding),
        settle=False,
    )
    return captured, told[-1]


def all_sheets() -> list[int]:
    return [sheet for sheet in range(1, MANY // 2 + 1) for _ in ("front", "back")]


def test_a_paused_feed_goes_on_in_the_same_batch(
    workspace: Workspace, session: BatchSession, device: Device
) -> None:
    captured, last = ended_early(workspace, session, device(f"pages={MANY}"), Feeding.pause)
    assert last.feeder is FeederState.PAUSED
    assert captured.stopped
    assert captured.error is None
    assert len(captured.pages) % 2 == 0  # the sheet in transport comes out whole
    assert len(captured.pages) < MANY
    stopped = said(captured, session)
    assert stopped.offers == (Offer.RETRY, Offer.STOP)
    assert stopped.put_back == Text("", "")
    assert fed(workspace, session, device(f"pages={MANY}")).error is None
    assert [page.sheet for page in session.batch().pages] == all_sheets()
    assert session.batch().ledger.balanced


def test_a_stop_leaves_in_the_feeder_what_is_not_safe(
    workspace: Workspace, session: BatchSession, device: Device
) -> None:
    captured, last = ended_early(workspace, session, device(f"pages={MANY}"), Feeding.stop)
    assert isinstance(captured.error, ScanCancelled)
    assert last.feeder is FeederState.PAUSED
    assert len(session.batch().pages) == len(captured.pages) < MANY
    assert fed(workspace, session, device(f"pages={MANY}")).error is None
    assert [page.sheet for page in session.batch().pages] == all_sheets()
    assert session.batch().ledger.balanced


def test_who_stops_before_the_beginning_feeds_nothing(
    workspace: Workspace, session: BatchSession, device: Device
) -> None:
    feeding = Feeding()
    feeding.stop()
    with pytest.raises(ScanCancelled):
        scan.scan(workspace, session, device(""), control=feeding)
    assert session.batch().pages == ()
    assert session.last(events.FeedStarted) is None
    assert feeding.state.feeder is FeederState.PAUSED


def test_a_device_that_is_not_there_ends_the_feeding(
    workspace: Workspace, session: BatchSession, tmp_path: Path
) -> None:
    feeding = Feeding()
    with pytest.raises(DeviceError):
        scan.scan(workspace, session, f"simulated:{tmp_path / 'no'}", control=feeding)
    assert feeding.state.feeder is FeederState.ERROR


def test_a_released_batch_takes_no_feed(
    workspace: Workspace, session: BatchSession, device: Device
) -> None:
    from scanstation.workflow.capture import Feed, FeedRun

    with DeviceClient(device("")) as client:
        options = client.configure(session.batch().profile.scan)
        run = FeedRun(session, client, Feed(device(""), options))
        session.append(events.Released())  # decided between the look at the state and the feed
        with pytest.raises(StateRefused):
            run.run()
    assert session.batch().ledger.captured == 0


@pytest.mark.parametrize(
    ("fault", "error", "sheet"),
    [
        ("jam=5", errors.PaperJam, 2),
        ("double_feed=3", errors.DoubleFeed, 1),
        ("cover_open=4", errors.CoverOpen, 1),
        ("crash=1", errors.DeviceLost, 0),
    ],
)
def test_what_an_operator_is_told(
    workspace: Workspace,
    session: BatchSession,
    device: Device,
    fault: str,
    error: type[DeviceError],
    sheet: int,
) -> None:
    captured = fed(workspace, session, device(fault))
    stopped = said(captured, session)
    assert isinstance(captured.error, error)
    assert stopped.happened == captured.error.happened_text()
    assert stopped.put_back.de == f"Blatt {sheet + 1} und folgende bitte neu einlegen."
    assert stopped.offers == (Offer.RETRY, Offer.SKIP, Offer.STOP)
    assert stopped.next_sheet == sheet + 1
    if sheet:
        assert stopped.last_safe.de == f"Zuletzt gesichert: Blatt {sheet}."
        assert session.batch().page(stopped.page).sheet == sheet
    else:
        assert (stopped.last_safe.en, stopped.page) == ("No sheet is safe yet.", "")
    for text in (stopped.happened, stopped.remedy, stopped.last_safe, stopped.put_back):
        assert "?" not in text.de + text.en


def test_a_blank_back_is_named(workspace: Workspace, session: BatchSession, tmp_path: Path) -> None:
    from tests.builders.office import BLANK, feeder, written

    address = feeder(tmp_path / "stack", [written("Eins"), BLANK, written("Zwei"), BLANK], "&jam=3")
    watched = Watched()
    captured = fed(workspace, session, address, watched)
    assert said(captured, session).last_safe.de == "Zuletzt gesichert: Blatt 1 (Rückseite leer)."
    assert watched.told[-1].blank_back is True
    assert watched.told[-1].feeder is FeederState.ERROR


def test_an_empty_feeder_asks_for_paper(
    workspace: Workspace, session: BatchSession, device: Device
) -> None:
    fed(workspace, session, device(""))
    captured = fed(workspace, session, device(""))
    assert isinstance(captured.error, errors.OutOfPaper)
    stopped = said(captured, session)
    assert stopped.offers == (Offer.RETRY, Offer.STOP)
    assert stopped.put_back.de == "Bitte Papier einlegen."
    assert stopped.last_safe.de == f"Zuletzt gesichert: Blatt {SHEETS}."


def ledger_problems(workspace: Workspace, batch: Batch, session: BatchSession) -> list[str]:
    found = release.problems(workspace, session, {})
    return [one.text.de for one in found if one.code == "ledger"]


def test_a_skipped_sheet_is_noted_and_counted(workspace: Workspace, device: Device) -> None:
    profile = workspace.configuration.profile("posteingang")
    with workspace.create(profile, expected_sheets=SHEETS + 1) as session:
        captured = fed(workspace, session, device("jam=3"))
        fed(workspace, session, device(""))
        assert ledger_problems(workspace, session.batch(), session)
        skip_sheet(session, said(captured, session).next_sheet, "zerrissen")
        batch = session.batch()
        noted = batch.anomalies[-1]
        assert noted.text.de == "Das Blatt nach Blatt 1 wurde nicht eingezogen: zerrissen"
        assert not check.open_doubts(batch)
        assert (batch.ledger.skipped, batch.ledger.balanced) == (1, True)
        assert not ledger_problems(workspace, batch, session)


def test_more_sheets_than_counted_are_not_made_up_for_by_a_skipped_one(
    workspace: Workspace, device: Device
) -> None:
    profile = workspace.configuration.profile("posteingang")
    with workspace.create(profile, expected_sheets=SHEETS - 1) as session:
        fed(workspace, session, device(""))
        skip_sheet(session, reason="doppelt")
        assert not session.batch().ledger.balanced


def test_every_state_of_a_feeder_has_a_word() -> None:
    assert set(FEEDER_WORDS) == set(FeederState)
    assert replace(FeedState(), feeder=FeederState.EMPTY).ended


def test_a_device_that_cannot_tell_what_it_offers_feeds_all_the_same(
    workspace: Workspace,
    session: BatchSession,
    device: Device,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lost(_: DeviceClient) -> Capabilities:
        raise errors.DeviceLost(reason="exit code -6", sheet=0)

    monkeypatch.setattr(DeviceClient, "capabilities", lost)
    watched = Watched()
    assert fed(workspace, session, device("ipm=1200"), watched).error is None
    assert watched.told[-1].rated == 0


def test_a_full_disk_before_the_beginning_ends_the_feeding(
    workspace: Workspace,
    session: BatchSession,
    device: Device,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "free_bytes", lambda _: -1)
    feeding = Feeding()
    with pytest.raises(errors.StoreFull):
        scan.scan(workspace, session, device(""), control=feeding)
    assert feeding.state.feeder is FeederState.ERROR


@pytest.mark.parametrize(
    ("fault", "safe", "put_back", "after"),
    [
        (
            "jam=5",
            "Vor Seite 3 gesichert: 2 der eingelegten Blätter.",
            "Das 3. eingelegte Blatt und folgende bitte neu einlegen.",
            5,
        ),
        (
            "crash=1",
            "Von den eingelegten Blättern ist noch keines gesichert.",
            "Bitte alle Blätter neu einlegen.",
            1,
        ),
    ],
)
def test_who_inserts_is_told_of_the_sheets_that_were_put_in(
    workspace: Workspace,
    session: BatchSession,
    device: Device,
    fault: str,
    safe: str,
    put_back: str,
    after: int,
) -> None:
    fed(workspace, session, device(""))
    missing = device(fault).replace("/tray&", "/tray of those that are missing&")
    captured = rescan.feed_before(workspace, session, 3, missing, settle=False)
    stopped = said(captured, session)
    assert (stopped.last_safe.de, stopped.put_back.de) == (safe, put_back)
    assert stopped.next_sheet == after + 1
    skip_sheet(session, stopped.next_sheet)
    assert f"nach Blatt {after} wurde" in session.batch().anomalies[-1].text.de
