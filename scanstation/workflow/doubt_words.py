"""What each kind of doubt is called, what accepting it records, and what else can be done."""

from __future__ import annotations

from dataclasses import dataclass

from scanstation.errors import Text
from scanstation.workflow.doubt_model import AcceptKind, CorrectionKind

CORRECTIONS: dict[CorrectionKind, Text] = {
    "join": Text("Mit dem Dokument davor verbinden", "Join with the document before"),
    "join_next": Text("Das folgende Dokument anschließen", "Join the following document"),
    "no_separator": Text("Kein Trennblatt: Blatt behalten", "No separator: keep the sheet"),
    "split": Text("Neues Dokument ab Seite {page}", "New document from page {page}"),
    "keep": Text("Seite behalten", "Keep the page"),
    "drop": Text("Als leer weglassen", "Leave out as blank"),
    "reject": Text("Seite verwerfen", "Reject the page"),
    "reject_sheet": Text("Doppeltes Blatt verwerfen", "Reject the repeated sheet"),
    "reject_document": Text("Seiten des Dokuments aussondern", "Take the document's pages out"),
    "field": Text("Wert eingeben", "Type the value"),
    "class": Text("Dokumentart wählen", "Choose the class"),
    "rescan": Text("Seite neu scannen", "Scan the page again"),
    "append": Text("Fehlende Blätter einziehen", "Feed the missing sheets"),
}

CHECKED = Text("Geprüft, so lassen", "Checked, leave it")


@dataclass(frozen=True, slots=True)
class Kind:
    """Words of one kind; ``answer`` is German as it stands in the transfer note."""

    title: Text
    proposal: Text
    answer: str
    corrections: tuple[CorrectionKind, ...] = ()
    accept: AcceptKind = "answer"
    button: Text = CHECKED


UNREAD_VALUES = Kind(
    Text("Trennblatt unvollständig gelesen", "Separator sheet read in part"),
    Text("Die Angaben des Dokuments sind geprüft", "The document's values are checked"),
    "geprüft: Angaben stimmen",
    ("field",),
)
NOTHING_MISSING = Text("Es fehlt kein Blatt", "No sheet is missing")
MISSING_NUMBER = Kind(
    Text("Fehlt ein Trennblatt?", "Is a separator sheet missing?"),
    Text("Es fehlt keines", "None is missing"),
    "geprüft: es fehlt kein Trennblatt",
    ("split",),
    button=Text("Es fehlt keines", "None is missing"),
)
EMPTY_SEPARATOR = Kind(
    Text("Trennblatt ohne Dokument", "Separator sheet without a document"),
    Text("Es fehlt kein Dokument", "No document is missing"),
    "geprüft: es fehlt kein Dokument",
    ("append",),
)

