"""Operations that bring documents to their targets, and that ask how they stand."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from scanstation.ui.lanes import Lane

if TYPE_CHECKING:
    from scanstation.ui.desk import Desk
    from scanstation.upload.uploader import TargetInfo
    from scanstation.workflow.dispatch import Outlook, Round
    from scanstation.workflow.outbox_rows import OutboxReader, OutboxRow


@dataclass(frozen=True, slots=True)
class Sending:
    """What a round brought and when the next one makes sense."""

    round: Round
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class SendRound:
    """Write the packages of every released batch and send what waits, once.

    Attributes:
        again: a person asks: permanent failures are tried once more, what was released just now
            goes out, and the lists of case files are asked again.
        last: what the round before brought.
    """

    again: bool = False
    last: Sending | None = None
    lane: ClassVar[Lane] = Lane.SEND

    def run(self, desk: Desk) -> Sending | None:
        """Do the round, None if nothing waits; the window's end ends it between two steps."""
        from scanstation.workflow.outbox_rows import anything_waits

        if self.again:
            desk.access.ask_again()
        if not anything_waits(desk.workspace):
            return None  # what exports and sends is not even loaded
        from scanstation.upload.outbox import Pace, utc_now
        from scanstation.workflow import dispatch
        from scanstation.workflow.grace import Grace
        from scanstation.workflow.upload import Outbox

        workspace = desk.workspace
        seconds = 0 if self.again else workspace.settings.release.withdraw_seconds
        grace = Grace(seconds, desk.kept)
        patience = dispatch.patience(workspace.settings)
        before = self.last.outlook if self.last else dispatch.Outlook(patience)
        outbox = Outbox(
            credentials=desk.access.credentials(desk.workspace),
            pace=Pace(keep_going=lambda: not desk.ending.is_set()),
            retry=patience,
            again=self.again,
            address=desk.access.address,
        )
        with desk.sending:
            found = dispatch.run(workspace, outbox, grace=grace)
        return Sending(found, dispatch.outlook(before, found, utc_now(), random.random))


@dataclass(frozen=True, slots=True)
class ReadOutbox:
    """How every document stands on its way."""

    reader: OutboxReader
    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> tuple[OutboxRow, ...]:
        """Return the rows."""
        return self.reader.read(desk.workspace, desk.access.address)


@dataclass(frozen=True, slots=True)
class BrowserCode:
    """The one-time code that the training's web page asks for."""

    lane: ClassVar[Lane] = Lane.SLOW

    def run(self, desk: Desk) -> str:
        """Return it; empty outside the training."""
        return desk.browser_code()


@dataclass(frozen=True, slots=True)
class TryTarget:
    """Reach a target, log in and look whether documents can go there."""

    target: str
    lane: ClassVar[Lane] = Lane.SLOW

    def run(self, desk: Desk) -> TargetInfo:
        """Return what the target says of itself."""
        from scanstation.workflow.upload import opened_target

        target = desk.workspace.configuration.target(self.target)
        if desk.access.address:
            target = replace(target, address=desk.access.address)
        with opened_target(
            desk.workspace, target, desk.access.credentials(desk.workspace)
        ) as uploader:
            found = uploader.test()
        desk.access.ask_again()
        return found


@dataclass(frozen=True, slots=True)
class LogIn:
    """Keep a target's login in the keyring."""

    target: str
    user: str
    secret: str = field(repr=False)
    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> None:
        """Put it into the store of the logins; look-ups go on with it, too."""
        from scanstation.upload.credentials import Secret

        workspace = desk.workspace
        target = workspace.configuration.target(self.target)
        secret = Secret(self.user or target.user, self.secret)
        desk.access.credentials(desk.workspace).put(workspace.tenant, target.name, secret)
        desk.access.forget()
