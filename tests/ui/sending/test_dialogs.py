"""Dialogs by keyboard: operator, keys, settings, targets, diagnostics, about."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from scanstation.errors import InstallationIncomplete, Text
from scanstation.settings import layers, load_configuration, load_keys, load_settings
from scanstation.settings.source import read_source
from scanstation.ui.command_table import TABLE
from scanstation.ui.dialogs.about import AboutDialog
from scanstation.ui.dialogs.diagnostics import DiagnosticsDialog
from scanstation.ui.dialogs.keys import KeysDialog
from scanstation.ui.dialogs.login import LoginDialog
from scanstation.ui.dialogs.new_name import NewNameDialog
from scanstation.ui.dialogs.operator import OperatorDialog
from scanstation.ui.dialogs.settings import SettingsDialog
from scanstation.ui.dialogs.settings_pages import ListPage
from scanstation.ui.key_conflicts import conflicts
from scanstation.ui.main_window import MainWindow
from scanstation.upload.credentials import FileCredentials
from scanstation.workflow import diagnose
from scanstation.workflow.examined import Examined, broken, to_look_after
from tests.builders.eakte import TOKEN
from tests.builders.office import FIRST, TENANT, Office
from tests.ui.conftest import OpenWindow
from tests.ui.driving import Operator, settle, wait_for
from tests.ui.sending.conftest import Eakte, shown


def closed() -> None:
    wait_for(lambda: QApplication.activeModalWidget() is None, "the dialog to close")


def settings_of(window: MainWindow, person: Operator) -> SettingsDialog:
    person.press("Ctrl+,")
    dialog = shown(SettingsDialog)
    button = dialog.accept_button
    assert button is not None
    wait_for(button.isEnabled, "the values")
    return dialog


def choose(page: ListPage, name: str) -> None:
    page.list.setCurrentRow(list(page.things()).index(name))


def test_another_operator_acts_from_now_on_and_is_remembered(
    open_window: OpenWindow, person: Operator
) -> None:
    window = open_window()
    person.press("Ctrl+L")
    person.type_text("Bert Beispiel")
    person.press("Return")
    closed()
    wait_for(lambda: window.services.bridge.state.operator == "Bert Beispiel", "the operator")
    assert "Bearbeiter: Bert Beispiel" in window.status.text
    person.press("Ctrl+L")
    dialog = shown(OperatorDialog)
    assert dialog.name.itemText(0) == "Bert Beispiel"
    dialog.name.clearEditText()
    person.press("Return")
    assert dialog.banner.text == "Bitte einen Namen eingeben."
    person.press("Escape")
    closed()


def test_the_keys_of_the_program_do_not_clash() -> None:
    assert [(one.key, one.first.id, one.second.id) for one in conflicts(TABLE, {})] == []


def test_a_key_is_changed_a_clash_is_told_and_both_are_kept(
    open_window: OpenWindow, home: Path, person: Operator
) -> None:
    window = open_window()
    person.press("F1")
    dialog = shown(KeysDialog)
    names = [item.text(1) for item in dialog._items()]
    assert "Enter" in names
    assert "Strg+Enter" in names
    assert not [one for one in names if "Return" in one]
    person.type_text("drucken")
    assert dialog.current is not None
    assert dialog.current.id == "extras.sheets"
    person.walk_to("Neue Taste")
    person.press("Ctrl+O")
    person.walk_to("Übernehmen")
    person.press("Space")
    assert "Stapel öffnen" in dialog.banner.text
    person.walk_to("Neue Taste", "Shift+Tab")
    dialog.key.clear()
    person.press("Ctrl+Shift+P")
    person.walk_to("Übernehmen")
    person.press("Space")
    person.walk_to("Speichern")
    person.press("Space")
    closed()
    assert load_keys(home) == {"extras.sheets": ("Ctrl+Shift+P",)}
    assert window.services.commands.keys("extras.sheets") == ("Ctrl+Shift+P",)
    again = open_window()
    assert again.services.commands.keys("extras.sheets") == ("Ctrl+Shift+P",)


def test_settings_are_saved_with_their_origin(
    open_window: OpenWindow, home: Path, person: Operator
) -> None:
    window = open_window()
    dialog = settings_of(window, person)
    person.walk_to("Organisation")
    person.type_text("Kreis Musterland")
    person.press("Return")
    closed()
    station = load_settings()
    assert station.settings.organisation.name == "Kreis Musterland"
    assert station.settings.tenant == TENANT
    again = settings_of(window, person)
    notes = {one.value.key: one.note.text() for one in again.general.editors}
    assert notes["organisation.name"] == "eigene Einstellung"
    assert notes["organisation.address"] == "Voreinstellung"
    assert dialog is not again
    person.press("Escape")
    closed()


def test_a_value_that_is_not_allowed_is_told_in_words_and_changes_nothing(
    open_window: OpenWindow, home: Path, person: Operator
) -> None:
    before = (home / "settings.toml").read_text()
    window = open_window()
    dialog = settings_of(window, person)
    for one in dialog.limits.editors:
        if one.value.key == "limits.chunk_mb":
            one.put("8")
            one.widget.setText("viel")  # type: ignore[union-attr]
    person.press("Return")
    wait_for(dialog.banner.isVisible, "the refusal")
    assert "limits.chunk_mb" in dialog.banner.text
    assert (home / "settings.toml").read_text() == before
    person.press("Escape")
    closed()


def test_the_lists_of_the_settings_cut_nothing_but_a_pattern(
    open_window: OpenWindow, home: Path, person: Operator
) -> None:
    window = open_window()
    dialog = settings_of(window, person)
    dialog.tabs.setCurrentWidget(dialog.classes)
    settle()
    classes = dialog.classes
    assert classes.list.viewport().width() >= classes.list.sizeHintForColumn(0)
    header = classes.fields.header()
    assert header.length() <= classes.fields.viewport().width()
    for column in range(3):
        assert classes.fields.columnWidth(column) >= classes.fields.sizeHintForColumn(column)
    first = classes.fields.topLevelItem(0)
    assert first is not None
    assert first.toolTip(3) == first.text(3) != ""
    person.press("Escape")
    closed()


def test_numbers_of_the_settings_are_written_as_the_language_writes_them(
    open_window: OpenWindow, home: Path, person: Operator
) -> None:
    window = open_window("de")
    dialog = settings_of(window, person)
    (factor,) = [one for one in dialog.limits.editors if one.value.key == "retry.factor"]
    factor.put("2.0")
    line = factor.widget
    assert isinstance(line, QLineEdit)
    assert (line.text(), factor.text(), factor.changed) == ("2,0", "2.0", False)
    line.setText("1,5")
    assert (factor.text(), factor.changed) == ("1.5", True)
    window.services.speech.use("en")
    assert (line.text(), factor.text(), factor.changed) == ("1.5", "1.5", True)
    person.press("Return")
    closed()
    assert load_settings().settings.retry.factor == 1.5


def test_a_value_fixed_by_policy_is_shown_as_locked(
    open_window: OpenWindow, home: Path, person: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = home / "policy.toml"
    policy.write_text('[organisation]\nname = "Land"\n')
    monkeypatch.setattr(layers, "machine_policies", lambda: [read_source(policy)])
    window = open_window()
    dialog = settings_of(window, person)
    editors = {one.value.key: one for one in dialog.general.editors}
    locked = editors["organisation.name"]
    assert locked.text() == "Land"
    assert not locked.widget.isEnabled()
    assert locked.note.text() == "🔒 von der IT festgelegt"
    assert locked.widget.accessibleDescription() == "🔒 von der IT festgelegt"
    assert editors["organisation.department"].widget.isEnabled()
    person.press("Escape")
    closed()


def test_a_profile_is_copied_and_its_copy_changed(
    open_window: OpenWindow, home: Path, person: Operator
) -> None:
    window = open_window()
    dialog = settings_of(window, person)
    dialog.tabs.setCurrentWidget(dialog.profiles)
    choose(dialog.profiles, "sozialakte")
    person.walk_to("Als neu anlegen …")
    person.press("Space")
    shown(NewNameDialog)
    person.type_text("meine-akte")
    person.press("Return")
    wait_for(lambda: "meine-akte" in dialog.profiles.things(), "the copy")
    choose(dialog.profiles, "meine-akte")
    editors = {one.value.key: one for one in dialog.profiles.editors}
    editors["scan.resolution"].widget.setEditText("200")  # type: ignore[union-attr]
    editors["imaging.drop_blank"].widget.click()  # type: ignore[union-attr]
    choose(dialog.profiles, "posteingang")
    choose(dialog.profiles, "meine-akte")
    assert editors["scan.resolution"].text() == "200"
    person.press("Return")
    closed()
    configuration = load_configuration(home, TENANT)
    changed, untouched = (configuration.profile(one) for one in ("meine-akte", "sozialakte"))
    assert (changed.scan.resolution, changed.imaging.drop_blank) == (200, False)
    assert (untouched.scan.resolution, untouched.imaging.drop_blank) == (300, True)
    names = [one.name for one in window.services.bridge.state.profiles]
    assert "meine-akte" in names


def test_a_target_is_tested_and_logged_in_to_and_the_secret_is_shown_nowhere(
    open_window: OpenWindow, office: Office, eakte: Eakte, person: Operator
) -> None:
    FileCredentials(office.home).remove(TENANT, "ablage")
    window = open_window()
    dialog = settings_of(window, person)
    dialog.tabs.setCurrentWidget(dialog.targets)
    choose(dialog.targets, "ablage")
    person.walk_to("Verbindung testen")
    person.press("Space")
    wait_for(lambda: "keine Anmeldung" in dialog.banner.text, "the missing login")
    person.walk_to("Anmelden …")
    person.press("Space")
    login = shown(LoginDialog)
    person.type_text(TOKEN)
    assert TOKEN not in login.secret.displayText()
    person.press("Return")
    wait_for(lambda: dialog.banner.text.startswith("✔ ablage"), "the target")
    assert FileCredentials(office.home).get(TENANT, "ablage").value == TOKEN
    eakte.stop()
    person.walk_to("Verbindung testen")
    person.press("Space")
    wait_for(lambda: "nicht erreichbar" in dialog.banner.text, "the failure")
    person.press("Escape")
    closed()


def test_diagnostics_show_what_is_missing_and_save_a_bundle_without_content(
    open_window: OpenWindow, office: Office, person: Operator, tmp_path: Path
) -> None:
    window = open_window()
    window.services.commands.action("extras.diagnostics").trigger()
    dialog = shown(DiagnosticsDialog)
    wait_for(lambda: dialog.parts.topLevelItemCount() > 5, "the findings")
    rows = [dialog.parts.topLevelItem(place) for place in range(dialog.parts.topLevelItemCount())]
    states = {one.text(1): one.text(0) for one in rows if one is not None}
    assert states["tesseract"] == "✔ in Ordnung"
    dialog.save(tmp_path / "fehlt" / "paket.zip")
    wait_for(dialog.banner.isVisible, "the refusal")
    assert dialog.save_button.isEnabled()
    path = tmp_path / "paket.zip"
    dialog.save(path)
    wait_for(lambda: str(path) in dialog.banner.text, "the bundle")
    with zipfile.ZipFile(path) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist()).decode()
        assert json.loads(archive.read("station.json"))["tenant"] == TENANT
    assert FIRST not in content
    person.press("Escape")
    closed()


def test_diagnostics_tell_a_note_from_what_is_broken(
    open_window: OpenWindow, person: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [
        Examined("a", ok=True, detail="1"),
        Examined("b", ok=True, detail="2", note=True),
        to_look_after("c", Text("3", "3")),
        broken("d", InstallationIncomplete(part="d", reason="4")),
    ]
    monkeypatch.setattr(diagnose, "examine", lambda _: found)
    window = open_window()
    window.services.commands.action("extras.diagnostics").trigger()
    dialog = shown(DiagnosticsDialog)
    wait_for(lambda: dialog.parts.topLevelItemCount() == len(found), "the findings")
    rows = [dialog.parts.topLevelItem(place) for place in range(len(found))]
    states = [(one.text(0), one.foreground(0).color().name()) for one in rows if one is not None]
    words = ["✔ in Ordnung", "✔ mit Hinweis", "⚠ bitte nachsehen", "✖ gestört"]
    assert [said for said, _ in states] == words
    assert len({colour for _, colour in states}) == len(words) - 1
    person.press("Escape")
    closed()


def test_about_names_the_licences_of_others(open_window: OpenWindow, person: Operator) -> None:
    window = open_window("en")
    window.services.commands.action("help.about").trigger()
    dialog = shown(AboutDialog)
    wait_for(lambda: dialog.parts.topLevelItemCount() > 10, "the licences")
    rows = [dialog.parts.topLevelItem(place) for place in range(dialog.parts.topLevelItemCount())]
    found = {one.text(0): one.text(2) for one in rows if one is not None}
    assert "LGPL" in found["PySide6_Essentials"]
    assert all(found[name] for name in ("pikepdf", "numpy", "lxml"))
    assert len(dialog.words.toPlainText()) > 200
    person.press("Escape")
    closed()
    settle()
