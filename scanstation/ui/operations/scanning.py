"""Operations that bring pages into the open batch: ``OpenNew`` (EDIT), then a feed (FEED).

What they tell while they run stands in ``feeding``; the order of the stages is ``workflow``'s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from scanstation.settings import require_device
from scanstation.ui.lanes import Lane
from scanstation.ui.operations.feeding import FeedBegun, FeedOver, announced, fed

if TYPE_CHECKING:
    from scanstation.devices.driver import DeviceInfo
    from scanstation.ui.desk import Desk
    from scanstation.workflow.capture import Captured
    from scanstation.workflow.import_files import Imported
    from scanstation.workflow.manual_duplex import StackOrder, Waiting
    from scanstation.workflow.session import BatchSession


__all__ = [
    "DiscardBacks",
    "FeedBacks",
    "FeedBegun",
    "FeedFronts",
    "FeedOver",
    "FindDevices",
    "FrontsWaiting",
    "ImportClipboard",
    "ImportFiles",
    "InsertBefore",
    "NoteRepeats",
    "OpenNew",
    "ReplacePage",
    "RoomLeft",
    "Scan",
    "SkipSheet",
    "UseDevice",
]


@dataclass(frozen=True, slots=True)
class OpenNew:
    """Open a new batch and lay it on the desk; the one that lay there stays as it is.

    Attributes:
        device: it will be fed from; refused if it is known to take worse values than the
            profile's, which nobody accepted.
        by_hand: only fronts are fed at once.
    """

    profile: str
    received: str = ""
    box: str = ""
    expected_sheets: int | None = None
    device: str = ""
    by_hand: bool = False
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> str:
        """Return the id of the new batch."""
        from scanstation.workflow import device_profiles, scan

        desk.require_rest()
        workspace = desk.workspace
        profile = workspace.configuration.profile(self.profile)
        if self.device:
            require_device(workspace.settings, workspace.tenant, self.device)
            asked = replace(profile.scan, source="feeder") if self.by_hand else profile.scan
            device_profiles.require_foreseen(workspace.home, self.device, asked, desk.accepted)
        received = scan.receipt_date(self.received)
        session = workspace.create(profile, received, self.box, self.expected_sheets)
        batch = session.batch().id
        desk.put(session)
        return batch


@dataclass(frozen=True, slots=True)
class Scan:
    """Feed a stack to the end of the batch; ``device`` empty takes the one chosen last."""

    batch: str = ""
    device: str = ""
    lane: ClassVar[Lane] = Lane.FEED

    def run(self, desk: Desk) -> Captured | None:
        """Return what came; an error of the device stands in it."""
        from scanstation.workflow import scan

        return fed(desk, self, scan.scan)


@dataclass(frozen=True, slots=True)
class InsertBefore:
    """Feed sheets before a page, called by its number."""

    page: int
    batch: str = ""
    device: str = ""
    lane: ClassVar[Lane] = Lane.FEED

    def run(self, desk: Desk) -> Captured | None:
        """Return what came; an error of the device stands in it."""
        from scanstation.workflow import rescan

        return fed(desk, self, partial(rescan.feed_before, number=self.page))


@dataclass(frozen=True, slots=True)
class ReplacePage:
    """Scan a page again and let it take the place of the old one, called by its number."""

    page: int
    batch: str = ""
    device: str = ""
    lane: ClassVar[Lane] = Lane.FEED

    def run(self, desk: Desk) -> None:
        """Feed one sheet."""
        from scanstation.workflow import rescan

        fed(desk, self, partial(rescan.replace, number=self.page))


@dataclass(frozen=True, slots=True)
class FeedFronts:
    """Feed the fronts of a stack on a scanner that reads one side.

    Attributes:
        order: how the stack will be turned, for the backs.
        more: the feeder took only a part, these are fronts of the same stack.
    """

    order: StackOrder
    more: bool = False
    batch: str = ""
    device: str = ""
    lane: ClassVar[Lane] = Lane.FEED

    def run(self, desk: Desk) -> Captured | None:
        """Return what came; an error of the device stands in it."""
        from scanstation.workflow import manual_duplex

        return fed(desk, self, partial(manual_duplex.feed_fronts, more=self.more), turned=True)


@dataclass(frozen=True, slots=True)
class FeedBacks:
    """Feed the backs of the stack whose fronts are there."""

    order: StackOrder
    batch: str = ""
    device: str = ""
    lane: ClassVar[Lane] = Lane.FEED

    def run(self, desk: Desk) -> Captured | None:
        """Return what came; ``SidesDiffer`` if it is not as many as there are fronts."""
        from scanstation.workflow import manual_duplex

        return fed(desk, self, partial(manual_duplex.feed_backs, order=self.order), turned=True)


@dataclass(frozen=True, slots=True)
class NoteRepeats:
    """Look for sheets of the last feed that lie in the batch already, once its end was told.

    Pages are decoded for it, in some batches for seconds; the batch stays on the desk meanwhile.
    """

    batch: str = ""
    lane: ClassVar[Lane] = Lane.FEED

    def run(self, desk: Desk) -> None:
        """Note them as doubts."""
        from scanstation.workflow import fed_again

        with desk.feeding(self.batch) as session:
            fed_again.note_repeats(session)


@dataclass(frozen=True, slots=True)
class DiscardBacks:
    """Reject the backs of the last stack, which then waits for them again."""

    reason: str
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> int:
        """Return how many there were."""
        from scanstation.workflow import manual_duplex

        return manual_duplex.discard_backs(desk.require_session(), self.reason)


@dataclass(frozen=True, slots=True)
class FrontsWaiting:
    """Ask whether a stack waits for its backs, also after a restart."""

    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> Waiting | None:
        """Return what is known of it."""
        from scanstation.workflow import manual_duplex

        session = desk.session
        return None if session is None or desk.read_only else manual_duplex.waiting(session)


@dataclass(frozen=True, slots=True)
class SkipSheet:
    """Note that a sheet is left out on purpose: the one of this number, 0 for the next."""

    sheet: int = 0
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Write it into the journal, for the transfer note."""
        from scanstation.workflow import scan

        scan.skip_sheet(desk.require_session(), self.sheet)


