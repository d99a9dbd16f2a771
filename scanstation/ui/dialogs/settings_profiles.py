"""The page of the settings that edits the usual values of scan profiles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QScrollArea

from scanstation.errors import Text
from scanstation.model import Mode, ScanOptions
from scanstation.settings import profile_values
from scanstation.ui.dialogs.dialog import form_in
from scanstation.ui.dialogs.settings_device import (
    LIMITED,
    MODE,
    READ,
    RESOLUTION,
    SOURCE,
    SOURCE_NAMES,
    DeviceOffers,
    limited,
)
from scanstation.ui.dialogs.settings_pages import FILE, NOTHING, PROFILES, ListPage, scrolled
from scanstation.ui.dialogs.settings_words import PROFILE
from scanstation.ui.dialogs.values import LOCKED, ValueEditor
from scanstation.ui.operations.settings import Declared

if TYPE_CHECKING:
    from scanstation.model import Profile

RULES = Text(
    "Barcode-Regeln: {count}; sie stehen in der Datei.",
    "Barcode rules: {count}; they stand in the file.",
)


class ProfilesPage(ListPage):
    """The usual values of each profile."""

    kind, name = "profiles", PROFILES

    def fill(self) -> None:
        """A form that scrolls, and the file below it."""
        self._pending: dict[str, dict[str, str]] = {}
        self._shown = ""
        self.area = QScrollArea(self)
        inside = scrolled(self.area)
        form: QFormLayout = form_in()
        inside.setLayout(form)
        self.offers = DeviceOffers(self.dialog, inside)
        self.editors = [ValueEditor(self.services, form, one, inside) for one in PROFILE]
        first = next(place for place, one in enumerate(PROFILE) if one.key in LIMITED)
        form.insertRow(first, self.offers)
        self.file = QLabel(self)
        self.file.setWordWrap(True)
        self.offers.changed.connect(self._device_known)
        self.read_button = self.button(READ)
        self.read_button.clicked.connect(self.offers.read)
        for one in self._limited():
            if isinstance(one.widget, QComboBox):
                one.widget.currentTextChanged.connect(self._compare)
        self.right.addWidget(self.area, 1)
        self.right.addWidget(self.file)

    def things(self) -> dict[str, Text]:
        """Return the profiles' titles."""
        every = self.declared.configuration.profiles if self.declared else {}
        return {name: one.title for name, one in every.items()}

    def show_declared(self, declared: Declared) -> None:
        """Show what is in force; nothing is changed any more."""
        self._pending, self._shown = {}, ""
        classes = [(one.name, one.title) for one in declared.configuration.classes.values()]
        targets = [(one.name, one.title) for one in declared.configuration.targets.values()]
        for one in self.editors:
            if one.value.key == "document_class":
                one.offer(classes)
            elif one.value.key == "target":
                one.offer(targets)
        super().show_declared(declared)
        self.offers.look()

    def changes(self) -> dict[str, dict[str, str]]:
        """Return what a person changed, by profile."""
        self._remember()
        return {name: changes for name, changes in self._pending.items() if changes}

    def show_current(self) -> None:
        """Show the selected profile with what was changed and is not saved yet."""
        profile = self._profile()
        if profile is None:
            return
        if self._shown != profile.name:
            self._remember()
            self._shown = profile.name
            values = profile_values(profile)
            for one in self._limited():
                self._limit(one, values[one.value.key])
            for one in self.editors:
                one.put(values[one.value.key])
            self._put_pending(profile.name)
            self._compare()
        for one in self.editors:
            one.lock(locked=self.locked(), note=NOTHING)
        self._tell_file(profile)

    def _put_pending(self, name: str) -> None:
        """A changed value still counts as changed."""
        for one in self.editors:
            changed = self._pending.get(name, {}).get(one.value.key)
            if changed is not None:
                put = one.text()
                if one.value.key in LIMITED:
                    self._limit(one, changed)
                one.put(changed)
                one.stood(put)

    def _limited(self) -> list[ValueEditor]:
        return [one for one in self.editors if one.value.key in LIMITED]

    def _limit(self, one: ValueEditor, stands: str) -> None:
        offered = self.offers.values(one.value.key)
        one.offer(limited(one.value, offered, stands), stands)

    def _device_known(self) -> None:
        """Leave only what the device offers; what stands in the profile stays."""
        for one in self._limited():
            self._limit(one, one.text())
        self._compare()

    def _compare(self) -> None:
        """Say what the device would take instead of what is shown."""
        profile = self._profile()
        shown = profile is not None and self._shown == profile.name
        self.offers.show_asked(self._asked(profile.scan) if shown and profile else None)

    def _asked(self, scan: ScanOptions) -> ScanOptions | None:
        """Return what is shown, None while it is typed or filled in."""
        chosen = {one.value.key: one.text() for one in self._limited()}
        try:
            return replace(
                scan,
                resolution=int(chosen[RESOLUTION]),
                mode=Mode(chosen[MODE]),
                source=SOURCE_NAMES[chosen[SOURCE]],
            )
        except (ValueError, KeyError):
            return None

    def _tell_file(self, profile: Profile) -> None:
        speech = self.services.speech
        file = (
            self.declared.configuration.files.get((self.kind, profile.name), "")
            if self.declared
            else ""
        )
        said = [speech.say(FILE, file=file)]
        if self.locked():
            said.insert(0, speech.say(LOCKED))
        if profile.separation.barcodes:
            said.append(speech.say(RULES, count=len(profile.separation.barcodes)))
        self.file.setText("\n".join(said))

    def _profile(self) -> Profile | None:
        every = self.declared.configuration.profiles if self.declared else {}
        return every.get(self.current)

    def _remember(self) -> None:
        if self._shown:
            self._pending[self._shown] = {
                one.value.key: one.text() for one in self.editors if one.changed
            }
