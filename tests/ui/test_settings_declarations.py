"""Declarations on a share are asked for from the settings, by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from scanstation.errors import Language
from scanstation.settings import load_settings, policies, save_setting
from scanstation.ui.dialogs.settings import SettingsDialog
from scanstation.ui.dialogs.values import WrappedLabel
from scanstation.ui.main_window import MainWindow
from tests.builders.machine import machine as machine_of
from tests.ui.conftest import OpenWindow
from tests.ui.driving import Operator, settle, wait_for
from tests.ui.sending.conftest import shown

PROFILE = '[title]\nde = "{de}"\nen = "{en}"\n'
BUTTON = "Vorgaben jetzt aktualisieren"


class Share:
    """What IT keeps for the tenant."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.profiles = folder / "tenants" / load_settings().settings.tenant / "profiles"
        self.profiles.mkdir(parents=True)
        self.declare("amt", "Amtspost")

    def declare(self, name: str, title: str) -> None:
        text = PROFILE.format(de=title, en=title)
        (self.profiles / f"{name}.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def share(home: Path, tmp_path: Path) -> Share:
    share = Share(tmp_path / "Freigabe")
    save_setting(load_settings(), "declarations.folder", str(share.folder))
    return share


def administration(window: MainWindow, person: Operator) -> SettingsDialog:
    person.press("Ctrl+,")
    dialog = shown(SettingsDialog)
    assert dialog.accept_button is not None
    wait_for(dialog.accept_button.isEnabled, "the values")
    person.press(*["Right"] * 5)
    assert dialog.tabs.currentWidget() is dialog.administration
    return dialog


def said(dialog: SettingsDialog, *words: str) -> None:
    wait_for(lambda: all(one in dialog.banner.text for one in words), f"the notice {words}")
    button = dialog.administration.update_button
    wait_for(button.hasFocus, "the focus to come back")
    settle()
    assert button.visibleRegion().boundingRect() == button.rect(), "it is not in sight"


def titles(window: MainWindow) -> set[str]:
    return {one.title.de for one in window.services.bridge.state.profiles}


def test_what_is_new_on_the_share_counts_at_once_and_is_named(
    open_window: OpenWindow, share: Share, person: Operator
) -> None:
    window = open_window()
    assert "Amtspost" in titles(window)
    share.declare("amt", "Post des Amtes")
    share.declare("eil", "Eilpost")
    dialog = administration(window, person)
    person.walk_to(BUTTON)
    person.press("Space")
    tenant = window.services.bridge.state.tenant
    said(dialog, f"neu {tenant}/profiles/eil.toml", f"geändert {tenant}/profiles/amt.toml")
    assert {"Post des Amtes", "Eilpost"} <= titles(window)
    listed = [dialog.profiles.list.item(row).text() for row in range(dialog.profiles.list.count())]
    assert "🔒 Eilpost" in listed
    person.press("Space")
    said(dialog, "Nichts Neues", str(share.folder), "(2 Dateien)")
    window.services.speech.use("en")
    assert "Nothing new" in dialog.banner.text
    assert dialog.administration.update_button.text() == "Update declarations &now"


def test_a_share_that_is_away_or_wrong_changes_nothing_and_says_what_counts(
    open_window: OpenWindow, share: Share, person: Operator
) -> None:
    window = open_window()
    before = titles(window)
    (share.profiles / "amt.toml").write_text("title = [", encoding="utf-8")
    dialog = administration(window, person)
    person.walk_to(BUTTON)
    person.press("Space")
    said(dialog, "nicht zu übernehmen", "amt.toml", "Es gilt weiter die Kopie vom", "geändert")
    share.folder.rename(share.folder.with_name("fort"))
    person.press("Space")
    said(dialog, "nicht zu übernehmen", "Es gilt weiter die Kopie vom")
    assert titles(window) == before


def test_values_that_are_not_saved_are_not_dropped(
    open_window: OpenWindow, share: Share, person: Operator
) -> None:
    dialog = administration(open_window(), person)
    person.walk_to("Übliches Ziel")
    person.type_text("x")
    person.walk_to(BUTTON)
    person.press("Space")
    said(dialog, "noch nicht gespeichert")
    assert dialog.administration.changes()["target"].endswith("x")


def test_without_a_share_the_button_says_why_it_cannot_be_pressed(
    open_window: OpenWindow, person: Operator
) -> None:
    page = administration(open_window(), person).administration
    assert not page.update_button.isEnabled()
    assert page.why_not.text() == "Es ist kein Ordner mit Vorgaben festgelegt."
    assert page.update_button.accessibleDescription() == page.why_not.text()


@pytest.mark.parametrize(
    ("by_policy", "why"),
    [
        (True, "🔒 von der IT festgelegt"),
        (False, "Vorgaben werden nur beim ersten Mal übernommen."),
    ],
)
def test_where_they_are_taken_over_once_only_nobody_asks_again(
    open_window: OpenWindow,
    share: Share,
    person: Operator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    by_policy: bool,
    why: str,
) -> None:
    if by_policy:
        folder = tmp_path / "policy"
        folder.mkdir()
        (folder / "amt.toml").write_text('[declarations]\nupdate = "never"\n', encoding="utf-8")
        monkeypatch.setattr(policies, "MACHINE", machine_of(folder))
    else:
        save_setting(load_settings(), "declarations.update", "never")
    page = administration(open_window(), person).administration
    assert not page.update_button.isEnabled()
    assert page.why_not.text() == why
    settle()
    assert QApplication.focusWidget() is not page.update_button


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_label_is_cut_off(
    open_window: OpenWindow, share: Share, person: Operator, language: Language
) -> None:
    dialog = administration(open_window(language), person)
    for page in (dialog.administration, dialog.general):
        dialog.tabs.setCurrentWidget(page)
        settle()
        labels = page.findChildren(WrappedLabel)
        assert len(labels) == len(page.editors)
        for one in labels:
            assert one.height() >= one.heightForWidth(one.width()), one.text()
            assert one.width() >= QLabel.minimumSizeHint(one).width(), one.text()
