"""Case files behind a target that was away: asked again once a person said that it is back."""

from __future__ import annotations

from scanstation.indexing.lookup import Answer, CachedCaseFiles, CaseFile
from scanstation.settings import load_settings
from scanstation.ui import app
from scanstation.ui.access import Access
from scanstation.ui.desk import Desk
from scanstation.ui.operations.sending import LogIn, SendRound, TryTarget
from scanstation.upload.credentials import FileCredentials
from tests.builders.office import TENANT, Office
from tests.ui.sending.conftest import Eakte

NUMBER = "50.1-101/2026"


class Shelf:
    """Case files that count how often they are asked."""

    def __init__(self) -> None:
        self.asked = 0

    def exact(self, number: str) -> Answer:
        self.asked += 1
        return Answer("miss")

    def search(self, text: str, limit: int = 20) -> tuple[CaseFile, ...]:
        return ()


def desk_of(office: Office) -> tuple[Desk, Shelf]:
    """Return a desk whose look-ups remember that the case file is missing."""
    desk = app.make_desk(app.Start("de", "anna"), load_settings(), None)
    desk.access = Access(FileCredentials(office.home))
    shelf = Shelf()
    lookups = desk.lookups()
    assert isinstance(lookups, dict)
    lookups["akten"] = CachedCaseFiles(shelf, office.home / TENANT / "lookups" / "proof.sqlite")
    lookups["akten"].exact(NUMBER)
    lookups["akten"].exact(NUMBER)
    assert shelf.asked == 1
    return desk, shelf


def test_retry_now_asks_again_and_the_clock_does_not(office: Office, eakte: Eakte) -> None:
    desk, shelf = desk_of(office)
    SendRound().run(desk)
    desk.lookups()["akten"].exact(NUMBER)
    assert shelf.asked == 1
    SendRound(again=True).run(desk)
    desk.lookups()["akten"].exact(NUMBER)
    assert shelf.asked == 2


def test_a_target_that_answers_a_test_is_asked_again(office: Office, eakte: Eakte) -> None:
    desk, shelf = desk_of(office)
    TryTarget("ablage").run(desk)
    desk.lookups()["akten"].exact(NUMBER)
    assert shelf.asked == 2


def test_a_new_login_opens_the_look_ups_anew(office: Office, eakte: Eakte) -> None:
    desk, _ = desk_of(office)
    before = desk.lookups()["akten"]
    LogIn("ablage", "scanstation", "neu").run(desk)
    assert desk.lookups()["akten"] is not before
