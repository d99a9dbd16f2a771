"""Operations that bring pages into the open batch, and what they tell while they run.

    OpenNew (EDIT) -> Scan (FEED) --told--> FeedBegun, FeedState ..., FeedOver

Whoever starts a feed (the place Scan, the place Check), it is told the same way: so one place
can show and steer it. The order of the stages is ``workflow.scan``'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from scanstation.errors import ScanstationError
from scanstation.ui.lanes import Lane
from scanstation.workflow.feeding import Feeding

if TYPE_CHECKING:
    from scanstation.devices.driver import DeviceInfo
    from scanstation.ui.desk import Desk
    from scanstation.workflow.capture import Captured
    from scanstation.workflow.import_files import Imported
    from scanstation.workflow.session import BatchSession
    from scanstation.workflow.stopped import Stopped


@dataclass(frozen=True, slots=True)
class FeedBegun:
    """Told: pages come in from now on; ``feeding`` steers them, None while files are imported."""

    operation: Feed | Import
    feeding: Feeding | None


@dataclass(frozen=True, slots=True)
class FeedOver:
    """Told: no more pages come from this operation.

    Attributes:
        error: what broke it off, None if it simply ran to its end or was stopped.
        stopped: what to say of a feed that ended before its end.
        failed: why files were not imported; the others were.
    """

    operation: Feed | Import
    error: ScanstationError | None
    stopped: Stopped | None = None
    failed: tuple[ScanstationError, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenNew:
    """Open a new batch and lay it on the desk; the one that lay there stays as it is."""

    profile: str
    received: str = ""
    box: str = ""
    expected_sheets: int | None = None
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> str:
        """Return the id of the new batch."""
        from scanstation.workflow import scan

        desk.require_rest()
        profile = desk.workspace.configuration.profile(self.profile)
        received = scan.receipt_date(self.received)
        session = desk.workspace.create(profile, received, self.box, self.expected_sheets)
        batch = session.batch().id
        desk.put(session)
        return batch


@dataclass(frozen=True, slots=True)
class Describe:
    """Put right what is known of the open batch; None leaves a value as it is."""

    received: str | None = None
    box: str | None = None
    expected_sheets: int | None = None
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Write it down; one step of undo."""
        from scanstation.workflow import describe

        describe.describe(desk.require_session(), self.received, self.box, self.expected_sheets)


@dataclass(frozen=True, slots=True)
class Scan:
    """Feed a stack to the end of the batch; ``device`` empty takes the one chosen last."""

    batch: str = ""
    device: str = ""
    lane: ClassVar[Lane] = Lane.FEED

    def run(self, desk: Desk) -> Captured:
        """Return what came; an error of the device stands in it."""
        from scanstation.workflow import scan

        feeding, device = Feeding(desk.tell), self.device or desk.device
        with _announced(desk, self, feeding) as (session, outcome):
            captured = scan.scan(desk.workspace, session, device, control=feeding, settle=False)
            outcome.error = captured.error
            outcome.stopped = scan.stopped_text(captured, session.batch())
        return captured


@dataclass(frozen=True, slots=True)
class InsertBefore:
    """Feed sheets before a page, called by its number."""

    page: int
    batch: str = ""
    device: str = ""
    lane: ClassVar[Lane] = Lane.FEED

    def run(self, desk: Desk) -> int:
        """Return how many pages came."""
        from scanstation.workflow import rescan

        workspace, page, device = desk.workspace, self.page, self.device or desk.device
        feeding = Feeding(desk.tell)
        with _announced(desk, self, feeding) as (session, _):
            return rescan.insert(workspace, session, page, device, control=feeding, settle=False)


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

        workspace, page, device = desk.workspace, self.page, self.device or desk.device
        feeding = Feeding(desk.tell)
        with _announced(desk, self, feeding) as (session, _):
            rescan.replace(workspace, session, page, device, control=feeding, settle=False)


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
            lambda session: import_image.import_image(desk.workspace, session, self.png()),
        )


@dataclass(frozen=True, slots=True)
class UseDevice:
    """The device that feeds use which name none."""

    address: str
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Take note of it."""
        desk.device = self.address


@dataclass(frozen=True, slots=True)
class FindDevices:
    """Ask every driver for its devices."""

    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> tuple[DeviceInfo, ...]:
        """Return what answered."""
        from scanstation.workflow import scan

        return tuple(scan.find_devices())


@dataclass(frozen=True, slots=True)
class RoomLeft:
    """Ask how many sheets the disk still takes before the reserve."""

    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> int:
        """Return the number of sheets."""
        from scanstation.workflow import room

        return room.sheets_left(desk.workspace)


Feed = Scan | InsertBefore | ReplacePage
Import = ImportFiles | ImportClipboard


def _imported(desk: Desk, operation: Import, work: Callable[[BatchSession], Imported]) -> Imported:
    with _announced(desk, operation, None) as (session, outcome):
        done = work(session)
        outcome.failed = tuple(one.error for one in done.failed)
    return done


@dataclass(slots=True)
class _Outcome:
    error: ScanstationError | None = None
    stopped: Stopped | None = None
    failed: tuple[ScanstationError, ...] = ()


@contextmanager
def _announced(
    desk: Desk, operation: Feed | Import, feeding: Feeding | None
) -> Iterator[tuple[BatchSession, _Outcome]]:
    """Tell beginning and end, whatever the end is; the batch stays on the desk meanwhile."""
    outcome = _Outcome()
    desk.tell(FeedBegun(operation, feeding))
    try:
        with desk.feeding(operation.batch) as session:
            yield session, outcome
    except ScanstationError as error:
        outcome.error = error
        raise
    except BaseException as error:
        outcome.error = ScanstationError(reason=type(error).__name__)
        raise
    finally:
        desk.tell(FeedOver(operation, outcome.error, outcome.stopped, outcome.failed))
