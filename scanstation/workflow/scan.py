"""One scan or import from start to documents: the stages in a row."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from scanstation import events
from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import Capabilities, DeviceInfo, Frame
from scanstation.devices.listing import list_all
from scanstation.errors import DeviceError, ImportFileError, Text, UnknownDevice
from scanstation.model import BatchState
from scanstation.progress import Report, silent
from scanstation.sandbox import Limits
from scanstation.settings import is_permitted, permitted_drivers, require_device
from scanstation.workflow import device_profiles, device_values, fed_again, orientation, separate
from scanstation.workflow import import_files as importing
from scanstation.workflow.abandon import abandon
from scanstation.workflow.analyse import analyse_missing
from scanstation.workflow.capture import Captured, Feed, FeedRun
from scanstation.workflow.catalogue import file_text, imported_files
from scanstation.workflow.describe import receipt_date
from scanstation.workflow.device_profiles import DeviceProfiles, drivers
from scanstation.workflow.device_values import Difference
from scanstation.workflow.device_watch import Watched, Watching, watched
from scanstation.workflow.dropped import files_of
from scanstation.workflow.fed_sheets import Placing
from scanstation.workflow.feeding import Feeding
from scanstation.workflow.room import has_room, require_room
from scanstation.workflow.session import BatchSession
from scanstation.workflow.stopped import Offer, Stopped, skip_sheet, stopped_text
from scanstation.workflow.workspace import Workspace

__all__ = [
    "Offer",
    "Stopped",
    "Turn",
    "arrange",
    "drivers",
    "find_devices",
    "give_up_if_empty",
    "has_room",
    "import_files",
    "import_limits",
    "only_device",
    "permitted",
    "receipt_date",
    "require_room",
    "scan",
    "skip_sheet",
    "stopped_text",
]


@dataclass(frozen=True, slots=True)
class Turn:
    """A pass of a manual duplex scan; see ``workflow.manual_duplex``."""

    duplex_pass: events.DuplexPass
    placing: Placing | None


KnownFiles = Callable[[], dict[str, str]]
"""Asked for at the first file of a feed: the batch of every file imported before."""

NOTHING_IMPORTED = Text(
    "Keine Datei ließ sich importieren ({reasons})", "No file could be imported ({reasons})"
)

ALREADY_IMPORTED = Text(
    "Eine Datei des Ordners liegt schon in Stapel {batch}; sie wurde nicht noch einmal importiert",
    "A file of the folder is in batch {batch} already; it was not imported again",
)


def find_devices(workspace: Workspace, ended: threading.Event | None = None) -> list[DeviceInfo]:
    """Return the permitted devices of every driver; a driver that crashes does not hide others.

    The station remembers their models. Once ``ended`` is set, nobody is asked any longer.
    """
    settings, tenant = workspace.settings, workspace.tenant
    every = list_all(permitted_drivers(settings, tenant, drivers()), ended=ended)
    found = [one for one in every if is_permitted(settings, tenant, one.address)]
    DeviceProfiles(workspace.home).listed(found)
    return found


def scan(
    workspace: Workspace,
    session: BatchSession,
    device: str = "",
    *,
    before: str = "",
    report: Report = silent,
    control: Feeding | None = None,
    settle: bool = True,
    turn: Turn | None = None,
    station: Path | None = None,
) -> Captured:
    """Feed one stack into a batch and separate it.

    Args:
        device: its address; empty takes the only one that is found.
        before: page to insert before.
        control: steers the feed from other threads and tells how it goes.
        settle: False leaves repeats, separation and OSD to the caller (``arrange``).
        turn: the pass of a manual duplex scan that this feed is.
        station: home whose book on devices counts this feed; None takes the workspace's.

    Raises:
        StateRefused: the batch takes no more pages.
        UnknownDevice, DeviceNotAllowed, DeviceError: the device cannot be opened.
        DeviceValuesDiffer: it takes worse values, which ``control.accepts`` did not accept.
        ScanCancelled: ``control`` was stopped before the feed began.
        StoreError: the disk is full or cannot be written; acknowledged pages are safe.
    """
    steering = control or Feeding()
    known = functools.cache(functools.partial(imported_files, workspace))
    with ExitStack() as stack:
        stack.enter_context(steering.prepared())
        profile = session.require(BatchState.OPEN).profile
        require_room(workspace)
        asked = replace(profile.scan, source="feeder") if turn else profile.scan
        address = permitted(workspace, device)
        client = _opened(stack, _watching(workspace, session, address, station))
        device_profiles.learn_once(workspace.home, address, client)
        options = device_values.settle(client, asked)
        told = _told(session, address, device_values.differences(asked, options), steering.accepts)
        offered = _offered(workspace, address, client)
        steering.knows(rated=offered.rated)
        feed = Feed(address, options, before, noted=told, firmware=offered.firmware)
        feed = _turned(feed, turn)
        run = FeedRun(session, client, feed, report, lambda: has_room(workspace), steering)
        captured = run.run(functools.partial(_take_file, workspace, session, known))
    if settle:
        arrange(workspace, session)
    return captured


def import_files(
    workspace: Workspace,
    session: BatchSession,
    files: Sequence[Path],
    report: Report = silent,
    *,
    settle: bool = True,
) -> importing.Imported:
    """Import files into a batch and separate it.

    Args:
        files: in this order; folders stand for the files in them.
        settle: False leaves separation and OSD to the caller (``arrange``).

    Raises:
        StateRefused: the batch takes no more pages.
        StoreError: the disk is full or cannot be written; imported files are safe.
    """
    session.require(BatchState.OPEN)
    require_room(workspace)
    chosen = files_of(files)
    limits = import_limits(workspace)
    done = importing.import_files(session, chosen, limits, report, lambda: has_room(workspace))
    if settle:
        arrange(workspace, session)
    return done


def give_up_if_empty(session: BatchSession, done: importing.Imported) -> bool:
    """Give a batch up that an import left without a page, as every file of it failed.

    The batch is closed then, with the reason; the caller reads what it wants to know before.
    """
    if session.batch().pages or not done.failed:
        return False
    names = ", ".join(type(one.error).__name__ for one in done.failed)
    abandon(session, NOTHING_IMPORTED.say("de", reasons=names))
    return True


def arrange(workspace: Workspace, session: BatchSession) -> None:
    """After pages came in: find repeats, separate, turn those upright that need a closer look."""
    fed_again.note_repeats(session)
    separate.run(session)
    orientation.recognise_unsure(workspace, session)


def import_limits(workspace: Workspace) -> Limits:
    """Return the limits of the settings for files from outside."""
    limits = workspace.settings.limits
    return Limits(
        idle_seconds=float(limits.import_seconds),
        memory=limits.import_memory_mb << 20,
        pixels=limits.import_megapixels * 1_000_000,
    )


def _watching(
    workspace: Workspace, session: BatchSession, address: str, station: Path | None
) -> Watching:
    actor, batch = workspace.actor, session.batch()
    private = (actor.operator, actor.station, batch.box)
    return Watching(station or workspace.home, address, batch.id, private)


def _opened(stack: ExitStack, watching: Watching) -> Watched:
    """Return the device behind its worker, watched."""
    worker = stack.enter_context(DeviceClient(watching.address, drivers=drivers()))
    return stack.enter_context(watched(watching, worker))


def _turned(feed: Feed, turn: Turn | None) -> Feed:
    if turn is None:
        return feed
    return replace(feed, placing=turn.placing, duplex_pass=turn.duplex_pass)


def _told(
    session: BatchSession, address: str, found: Sequence[Difference], accepts: device_values.Accepts
) -> tuple[events.AnomalyNoted, ...]:
    """Return what the transfer note says of other values than the profile's.

    What the batch's journal says already was told and accepted before this feed.
    """
    if not found:
        return ()
    said = device_values.noted(found)
    before = [one.text for one in session.batch().anomalies if one.kind == device_values.NOTED]
    if said in before:
        return ()
    device_values.require_accepted(address, found, accepts)
    return (events.AnomalyNoted(device_values.NOTED, said),)


def _offered(
    workspace: Workspace, address: str, client: device_values.Configurable
) -> Capabilities:
    """Speed and firmware are only shown: a device that cannot tell them feeds all the same."""
    try:
        offered = client.capabilities()
    except DeviceError:
        return Capabilities((), (), (), ())
    device_profiles.compare_firmware(workspace.home, address, offered)
    return offered


def permitted(workspace: Workspace, device: str) -> str:
    """Return the device to feed from, the only one if none is named; see ``scan``."""
    address = device or only_device(workspace)
    require_device(workspace.settings, workspace.tenant, address)
    return address


def only_device(workspace: Workspace) -> str:
    """Return the address of the only permitted device that is found.

    Raises:
        UnknownDevice: there is none, or there are several.
    """
    found = find_devices(workspace)
    if len(found) == 1:
        return found[0].address
    raise UnknownDevice(device=", ".join(one.address for one in found) or "-")


def _take_file(
    workspace: Workspace, session: BatchSession, known: KnownFiles, frame: Frame, running: str
) -> tuple[str, ...] | None:
    """Import a watched folder's file once: a kill may have come before it was put away."""
    elsewhere = known().get(file_text(frame.id))
    if elsewhere is not None:
        session.append(_already_imported(elsewhere))
        return ()
    try:
        pages = importing.import_frame(session, frame, running, import_limits(workspace))
    except ImportFileError as error:
        session.append(
            events.AnomalyNoted("file_rejected", error.happened_text(), needs_answer=True)
        )
        return None
    analyse_missing(session)
    return pages


def _already_imported(batch: str) -> events.AnomalyNoted:
    said = Text(ALREADY_IMPORTED.say("de", batch=batch), ALREADY_IMPORTED.say("en", batch=batch))
    return events.AnomalyNoted("already_imported", said)
