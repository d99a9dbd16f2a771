"""Both sides on a scanner that reads one: pairs, counts, jams, kills between the passes."""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scanstation import events
from scanstation.errors import EditRefused, SidesDiffer
from scanstation.model import Batch, PageKind
from scanstation.workflow import check
from scanstation.workflow.manual_duplex import (
    StackOrder,
    Waiting,
    discard_backs,
    feed_backs,
    feed_fronts,
    waiting,
)
from scanstation.workflow.scan import Offer, stopped_text
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace
from tests.builders.files import page_image
from tests.builders.office import Office

Stack = Callable[..., str]

SHEETS = 3
PAIRED = [(1, "front"), (1, "back"), (2, "front"), (2, "back"), (3, "front"), (3, "back")]
ORDERS: list[StackOrder] = ["reversed", "same"]


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small pages: here their places matter, not what is on them."""
    folder = tmp_path_factory.mktemp("small")
    for number in range(2 * SHEETS):
        small = page_image(number).resize((310, 438))
        small.save(folder / f"{number}.jpg", dpi=(38, 38), quality=80)
    return folder


@pytest.fixture
def session(workspace: Workspace) -> Iterator[BatchSession]:
    profile = workspace.configuration.profile("posteingang")
    with workspace.create(profile, expected_sheets=SHEETS) as session:
        yield session


@pytest.fixture
def stack(images: Path, tmp_path: Path) -> Stack:
    """Return addresses of one feeder whose stack is turned over when its fronts are through."""

    def address(order: str, options: str = "") -> str:
        return f"simulated:{images}?turn={order}&tray={tmp_path / 'tray'}&{options}"

    return address


def sides(batch: Batch) -> list[tuple[int, str]]:
    return [(page.sheet, page.side) for page in batch.pages]


def image_names(session: BatchSession) -> list[str]:
    """Return the digests of the images in the order of the pages."""
    return [page.image.blob for page in session.batch().pages]


def still_waiting(session: BatchSession) -> Waiting:
    found = waiting(session)
    assert found is not None
    return found


@pytest.mark.parametrize("order", ORDERS)
def test_backs_lie_behind_their_fronts_whatever_way_the_stack_was_turned(
    workspace: Workspace, session: BatchSession, stack: Stack, images: Path, order: StackOrder
) -> None:
    assert waiting(session) is None
    assert feed_fronts(workspace, session, stack(order)).error is None
    assert len(still_waiting(session).fronts) == SHEETS
    assert feed_backs(workspace, session, order, stack(order)).error is None
    batch = session.batch()
    assert waiting(session) is None
    assert sides(batch) == PAIRED
    assert batch.ledger.sheets == SHEETS
    assert batch.ledger.balanced
    assert not check.open_doubts(batch)
    # The images lie in the folder as front, back, front, back.
    expected = [
        hashlib.sha256((images / f"{number}.jpg").read_bytes()).hexdigest()
        for number in range(2 * SHEETS)
    ]
    assert image_names(session) == expected


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("jam", "fronts"), [(3, True), (4, False)])
def test_a_jam_in_either_pass_goes_on_where_it_was(
    workspace: Workspace,
    session: BatchSession,
    stack: Stack,
    order: StackOrder,
    jam: int,
    fronts: bool,
) -> None:
    first = feed_fronts(workspace, session, stack(order, f"jam={jam}"))
    assert (first.error is not None) is fronts
    if fronts:
        assert feed_fronts(workspace, session, stack(order)).error is None
    else:
        jammed = feed_backs(workspace, session, order, stack(order, f"jam={jam}"))
        said = stopped_text(jammed, session.batch())
        assert said is not None
        assert said.offers == (Offer.RETRY, Offer.STOP)
        back = "Rückseiten von Blatt 2 und davor" if order == "reversed" else "Blatt 2 und folgende"
        assert back in said.put_back.de
        assert still_waiting(session).backs == 1
    assert feed_backs(workspace, session, order, stack(order)).error is None
    assert sides(session.batch()) == PAIRED
    assert session.batch().ledger.balanced


@pytest.mark.parametrize("order", ORDERS)
def test_a_station_that_died_between_the_passes_goes_on(
    workspace: Workspace, session: BatchSession, stack: Stack, order: StackOrder
) -> None:
    feed_fronts(workspace, session, stack(order))
    feed_backs(workspace, session, order, stack(order, "crash=4"))
    name = session.batch().id
    session.close()
    with workspace.open(name) as again:
        assert still_waiting(again).backs == 1
        assert feed_backs(workspace, again, order, stack(order)).error is None
        assert sides(again.batch()) == PAIRED


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("backs", [SHEETS - 1, SHEETS + 1])
def test_another_count_is_asked_about_and_nothing_is_lost(
    workspace: Workspace,
    session: BatchSession,
    stack: Stack,
    images: Path,
    order: StackOrder,
    backs: int,
) -> None:
    feed_fronts(workspace, session, stack(order))
    captured = feed_backs(workspace, session, order, f"simulated:{images}?sides=1&pages={backs}")
    assert isinstance(captured.error, SidesDiffer)
    assert captured.error.details == {"fronts": SHEETS, "backs": backs}
    batch = session.batch()
    assert len(batch.pages) == SHEETS + backs
    assert batch.ledger.balanced  # every page is there, and as many sheets as were counted
    (doubt,) = check.open_doubts(batch)
    assert f"{SHEETS} Vorderseiten und {backs} Rückseiten" in doubt.text.de
    said = stopped_text(captured, batch)
    assert said is not None
    assert said.offers == (Offer.STOP,)
    assert waiting(session) is None


def test_discarded_backs_are_fed_again(
    workspace: Workspace, session: BatchSession, stack: Stack, images: Path
) -> None:
    feed_fronts(workspace, session, stack("same"))
    feed_backs(workspace, session, "same", f"simulated:{images}?sides=1&pages={SHEETS + 1}")
    assert discard_backs(session, "Doppeleinzug") == SHEETS + 1
    assert not check.open_doubts(session.batch())
    assert still_waiting(session).backs == 0
    assert feed_backs(workspace, session, "reversed", stack("reversed")).error is None
    batch = session.batch()
    live = [(page.sheet, page.side) for page in batch.pages if page.kind is not PageKind.REJECTED]
    assert live == PAIRED
    assert batch.ledger.balanced
    assert waiting(session) is None


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("discarded", [False, True])
def test_a_rejected_back_keeps_its_place_from_the_others(
    workspace: Workspace,
    session: BatchSession,
    stack: Stack,
    images: Path,
    order: StackOrder,
    discarded: bool,
) -> None:
    feed_fronts(workspace, session, stack(order))
    if discarded:
        feed_backs(workspace, session, order, f"simulated:{images}?sides=1&pages={SHEETS}")
        discard_backs(session, "schief")
    feed_backs(workspace, session, order, stack(order, f"jam={2 if order == 'reversed' else 6}"))
    backs = [page for page in session.batch().pages if page.side == "back"]
    newest = max(backs, key=lambda page: page.number)
    assert still_waiting(session).backs == 2
    session.append(events.PageRejected(newest.id, "verknickt"))
    assert still_waiting(session).backs == 2
    captured = feed_backs(workspace, session, order, stack(order))
    assert captured.error is None  # as many came as there are fronts
    last = max(session.batch().pages, key=lambda page: page.number)
    assert last.sheet == (1 if order == "reversed" else SHEETS)
    kinds = {one.kind for one in check.open_doubts(session.batch())}
    assert "manual_duplex_count" not in kinds


def test_what_is_refused(workspace: Workspace, session: BatchSession, stack: Stack) -> None:
    with pytest.raises(EditRefused):
        feed_backs(workspace, session, "same", stack("same"))
    with pytest.raises(EditRefused):
        discard_backs(session, "nichts da")
    feed_fronts(workspace, session, stack("same"))
    feed_backs(workspace, session, "same", stack("same", "jam=4"))
    with pytest.raises(EditRefused):
        feed_backs(workspace, session, "reversed", stack("same"))
    assert still_waiting(session).order == "same"


def test_more_fronts_than_the_feeder_takes_are_one_stack(
    workspace: Workspace, session: BatchSession, stack: Stack, images: Path
) -> None:
    feed_fronts(workspace, session, f"simulated:{images}?sides=1&pages=1")
    feed_fronts(workspace, session, f"simulated:{images}?sides=1&pages=2", more=True)
    assert len(still_waiting(session).fronts) == SHEETS
    feed_fronts(workspace, session, f"simulated:{images}?sides=1&pages=2")
    assert len(still_waiting(session).fronts) == 2


def test_a_duplex_profile_is_fed_one_sided(
    workspace: Workspace, session: BatchSession, stack: Stack
) -> None:
    assert session.batch().profile.scan.source == "duplex"
    captured = feed_fronts(workspace, session, stack("same"))
    assert captured.duplex_pass is not None
    assert (captured.duplex_pass.side, captured.duplex_pass.order) == ("front", "")
    assert {page.side for page in session.batch().pages} == {"front"}


def test_the_command_feeds_one_pass_after_the_other(
    office: Office, images: Path, tmp_path: Path
) -> None:
    address = f"simulated:{images}?turn=reversed&tray={tmp_path / 'tray'}"
    command = ("--device", address, "--manual-duplex", "reversed", "--json")
    jammed = office.cli("scan", "--device", f"{address}&jam=3", *command[2:])
    assert jammed.json["error"] == "PaperJam"
    batch = jammed.json["batch"]
    fronts = office.ok("scan", "--batch", batch, *command)
    assert "3 Vorderseiten" in fronts.err
    assert f"scan --batch {batch} --manual-duplex reversed" in fronts.err
    assert office.ok("scan", "--batch", batch, *command).json["pages"] == SHEETS
    pages = office.ok("show", batch, "--json").json["pages"]
    assert [(one["sheet"], one["side"]) for one in pages] == PAIRED


def test_the_command_waits_for_the_stack_to_be_turned_where_somebody_sits(
    office: Office, images: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("\n"))
    address = f"simulated:{images}?turn=same&tray={tmp_path / 'tray'}"
    office.ok("scan", "--device", address, "--manual-duplex", "same")
    (batch,) = [
        one["batch"] for one in office.ok("batches", "--json").json if one["pages"] == 2 * SHEETS
    ]
    pages = office.ok("show", batch, "--json").json["pages"]
    assert [(one["sheet"], one["side"]) for one in pages] == PAIRED
