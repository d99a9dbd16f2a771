"""The commands of the window: what each is called, its keys, where it acts."""

from __future__ import annotations

from scanstation.errors import Text
from scanstation.ui.commands import Command

MENUS: dict[str, Text] = {
    "batch": Text("&Stapel", "&Batch"),
    "edit": Text("&Bearbeiten", "&Edit"),
    "view": Text("&Ansicht", "&View"),
    "extras": Text("E&xtras", "&Tools"),
    "help": Text("&Hilfe", "&Help"),
}

PROFILE_KEYS = 9
FIELD_KEYS = 9


def _profile(number: int) -> Command:
    text = Text(f"Scanprofil {number}", f"Profile {number}")
    return Command(f"scan.profile{number}", text, (f"Ctrl+{number}",), "scan")


def _field(number: int) -> Command:
    text = Text(f"Zu Feld {number}", f"Go to field {number}")
    return Command(f"review.field{number}", text, (f"Alt+{number}",), "review")


BATCH = (
    Command("batch.open", Text("Stapel ö&ffnen …", "&Open batch …"), ("Ctrl+O",), menu="batch"),
    Command("batch.find", Text("Stapel &suchen …", "&Find batch …"), ("Ctrl+F",), menu="batch"),
    Command(
        "batch.import", Text("Dateien &importieren …", "&Import files …"), ("Ctrl+I",), menu="batch"
    ),
    Command(
        "batch.paste",
        Text("Aus &Zwischenablage einfügen", "I&mport from clipboard"),
        ("Ctrl+Shift+V",),
        menu="batch",
    ),
    Command(
        "batch.describe",
        Text("&Eingangsdatum und Box …", "&Receipt date and box …"),
        ("Ctrl+E",),
        menu="batch",
    ),
    Command(
        "batch.quick",
        Text("&Kurzform: ein Dokument senden …", "&Short form: send one document …"),
        ("Ctrl+K",),
        menu="batch",
    ),
    Command("batch.close", Text("St&apel schließen", "Close &batch"), ("Ctrl+W",), menu="batch"),
    Command(
        "batch.withdraw",
        Text("Freigabe zurück&nehmen …", "&Withdraw release …"),
        ("Ctrl+Shift+R",),
        menu="batch",
    ),
    Command(
        "batch.correct",
        Text("Berich&tigte Fassung anlegen …", "Create a corrected &version …"),
        (),
        menu="batch",
    ),
    Command("batch.abandon", Text("Stapel a&ufgeben …", "&Give up batch …"), (), menu="batch"),
    Command(
        "app.operator",
        Text("&Bearbeiter wechseln …", "C&hange operator …"),
        ("Ctrl+L",),
        menu="batch",
    ),
    Command("app.quit", Text("Been&den", "&Quit"), ("Ctrl+Q",), menu="batch"),
)

EDIT = (
    Command("edit.undo", Text("&Rückgängig", "&Undo"), ("Ctrl+Z",), menu="edit"),
    Command("edit.redo", Text("&Wiederholen", "&Redo"), ("Ctrl+Y", "Ctrl+Shift+Z"), menu="edit"),
    Command(
        "page.split",
        Text("&Neues Dokument ab dieser Seite", "&New document from this page"),
        ("Ctrl+T",),
        "review",
        "edit",
    ),
    Command(
        "page.join",
        Text("Mit dem &vorigen Dokument verbinden", "&Join with the previous document"),
        ("Ctrl+M",),
        "review",
        "edit",
    ),
    Command(
        "page.rotate_right",
        Text("Nach rechts &drehen", "R&otate right"),
        ("Ctrl+Right",),
        menu="edit",
        focus=True,
    ),
    Command(
        "page.rotate_left",
        Text("Nach &links drehen", "Rotate &left"),
        ("Ctrl+Left",),
        menu="edit",
        focus=True,
    ),
    Command(
        "page.move_up",
        Text("&Seite nach vorn schieben", "&Move page up"),
        ("Ctrl+Shift+Up",),
        menu="edit",
        focus=True,
    ),
    Command(
        "page.move_down",
        Text("Seite nach &hinten schieben", "Move page &down"),
        ("Ctrl+Shift+Down",),
        menu="edit",
        focus=True,
    ),
    Command(
        "page.blank",
        Text("Leerseite weglassen &oder behalten", "Drop or keep &blank page"),
        ("Ctrl+B",),
        "review",
        "edit",
    ),
    Command(
        "page.reject", Text("Se&ite verwerfen", "R&eject page"), ("Del",), menu="edit", focus=True
    ),
    Command(
        "page.restore",
        Text("Sei&te wiederherstellen", "Re&store page"),
        ("Shift+Del",),
        menu="edit",
        focus=True,
    ),
    Command(
        "page.insert",
        Text("Davor &einfügen: scannen", "Scan and &insert before"),
        ("Ins",),
        menu="edit",
        focus=True,
    ),
    Command(
        "page.replace",
        Text("Seite neu scannen &und ersetzen", "Rescan &and replace page"),
        ("Ctrl+R",),
        menu="edit",
    ),
)

