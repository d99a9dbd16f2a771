"""What the settings are called."""

from __future__ import annotations

from scanstation.errors import Text
from scanstation.ui.dialogs.values import Value, same

NO_PROFILE = ("", Text("nichts", "nothing"))
GENERAL = (
    Value(
        "language",
        Text("&Sprache:", "&Language:"),
        (("de", Text("Deutsch", "German")), ("en", Text("Englisch", "English"))),
    ),
    Value("organisation.name", Text("&Organisation:", "&Organisation:")),
    Value("organisation.department", Text("Organisations&einheit:", "&Department:")),
    Value("organisation.address", Text("A&nschrift:", "&Address:")),
    Value("station", Text("Name dieses &Arbeitsplatzes:", "&Name of this workplace:")),
    Value("tenant", Text("&Mandant (ab dem nächsten Start):", "&Tenant (from the next start):")),
    Value("profile", Text("Übliches Scan&profil:", "Usual &profile:"), open=True),
    Value(
        "scan_button",
        Text("Scan&knopf am Gerät startet:", "Scan &button of the device starts:"),
        (NO_PROFILE,),
    ),
    Value(
        "verfahrensdokumentation",
        Text("&Verfahrensdokumentation, Fassung:", "Pr&ocedure documentation, version:"),
    ),
)
LIMITS = (
    Value("limits.disk_reserve_mb", Text("Frei bleibender &Platz (MB):", "&Room kept free (MB):")),
    Value(
        "limits.import_seconds",
        Text("&Zeit je Importdatei (Sekunden):", "&Time per import file (seconds):"),
        number=True,
    ),
    Value(
        "limits.import_memory_mb",
        Text("S&peicher je Importdatei (MB):", "&Memory per import file (MB):"),
    ),
    Value(
        "limits.import_megapixels",
        Text("&Bildpunkte je Importseite (Millionen):", "Pi&xels per imported page (millions):"),
    ),
    Value("limits.chunk_mb", Text("&Sendeteile (MB):", "&Parts of an upload (MB):")),
    Value(
        "release.withdraw_seconds",
        Text(
            "Zeit zum Zurück&nehmen einer Freigabe, bevor gesendet wird (s):",
            "Time to &withdraw a release before it is sent (s):",
        ),
    ),
    Value(
        "retention.raw_days",
        Text(
            "Ro&hbilder nach der Quittung behalten (Tage, 0: bis zur Löschung von Hand):",
            "&Keep raw pages after the receipt (days, 0: until erased by hand):",
        ),
    ),
    Value(
        "retry.first",
        Text(
            "&Erste Wartezeit nach erfolglosem Senden (Sekunden):",
            "&First wait after sending failed (seconds):",
        ),
        number=True,
    ),
    Value(
        "retry.factor",
        Text("&Wartezeit danach jeweils (mal so lang):", "Each &wait after that (times as long):"),
        number=True,
    ),
    Value(
        "retry.longest",
        Text("&Längste Wartezeit (Sekunden):", "&Longest wait (seconds):"),
        number=True,
    ),
    Value("retry.attempts", Text("&Versuche (Befehl upload):", "&Attempts (upload command):")),
    Value(
        "ocr.engine",
        Text("Te&xterkennung:", "Text re&cognition:"),
        same("tesserocr", "pytesseract"),
    ),
    Value(
        "ocr.workers",
        Text("P&rozesse der Texterkennung (0: je Kern einer):", "Proce&sses (0: one a core):"),
    ),
    Value("ocr.tessdata", Text("&Ordner der Sprachdaten:", "Folder of the language &data:")),
    Value("ocr.program", Text("&Installiertes Tesseract:", "&Installed Tesseract:")),
)
ADMINISTRATION = (
    Value("home", Text("&Ordner der Daten:", "&Folder of the data:"), fixed=True),
    Value("target", Text("Übliches &Ziel:", "Default &target:")),
    Value("allowed.devices", Text("Erlaubte &Geräte (Muster):", "&Devices permitted (patterns):")),
    Value("allowed.targets", Text("Erlaubte Z&iele:", "Targets &permitted:")),
    Value("allowed.tenants", Text("Erlaubte &Mandanten:", "T&enants permitted:")),
    Value("allowed.training", Text("Übungsmod&us:", "T&raining mode:"), truth=True),
    Value(
        "declarations.folder",
        Text("&Vorgaben auf der Freigabe:", "Declarations on the s&hare:"),
    ),
    Value(
        "declarations.update",
        Text("Vorgaben &übernehmen:", "Ta&ke declarations over:"),
        (
            ("start", Text("bei jedem Start", "at each start")),
            ("manual", Text("nur von Hand", "by hand only")),
            ("never", Text("nur beim ersten Mal", "the first time only")),
        ),
    ),
    Value(
        "declarations.seconds",
        Text("&Wartezeit auf die Freigabe (Sekunden):", "&Wait for the share (seconds):"),
    ),
    Value(
        "log.level",
        Text("Umfang des &Protokolls:", "&Level of the log:"),
        (
            ("error", Text("nur Fehler", "errors only")),
            ("warning", Text("Fehler und Warnungen", "errors and warnings")),
            ("info", Text("auch Hinweise", "also notes")),
            ("debug", Text("alles", "everything")),
        ),
    ),
    Value(
        "log.system",
        Text("&Ereignisse ins Protokoll des Systems:", "E&vents to the system's log:"),
        truth=True,
    ),
)
PROFILE = (
    Value("title.de", Text("&Titel (deutsch):", "&Title (German):")),
    Value("title.en", Text("Titel (&englisch):", "Title (&English):")),
    Value("document_class", Text("&Dokumentart:", "&Document class:"), open=True),
    Value("target", Text("&Ziel:", "T&arget:"), open=True),
    Value(
        "scan.resolution",
        Text("&Auflösung (dpi):", "&Resolution (dpi):"),
        same("150", "200", "240", "300", "400", "600"),
        open=True,
    ),
    Value(
        "scan.mode",
        Text("&Farbe:", "&Colour:"),
        (
            ("colour", Text("Farbe", "Colour")),
            ("grey", Text("Graustufen", "Grey")),
            ("lineart", Text("Schwarzweiß", "Black and white")),
        ),
    ),
    Value(
        "scan.source",
        Text("&Einzug:", "&Source:"),
        (
            ("duplex", Text("Einzug, beide Seiten", "Feeder, both sides")),
            ("feeder", Text("Einzug, Vorderseiten", "Feeder, fronts")),
            ("flatbed", Text("Flachbett", "Flatbed")),
        ),
    ),
    Value(
        "languages",
        Text("&Sprachen der Texterkennung:", "&Languages of text recognition:"),
        (
            ("deu", Text("Deutsch", "German")),
            ("deu, eng", Text("Deutsch, Englisch", "German, English")),
        ),
        open=True,
    ),
    Value("imaging.drop_blank", Text("&Leerseiten weglassen:", "Drop &blank pages:"), truth=True),
    Value(
        "imaging.blank_threshold",
        Text("Leer ab &Wert (0 bis 1):", "Blank from &value (0 to 1):"),
        number=True,
    ),
    Value("imaging.orient", Text("Aufrecht dre&hen:", "Turn &upright:"), truth=True),
    Value("imaging.deskew", Text("&Gerade richten:", "Strai&ghten:"), truth=True),
    Value(
        "separation.own_sheets",
        Text("Trennen an eigenen Trenn&blättern:", "Separate at &own sheets:"),
        truth=True,
    ),
    Value("separation.patcht", Text("Trennen an &PATCHT:", "Separate at &PATCHT:"), truth=True),
    Value(
        "separation.patch_codes",
        Text("Trennen an Patch-&Codes:", "Separate at patch &codes:"),
        (("", Text("keine", "none")), *same("T", "T, 2", "2")),
        open=True,
    ),
    Value(
        "separation.accept_3_as_t",
        Text("Patch &3 gilt als T:", "Patch &3 counts as T:"),
        truth=True,
    ),
    Value(
        "separation.blank_page",
        Text("Trennen an &Leerblättern:", "Separate at blank &sheets:"),
        truth=True,
    ),
    Value(
        "separation.page_count",
        Text("Trennen nach &Seitenzahl (0: nicht):", "Separate after &n pages (0: off):"),
    ),
    Value(
        "separation.keep_separator",
        Text("Trennblatt im Dokument be&halten:", "&Keep the separator sheet:"),
        truth=True,
    ),
    Value(
        "separation.numbered",
        Text("Fehlende &Nummern melden:", "Report &missing numbers:"),
        truth=True,
    ),
    Value(
        "check_sample",
        Text("Anteil der Stich&probe (0 bis 1):", "Share of the sam&ple (0 to 1):"),
        number=True,
    ),
    Value(
        "sampling",
        Text("N&ur die Stichprobe ansehen:", "L&ook at the sample only:"),
        truth=True,
    ),
)
ORIGINS = {
    "default": Text("Voreinstellung", "default"),
    "environment": Text("Umgebung", "environment"),
    "user": Text("eigene Einstellung", "own setting"),
    "policy": Text("Richtlinie", "policy"),
}
