"""The form of the profiles offers what the device offers, and says what it does not know."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtWidgets import QComboBox

from scanstation.settings import load_configuration
from scanstation.ui.dialogs.settings import SettingsDialog
from scanstation.ui.dialogs.settings_profiles import ProfilesPage
from tests.ui.conftest import OpenWindow
from tests.ui.driving import Operator, wait_for
from tests.ui.scanning import letters, remember, stack
from tests.ui.sending.conftest import shown
from tests.ui.sending.test_dialogs import choose, closed

OFFERS = "&resolutions=150,300&modes=grey,colour&sources=flatbed,feeder"


def opened(open_window: OpenWindow, home: Path, address: str) -> SettingsDialog:
    remember(home, address, "Altgerät")
    window = open_window()
    wait_for(lambda: window.services.bridge._desk.device == address, "the device")
    Operator().press("Ctrl+,")
    dialog = shown(SettingsDialog)
    button = dialog.accept_button
    assert button is not None
    wait_for(button.isEnabled, "the values")
    dialog.tabs.setCurrentWidget(dialog.profiles)
    choose(dialog.profiles, "posteingang")
    return dialog


def choices(page: ProfilesPage, key: str) -> list[str]:
    (editor,) = [one for one in page.editors if one.value.key == key]
    assert isinstance(editor.widget, QComboBox)
    return [str(editor.widget.itemData(place)) for place in range(editor.widget.count())]


def test_only_what_the_device_offers_can_be_chosen_once_it_was_read(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    dialog = opened(open_window, home, stack(tmp_path / "feeder", letters(1), OFFERS))
    page = dialog.profiles
    wait_for(lambda: "Altgerät" in page.offers.text(), "the device's name")
    assert page.offers.text() == (
        "Was „Altgerät“ anbietet, ist noch nicht gelesen; alle Werte stehen zur Wahl."
    )
    assert choices(page, "scan.mode") == ["colour", "grey", "lineart"]
    page.read_button.click()
    wait_for(lambda: "Zur Wahl steht" in page.offers.text(), "the device")
    assert choices(page, "scan.mode") == ["colour", "grey"]
    assert choices(page, "scan.resolution") == ["150", "300"]
    assert choices(page, "scan.source") == ["duplex", "feeder", "flatbed"]  # duplex stands there
    assert page.offers.text() == (
        "Zur Wahl steht, was „Altgerät“ anbietet. Das Gerät bietet den Einzug beider Seiten nicht "
        "an; es werden nur Vorderseiten gescannt."
    )
    assert page.changes() == {}
    (source,) = [one for one in page.editors if one.value.key == "scan.source"]
    assert isinstance(source.widget, QComboBox)
    source.widget.setCurrentIndex(source.widget.findData("feeder"))
    assert page.offers.text() == "Zur Wahl steht, was „Altgerät“ anbietet."
    assert page.changes() == {"posteingang": {"scan.source": "feeder"}}
    dialog.services.speech.use("en")
    assert page.offers.text() == "The choices are what “Altgerät” offers."
    button = dialog.accept_button
    assert button is not None
    button.click()
    closed()
    assert load_configuration(home, "uebung").profile("posteingang").scan.source == "feeder"


def test_a_device_that_does_not_answer_limits_nothing(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    address = stack(tmp_path / "feeder", letters(1), OFFERS)
    shutil.rmtree(tmp_path / "feeder")
    page = opened(open_window, home, address).profiles
    wait_for(lambda: "Altgerät" in page.offers.text(), "the device's name")
    page.read_button.click()
    wait_for(lambda: "antwortet nicht" in page.offers.text(), "the failure")
    assert page.offers.text().endswith("alle Werte stehen zur Wahl.")
    assert len(choices(page, "scan.source")) == 3