VIEW = (
    Command("place.scan", Text("&Scannen", "&Scan"), ("F2",), menu="view"),
    Command("place.review", Text("&Prüfen", "&Check"), ("F3",), menu="view"),
    Command("place.outbox", Text("&Ausgang", "&Outbox"), ("F4",), menu="view"),
    Command("review.pane", Text("&Nächster Bereich", "Next &pane"), ("F6",), "review", "view"),
    Command("page.next", Text("Nächste Seite", "Next page"), ("PgDown",), "review", "view"),
    Command("page.previous", Text("Vorige Seite", "Previous page"), ("PgUp",), "review", "view"),
    Command(
        "document.next",
        Text("Nächstes Dokument", "Next document"),
        ("Ctrl+PgDown",),
        "review",
        "view",
    ),
    Command(
        "document.previous",
        Text("Voriges Dokument", "Previous document"),
        ("Ctrl+PgUp",),
        "review",
        "view",
    ),
    Command("view.zoom_in", Text("Ver&größern", "Zoom &in"), ("+",), menu="view", focus=True),
    Command("view.zoom_out", Text("Ver&kleinern", "&Zoom out"), ("-",), menu="view", focus=True),
    Command("view.fit", Text("&Einpassen", "&Fit"), ("0",), menu="view", focus=True),
    Command("view.actual", Text("&Originalgröße", "&Actual size"), ("1",), menu="view", focus=True),
    Command("view.magnifier", Text("&Lupe", "&Magnifier"), ("Space",), menu="view", focus=True),
    Command(
        "view.pair",
        Text("&Vorder- und Rückseite nebeneinander", "Front and &back side by side"),
        ("Ctrl+Shift+B",),
        "review",
        "view",
        checkable=True,
    ),
    Command(
        "view.compare",
        Text("Original neben &dem Ergebnis", "Original beside the &result"),
        ("Ctrl+Shift+O",),
        "review",
        "view",
        checkable=True,
    ),
    Command(
        "view.words",
        Text("Erkannten &Text zeigen", "Show recognised &text"),
        ("Ctrl+Shift+T",),
        "",
        "view",
        checkable=True,
    ),
)

SCAN = (
    Command("scan.start", Text("S&cannen", "S&can"), ("F5",), "scan", "batch"),
    Command("scan.pause", Text("Einzug an&halten", "&Pause feeding"), ("Esc",), "scan", "batch"),
    Command("scan.stop", Text("Einzu&g beenden", "S&top feeding"), ("Shift+Esc",), "scan", "batch"),
    *(_profile(number) for number in range(1, PROFILE_KEYS + 1)),
)

REVIEW = (
    Command(
        "review.next",
        Text("Annehmen und &weiter", "Accept and go &on"),
        ("Enter", "Return"),
        "review",
    ),
    Command(
        "review.release",
        Text("F&reigeben", "R&elease"),
        ("Ctrl+Enter", "Ctrl+Return"),
        "review",
        "batch",
    ),
    Command(
        "review.next_doubt", Text("Nächster &Zweifel", "Next &doubt"), ("F8",), "review", "view"
    ),
    Command(
        "review.previous_doubt",
        Text("Voriger Zweifel", "Previous doubt"),
        ("Shift+F8",),
        "review",
        "view",
    ),
    Command(
        "review.take_word",
        Text("Wort ins &Feld übernehmen", "Take &word into the field"),
        ("F7",),
        "review",
        "edit",
    ),
    Command(
        "review.take_previous",
        Text("Wert des vori&gen Dokuments", "Value of the &previous document"),
        ("Ctrl+D",),
        "review",
        "edit",
    ),
    *(_field(number) for number in range(1, FIELD_KEYS + 1)),
)

OUTBOX = (
    Command("outbox.retry", Text("Jetzt &erneut versuchen", "&Try again now"), ("F5",), "outbox"),
    Command(
        "outbox.open",
        Text("In der eAkte ö&ffnen", "&Open in the eAkte"),
        ("Enter", "Return"),
        "outbox",
    ),
)

EXTRAS = (
    Command(
        "extras.sheets",
        Text("&Trennblätter drucken …", "Print &separator sheets …"),
        ("Ctrl+P",),
        menu="extras",
    ),
    Command("extras.settings", Text("&Einstellungen …", "S&ettings …"), ("Ctrl+,",), menu="extras"),
    Command(
        "extras.diagnostics",
        Text("&Diagnosepaket speichern …", "Save &diagnostics …"),
        (),
        menu="extras",
    ),
    Command(
        "extras.device_bundle",
        Text("&Fehlerpaket des Geräts speichern …", "Save &bug bundle of the device …"),
        ("Ctrl+Shift+G",),
        menu="extras",
    ),
    Command(
        "extras.language",
        Text("&Switch to English", "&Auf Deutsch umschalten"),
        ("Ctrl+Shift+L",),
        menu="extras",
    ),
)

HELP = (
    Command("help.keys", Text("&Tasten", "&Keys"), ("F1",), menu="help"),
    Command("help.about", Text("Ü&ber scanstation", "&About scanstation"), (), menu="help"),
)

TABLE = (*SCAN, *BATCH, *EDIT, *VIEW, *REVIEW, *OUTBOX, *EXTRAS, *HELP)
