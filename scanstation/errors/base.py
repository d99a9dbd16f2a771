"""The root of the error tree and the two-language sentence it speaks in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

Language = Literal["de", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in both languages; ``{name}`` is filled from details (a Text in its language)."""

    de: str
    en: str

    def say(self, language: Language, **details: object) -> str:
        """Return the sentence in one language with its details filled in.

        Without details it is said as it stands: a value or a server's answer may hold braces.
        """
        if not details:
            return self.de if language == "de" else self.en
        return self.filled(language, details)

    def filled(self, language: Language, details: Mapping[str, object]) -> str:
        """Return the sentence with details; those that are missing are shown as ``?``."""
        template = self.de if language == "de" else self.en
        spoken = {
            name: value.say(language) if isinstance(value, Text) else value
            for name, value in details.items()
        }
        return template.format_map(_Details(spoken))


class _Details(dict[str, object]):
    """Leaves an unknown detail visible as ``?`` instead of failing inside an error."""

    def __missing__(self, key: str) -> object:
        return "?"


NOTHING = Text("", "")
PAGES_SAFE = Text("Alle bestätigten Seiten sind gesichert.", "All acknowledged pages are safe.")
NOTHING_CHANGED = Text("Es wurde nichts verändert.", "Nothing was changed.")
OTHERS_GO_ON = Text(
    "Die anderen Dateien werden weiter importiert.", "The other files are still imported."
)
PACKAGE_SAFE = Text(
    "Das Paket liegt unverändert im Ausgang.", "The package lies unchanged in the outbox."
)


class ScanstationError(Exception):
    """Root of the tree.

    Attributes:
        exit_code: Exit code of the command line.
        details: Values for the sentences; never page content, names or case numbers.
    """

    exit_code: ClassVar[int] = 1
    happened: ClassVar[Text] = Text(
        "Ein unerwarteter Fehler ist aufgetreten: {reason}.", "An unexpected error: {reason}."
    )
    safe: ClassVar[Text] = PAGES_SAFE
    remedy: ClassVar[Text] = NOTHING
    permanent: ClassVar[bool] = True

    def __init__(self, **details: object) -> None:
        super().__init__(details)
        self.details: dict[str, object] = details

    def __str__(self) -> str:
        return self.sentence("en")

    def sentence(self, language: Language) -> str:
        """Return what happened, what is safe and what to do as one paragraph."""
        spoken = [part.filled(language, self.details) for part in (self.happened, self.safe)]
        spoken.append(self.remedy_text().say(language))
        return " ".join(part for part in spoken if part)

    def happened_text(self) -> Text:
        """Return what happened in both languages, its details filled in."""
        details = self.details
        return Text(self.happened.filled("de", details), self.happened.filled("en", details))

    def remedy_text(self) -> Text:
        """Return what to do in both languages, its details filled in."""
        details = self.details
        return Text(self.remedy.filled("de", details), self.remedy.filled("en", details))
