"""What the place Scan says about a feed that ended, and what it offers then."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from scanstation.errors import (
    NOTHING,
    DeviceValuesDiffer,
    ScanstationError,
    SidesDiffer,
    Text,
)
from scanstation.model import Ledger
from scanstation.ui.operations.devices import ValuesTaken
from scanstation.ui.operations.feeding import FeedOver
from scanstation.ui.scan_health import ScanHealth
from scanstation.ui.scan_job import Phase
from scanstation.ui.scan_site import ScanSite, ask_for_device, clear
from scanstation.ui.scan_values import ValuesQuestion
from scanstation.ui.widgets.banner import Choice

AGAIN = Text("Erneut ein&ziehen", "Feed a&gain")
GO_ON = Text("&Weiter einziehen", "&Go on feeding")
SKIP = Text("Blatt übers&pringen", "Sk&ip the sheet")
STOP = Text("Been&den", "&Stop")
LOOK = Text("B&latt {sheet} ansehen", "Loo&k at sheet {sheet}")
LEAVE = Text(
    "Es kommen noch Seiten herein. Alles Gesicherte bleibt im Stapel.",
    "Pages are still coming in. What is safe stays in the batch.",
)
STOP_AND_LEAVE = Text("Einzug beenden und s&chließen", "&Stop the feed and close")
STAY = Text("&Weiter scannen", "&Go on scanning")
OTHER_COUNT = Text(
    "Erwartet sind {expected} Blatt, gesichert sind {sheets}. Bitte den Stapel prüfen.",
    "{expected} sheets are expected, {sheets} are safe. Check the stack.",
)
FEED_MORE = Text("&Weitere Blätter einziehen", "Feed &more sheets")
TAKE_COUNT = Text("An&zahl {sheets} übernehmen", "Ta&ke {sheets} as expected")
LATER = Text("S&päter klären", "Late&r")
TURN: dict[str, Text] = {
    "reversed": Text(
        "{fronts} Vorderseiten sind gesichert. Bitte den ganzen Stapel wenden und einlegen; die "
        "Rückseite des letzten Blatts wird zuerst eingezogen.",
        "{fronts} fronts are safe. Turn the stack over as a whole and put it in; the back of the "
        "last sheet is fed first.",
    ),
    "same": Text(
        "{fronts} Vorderseiten sind gesichert. Bitte jedes Blatt einzeln wenden und den Stapel in "
        "derselben Reihenfolge einlegen.",
        "{fronts} fronts are safe. Turn each sheet by itself and put the stack in in the same "
        "order.",
    ),
}
FEED_BACKS = Text("Rückseiten ein&ziehen", "Feed the bac&ks")
MORE_FRONTS = Text("&Weitere Vorderseiten", "&More fronts")
NO_BACKS = Text("Ohne Rücksei&ten", "&Without backs")
BACKS_AGAIN = Text("Rückseiten verwer&fen und neu einziehen", "Re&ject the backs and feed again")
KEEP_BACKS = Text("So behal&ten", "&Keep them so")
REASON = "Rückseiten neu eingezogen / backs fed again"
"""Why the backs were rejected, in the journal."""
BUSY = Text(
    "Es kommen gerade Seiten herein. Bitte danach noch einmal importieren.",
    "Pages are coming in just now. Import again afterwards.",
)
ELSEWHERE = Text("{happened} Weiter bei „Scannen“ ({key}).", "{happened} Go on at “Scan” ({key}).")
FILES_FAILED = Text("{count} Dateien nicht importiert: {first}", "{count} files failed: {first}")


class ScanNotices:
    """Fills the banners of the place."""

    def __init__(self, view: ScanSite, health: ScanHealth) -> None:
        self._view, self._health = view, health
        view.job.ended.connect(self._ended)
        self._values = ValuesQuestion(view)
        view.job.failed.connect(self._not_begun)
        view.services.bridge.told.connect(self._told)
        view.job.changed.connect(self._changed)
        view.job.turn.connect(self.turn)
        view.feeder.dismissed.connect(self._leave)

    def clear(self) -> None:
        """Nothing is to be said any more."""
        clear(self._view)

    def no_device(self) -> None:
        """There is nothing to scan with."""
        ask_for_device(self._view)

    def may_import(self) -> bool:
        """Whether nothing else comes in now; if not, say so."""
        if self._view.job.busy:
            self._view.front_banner().note(BUSY)
            return False
        self.clear()
        return True

    def nothing_to_import(self, why: Text) -> None:
        """There is nothing to import."""
        self._view.front_banner().problem(why)

    def not_described(self, error: ScanstationError) -> None:
        """What was typed is no date, or the batch takes no more words."""
        self._view.banner.error(error)
        self._view.panel.take_over()

    def ask_to_leave(self, then: Callable[[], object]) -> None:
        """Ask before a feed is stopped, because the batch is to leave the window."""
        job, banner = self._view.job, self._view.banner

        def leave() -> None:
            banner.clear()
            job.when_over(then)

        banner.note(LEAVE, [Choice(STOP_AND_LEAVE, leave), Choice(STAY, banner.clear)])

    def _changed(self) -> None:
        if self._view.job.phase not in (Phase.PAUSED, Phase.TROUBLE, Phase.TURN):
            self._view.feeder.clear()

    def _told(self, value: object) -> None:
        """The device takes other values that are as good: it feeds, and a person knows."""
        if isinstance(value, ValuesTaken):
            self._view.banner.note(value.said)

    def _not_begun(self, error: ScanstationError) -> None:
        if isinstance(error, DeviceValuesDiffer):
            self._values.ask(error, self._view.start)
        else:
            self._view.banner.error(error)

    def _ended(self, over: FeedOver) -> None:
        if over.error is not None and not self._view.isVisible():
            self._tell_elsewhere(over.error)
        if isinstance(over.error, SidesDiffer):
            self._sides_differ(over.error)
        elif isinstance(over.error, DeviceValuesDiffer):
            self._values.ask(over.error, self._view.job.again)
        elif over.stopped is not None:
            self._stopped(over)
        elif over.error is not None:
            self._failed(over.error)
        elif over.failed:
            self._files_failed(over.failed)
        elif self._view.job.phase is Phase.TURN:
            self.turn()
        else:
            self._count_sheets(over.ledger)

    def _tell_elsewhere(self, error: ScanstationError) -> None:
        """Somebody works in another place: say it there, too, and leave the focus alone."""
        where = self._view.services.commands.key_text("place.scan")
        said = filled(ELSEWHERE, happened=error.happened_text(), key=where)
        self._view.front_banner().problem(said)

    def _stopped(self, over: FeedOver) -> None:
        """After a pause, a jam, a lost device: what is safe, what goes back into the feeder."""
        stopped, banner = over.stopped, self._view.feeder
        if stopped is None:
            return
        advice = stopped.put_back if stopped.put_back != NOTHING else stopped.remedy
        hint = self._health.hint_after(over.error)
        said = _sentences(stopped.happened, stopped.last_safe, advice, hint)
        choices = [self._offer(str(offer)) for offer in stopped.offers]
        if stopped.page:
            look = filled(LOOK, sheet=stopped.next_sheet - 1)
            choices.append(Choice(look, lambda: self._view.look_at(stopped.page)))
        if self._view.job.phase is Phase.PAUSED:
            banner.guide(said, choices)
        else:
            banner.stopped(over.error, said, choices)

    def _offer(self, offer: str) -> Choice:
        job = self._view.job
        paused = job.phase is Phase.PAUSED
        offers = {
            "retry": Choice(GO_ON if paused else AGAIN, job.again),
            "skip": Choice(SKIP, job.skip),
            "stop": Choice(STOP, self._leave),
        }
        return offers[offer]

    def _leave(self) -> None:
        self.clear()
        self._view.job.leave()

    def _failed(self, error: ScanstationError) -> None:
        """The feed could not begin, or an import broke off."""
        plain = Text(error.sentence("de"), error.sentence("en"))
        said = _sentences(plain, self._health.hint_after(error))
        offers = ["retry", "stop"] if self._view.job.operation is not None else ["stop"]
        self._view.feeder.stopped(error, said, [self._offer(one) for one in offers])

    def _files_failed(self, failed: tuple[ScanstationError, ...]) -> None:
        first = failed[0].happened_text()
        banner = self._view.front_banner()
        if len(failed) == 1:
            banner.error(failed[0])
        else:
            banner.problem(FILES_FAILED, count=len(failed), first=first)

    def _count_sheets(self, ledger: Ledger | None) -> None:
        """At the end of a stack: does its count agree with what was expected?"""
        if ledger is None or ledger.expected_sheets in (None, ledger.sheets):
            return
        counts = {"expected": ledger.expected_sheets, "sheets": ledger.sheets}
        view = self._view
        choices = [
            Choice(FEED_MORE, view.start),
            Choice(filled(TAKE_COUNT, **counts), partial(view.take_count, ledger.sheets)),
            Choice(LATER, view.banner.clear),
        ]
        view.banner.note(filled(OTHER_COUNT, **counts), choices)

    def turn(self) -> None:
        """The fronts are there: how the stack goes back into the feeder."""
        waiting = self._view.job.waiting
        if waiting is None:
            return
        order = waiting.order or self._view.panel.plan.turned or "reversed"
        choices = [Choice(FEED_BACKS, self._view.start)]
        if not waiting.backs:
            choices.append(Choice(MORE_FRONTS, self._more_fronts))
        choices.append(Choice(NO_BACKS, self._leave))
        said = filled(TURN[order], fronts=len(waiting.fronts), backs=waiting.backs)
        self._view.feeder.guide(said, choices)

    def _more_fronts(self) -> None:
        panel = self._view.panel
        if panel.devices.address:
            self._view.job.more_fronts(panel.plan, panel.devices.address)
        else:
            self.no_device()

    def _sides_differ(self, error: ScanstationError) -> None:
        """Kept as they are, or fed again: a person decides."""
        said = Text(error.sentence("de"), error.sentence("en"))
        again = Choice(BACKS_AGAIN, partial(self._view.job.discard_backs, REASON))
        self._view.feeder.stopped(error, said, [again, Choice(KEEP_BACKS, self._leave)])


def filled(text: Text, **details: object) -> Text:
    """Return a text with its details in both languages."""
    return Text(text.say("de", **details), text.say("en", **details))


def _sentences(*parts: Text) -> Text:
    said = [one for one in parts if one != NOTHING]
    return Text(" ".join(one.de for one in said), " ".join(one.en for one in said))