@dataclass(frozen=True, slots=True)
class ImportFiles:
    """Import files to the end of the batch; one that fails does not stop the others."""

    paths: tuple[Path, ...]
    batch: str = ""
    lane: ClassVar[Lane] = Lane.FEED

    def run(self, desk: Desk) -> Imported:
        """Return how many pages came and which files failed."""
        from scanstation.workflow import scan

        return _imported(
            desk,
            self,
            lambda session: scan.import_files(
                desk.workspace, session, self.paths, desk.tell, settle=False
            ),
        )


@dataclass(frozen=True, slots=True)
class ImportClipboard:
    """Import a picture of the clipboard; ``png`` encodes it, which takes its time."""

    png: Callable[[], bytes]
    batch: str = ""
    lane: ClassVar[Lane] = Lane.FEED

    def run(self, desk: Desk) -> Imported:
        """Return how many pages came."""
        from scanstation.workflow import import_image

        return _imported(
            desk,
            self,
            lambda session: import_image.import_image(
                desk.workspace, session, self.png(), settle=False
            ),
        )


@dataclass(frozen=True, slots=True)
class UseDevice:
    """The device that feeds use which name none."""

    address: str
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Take note of it (``DeviceNotAllowed`` says at once what a feed would say)."""
        workspace = desk.workspace
        desk.device = self.address
        if self.address:
            require_device(workspace.settings, workspace.tenant, self.address)


@dataclass(frozen=True, slots=True)
class FindDevices:
    """Ask every driver for its devices."""

    lane: ClassVar[Lane] = Lane.SLOW

    def run(self, desk: Desk) -> tuple[DeviceInfo, ...]:
        """Return what answered."""
        from scanstation.workflow import scan

        with desk.button.away():  # some drivers do not list what is open
            return tuple(scan.find_devices(desk.workspace, desk.ending))


@dataclass(frozen=True, slots=True)
class RoomLeft:
    """Ask how many sheets the disk still takes before the reserve."""

    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> int:
        """Return the number of sheets."""
        from scanstation.workflow import room

        session = desk.session
        return room.sheets_left(desk.workspace, session.batch() if session is not None else None)


Feed = Scan | InsertBefore | ReplacePage | FeedFronts | FeedBacks
Import = ImportFiles | ImportClipboard


def _imported(desk: Desk, operation: Import, work: Callable[[BatchSession], Imported]) -> Imported:
    with announced(desk, operation, None) as (session, outcome):
        done = work(session)
        outcome.failed = tuple(one.error for one in done.failed)
    return done