KINDS: dict[str, Kind] = {
    "boundary_unsure": Kind(
        Text("Grenze unsicher", "Boundary not certain"),
        Text("Hier beginnt ein neues Dokument", "A new document begins here"),
        "Grenze bestätigt",
        ("join", "no_separator"),
        "keep_boundary",
        Text("Grenze behalten", "Keep the boundary"),
    ),
    "missing_number": MISSING_NUMBER,
    "missing_number_before": MISSING_NUMBER,
    "blank_unsure": Kind(
        Text("Leere Seite?", "Blank page?"),
        Text("Die Seite ist leer und bleibt weg", "The page is blank and stays out"),
        "geprüft: Seite ist leer",
        ("keep",),
        button=Text("Als leer weglassen", "Leave out as blank"),
    ),
    "blank_front": Kind(
        Text("Blatt verkehrt eingelegt?", "Sheet upside down?"),
        Text("Die Seite ist leer und bleibt weg", "The page is blank and stays out"),
        "geprüft: Blatt ist leer",
        ("rescan", "keep"),
    ),
    "double_feed": Kind(
        Text("Doppeleinzug?", "Double feed?"),
        NOTHING_MISSING,
        "geprüft: kein Blatt fehlt",
        ("rescan", "append"),
    ),
    "duplicate_frame": Kind(
        Text("Dasselbe Bild zweimal?", "The same image twice?"),
        Text("Die Bilder sind richtig", "The images are right"),
        "geprüft: Bilder sind richtig",
        ("reject", "rescan"),
    ),
    "fed_again": Kind(
        Text("Blatt doppelt eingezogen?", "Sheet fed twice?"),
        Text("Es sind zwei Blätter", "These are two sheets"),
        "geprüft: zwei Blätter",
        ("reject_sheet",),
        button=Text("Beide behalten", "Keep both"),
    ),
    "missing_side": Kind(
        Text("Fehlt eine Seite?", "Is a side missing?"),
        Text("Es fehlt keine Seite", "No side is missing"),
        "geprüft: keine Seite fehlt",
        ("rescan",),
    ),
    "feed_interrupted": Kind(
        Text("Einzug unterbrochen", "Feed interrupted"),
        NOTHING_MISSING,
        "geprüft: kein Blatt fehlt",
        ("append",),
    ),
    "foreign_tenant": Kind(
        Text("Anderer Mandant", "Another tenant"),
        Text("Die Seiten gehören doch hierher", "The pages belong here after all"),
        "geprüft: gehört zu diesem Mandanten",
        ("reject_document",),
    ),
    "unreadable_image": Kind(
        Text("Bild nicht lesbar", "Image not readable"),
        Text("Die Seite bleibt, wie sie ist", "The page stays as it is"),
        "geprüft: Seite bleibt",
        ("rescan", "reject"),
    ),
    "expected_pages_differ": Kind(
        Text("Seitenzahl weicht ab", "Number of pages differs"),
        Text("Die Seiten sind vollständig", "The pages are complete"),
        "geprüft: Seiten sind vollständig",
        ("split", "join_next"),
    ),
    "codes_contradict": UNREAD_VALUES,
    "device_differs": Kind(
        Text("Gerät las etwas anderes", "The device read otherwise"),
        Text("Richtig ist, was die Station gelesen hat", "What the station read is right"),
        "geprüft: Lesung der Station stimmt",
        ("join", "no_separator", "field"),
    ),
    "damaged_code": UNREAD_VALUES,
    "values_unread": UNREAD_VALUES,
    "separator_without_document": EMPTY_SEPARATOR,
    "separator_at_end": EMPTY_SEPARATOR,
    "group_incomplete": Kind(
        Text("Seite fehlt in der Gruppe?", "Is a page missing in the group?"),
        Text("Die Gruppe ist vollständig", "The group is complete"),
        "geprüft: Gruppe ist vollständig",
        ("rescan", "append"),
    ),
    "number_repeated": Kind(
        Text("Trennblatt liegt doppelt", "Separator sheet lies in the batch twice"),
        Text("Es sind zwei Dokumente", "These are two documents"),
        "geprüft: zwei Dokumente",
        ("join",),
    ),
}
OTHER = Kind(
    Text("Bitte prüfen", "Please check"), Text("Es ist in Ordnung", "It is in order"), "geprüft"
)

VALUE = Text("{title} richtig?", "{title} right?")
CONFIRM = Text("Bestätigen", "Confirm")
BY_A_PERSON = Text(
    "Ein Aktenzeichen zählt erst, wenn eine Person es bestätigt.",
    "A case number counts only when a person confirms it.",
)
LOW_READING = Text("Der Wert ist nicht sicher gelesen.", "The value was not read with certainty.")
LOW_TRUST = Text("Der Wert ist unsicher ({trust}).", "The value is not certain ({trust}).")
CLASS = Text("Dokumentart unbekannt", "Class unknown")
CLASS_PROPOSAL = Text("Dokumentart {title}", "Class {title}")
KEEP_CLASS = Text("So übernehmen", "Take this one")
NEARLY_BLANK = Text("Fast leere Seite", "Nearly blank page")
NEARLY_BLANK_WHY = Text(
    "Seite {page} liegt knapp unter der Schwelle für leere Seiten.",
    "Page {page} lies just below the threshold for blank pages.",
)
KEEP_PAGE = Text("Seite behalten", "Keep the page")
GONE = Text("Der Zweifel besteht nicht mehr.", "The doubt does not stand any more.")
