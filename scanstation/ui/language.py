"""What the window says, in the language of the moment.

Texts are ``errors.Text`` values beside the widget that shows them: a text without its English
half cannot be written. Qt's own dialogs speak through Qt's translations.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import (
    QCoreApplication,
    QDate,
    QDateTime,
    QLibraryInfo,
    QLocale,
    QObject,
    Qt,
    QTranslator,
    Signal,
)
from PySide6.QtWidgets import QWidget

from scanstation.errors import Language, Text

LOCALES = {
    "de": QLocale(QLocale.Language.German, QLocale.Country.Germany),
    "en": QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom),
}


class Speech(QObject):
    """Says texts, and says them again when the language changes."""

    changed = Signal()

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language: Language = language
        self._translator = QTranslator(self)
        self._load()

    @property
    def language(self) -> Language:
        """The language of the moment."""
        return self._language

    @property
    def locale(self) -> QLocale:
        """How dates and numbers are written."""
        return LOCALES[self._language]

    def use(self, language: Language) -> None:
        """Change the language; everything bound is said again."""
        if language != self._language:
            self._language = language
            self._load()
            self.changed.emit()

    def say(self, text: Text, **details: object) -> str:
        """Return a text with its details filled in."""
        return text.say(self._language, **details)

    def bind(
        self, owner: QObject, apply: Callable[[str], object], text: Text, **details: object
    ) -> None:
        """Apply a text now and at every change of language, until ``owner`` is destroyed."""
        self.on_change(owner, lambda: apply(self.say(text, **details)))

    def on_change(self, owner: QObject, callback: Callable[[], object]) -> None:
        """Call now and at every change of language, until ``owner`` is destroyed."""
        callback()
        bound = partial(_call, callback)
        self.changed.connect(bound)
        owner.destroyed.connect(partial(_forget, self, bound))

    def name(self, widget: QWidget, text: Text, **details: object) -> None:
        """Give a widget the name that a screen reader reads."""
        self.bind(widget, widget.setAccessibleName, text, **details)

    def _load(self) -> None:
        QLocale.setDefault(self.locale)
        QCoreApplication.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(f"qtbase_{self._language}", folder):
            QCoreApplication.installTranslator(self._translator)


def _call(callback: Callable[[], object]) -> None:
    callback()


def _forget(speech: Speech, bound: Callable[[], None], *_: object) -> None:
    try:
        speech.changed.disconnect(bound)
    except RuntimeError:  # the speech itself went first
        return


def in_local_time(locale: QLocale, utc: str) -> str:
    """Return a journal's time in the time of the place."""
    moment = QDateTime.fromString(utc, Qt.DateFormat.ISODateWithMs).toLocalTime()
    if not moment.isValid():
        return utc
    time = locale.toString(moment.time(), QLocale.FormatType.ShortFormat)
    return f"{locale.toString(moment.date(), day_format(locale))} {time}"


def on_day(locale: QLocale, iso: str) -> str:
    """Return a date of a file or journal as people write it; anything else as it stands there."""
    day = QDate.fromString(iso, Qt.DateFormat.ISODate)
    return locale.toString(day, day_format(locale)) if day.isValid() else iso


def iso_day(locale: QLocale, text: str) -> str:
    """Return a date that a person wrote as a file writes it; anything else as it was typed."""
    day = QDate.fromString(text, day_format(locale))
    return day.toString(Qt.DateFormat.ISODate) if day.isValid() else text


def day_format(locale: QLocale) -> str:
    """Return how days are written, the year in full: in files a century matters."""
    short = locale.dateFormat(QLocale.FormatType.ShortFormat)
    return short if "yyyy" in short else short.replace("yy", "yyyy")
