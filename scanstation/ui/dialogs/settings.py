"""Settings: plain values, profiles, document classes, targets; what IT fixed is locked."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from scanstation.errors import ScanstationError, Text
from scanstation.ui.dialogs.dialog import Dialog
from scanstation.ui.dialogs.new_name import NewNameDialog
from scanstation.ui.dialogs.settings_administration import AdministrationPage
from scanstation.ui.dialogs.settings_pages import (
    CLASSES,
    PROFILES,
    TARGETS,
    ClassesPage,
    TargetsPage,
    ValuesPage,
)
from scanstation.ui.dialogs.settings_profiles import ProfilesPage
from scanstation.ui.dialogs.settings_words import GENERAL, LIMITS
from scanstation.ui.operations.settings import Declared, ReadDeclared, SaveDeclared
from scanstation.ui.services import Services

TITLE = Text("Einstellungen", "Settings")
SAVE = Text("&Speichern", "&Save")
GENERAL_TAB = Text("Allgemein", "General")
LIMITS_TAB = Text("Grenzen", "Limits")
ADMINISTRATION_TAB = Text("Verwaltung", "Administration")
PAGES = Text("Bereiche der Einstellungen", "Pages of the settings")
WANTED = (900, 480)
SMALLEST = (420, 160)


class SettingsDialog(Dialog):
    """See the module. One button saves everything that was changed on any page."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, TITLE, parent, accept=SAVE)
        self.tabs = QTabWidget(self.content)
        self.general, self.limits = ValuesPage(self, GENERAL), ValuesPage(self, LIMITS)
        self.administration = AdministrationPage(self, self._changed, self._take)
        self.profiles = ProfilesPage(self, self._copy)
        self.classes = ClassesPage(self, self._copy)
        self.targets = TargetsPage(self)
        speech = services.speech
        titles = (GENERAL_TAB, PROFILES, CLASSES, TARGETS, LIMITS_TAB, ADMINISTRATION_TAB)
        for page in self._pages():
            self.tabs.addTab(page, "")
        for place, text in enumerate(titles):
            speech.bind(self, partial(self.tabs.setTabText, place), text)
        speech.name(self.tabs, PAGES)
        self.tabs.setMinimumSize(*SMALLEST)
        column = QVBoxLayout()
        column.addWidget(self.tabs)
        self.fill(column)
        self.resize(*WANTED)
        self.tabs.setFocus()
        self._allow(on=False)
        self.ask(ReadDeclared(), self._take)

    def accepted_by_person(self) -> None:
        """Save what was changed; an error names the file's line and the value."""
        settings = self._settings()
        self._allow(on=False)
        self.ask(SaveDeclared(settings, self.profiles.changes()), self._saved, self._refused)

    def _settings(self) -> dict[str, str]:
        pages = (self.general, self.limits, self.administration)
        return {key: value for page in pages for key, value in page.changes().items()}

    def _changed(self) -> bool:
        return bool(self._settings() or self.profiles.changes())

    def _pages(self) -> tuple[QWidget, ...]:
        values = (self.limits, self.administration)
        return (self.general, self.profiles, self.classes, self.targets, *values)

    def _take(self, declared: Declared) -> None:
        values = (self.general, self.limits, self.administration)
        for page in (*values, self.profiles, self.classes, self.targets):
            page.show_declared(declared)
        self._allow(on=True)

    def _saved(self, declared: Declared) -> None:
        if "language" in self.general.changes():
            language = declared.station.settings.language
            self.services.speech.use(language)
            self.services.memory.keep("window/language", language)
        self.accept()

    def _refused(self, error: ScanstationError) -> None:
        self._allow(on=True)
        self.banner.error(error)

    def _copy(self, kind: str, name: str) -> None:
        NewNameDialog(self.services, kind, name, self, self._take).open()
