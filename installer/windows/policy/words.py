"""What the policies are called and what they do, for administrators, by the setting's key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanstation.errors import Text


@dataclass(frozen=True, slots=True)
class Words:
    """Title and explanation of a policy; ``choices`` names the values of an enumeration."""

    title: Text
    explained: Text
    choices: Mapping[str, Text] | None = None


CATEGORIES: Mapping[str, Text] = {
    "": Text("Arbeitsplatz", "Workplace"),
    "organisation": Text("Organisation", "Organisation"),
    "ocr": Text("Texterkennung", "Text recognition"),
    "retry": Text("Senden und Wiederholen", "Sending and repeating"),
    "limits": Text("Grenzen", "Limits"),
    "release": Text("Freigabe", "Release"),
    "retention": Text("Aufbewahrung", "Retention"),
    "allowed": Text("Was benutzt werden darf", "What may be used"),
    "declarations": Text("Vorgaben auf einer Freigabe", "Declarations on a share"),
    "log": Text("Protokoll des Programms", "Log of the program"),
}

WORDS: Mapping[str, Words] = {
    "home": Words(
        Text("Ordner der Daten", "Folder of the data"),
        Text(
            "Ordner für Stapel, Ausgang, Pakete, Protokolle und eigene Einstellungen. Er muss auf "
            "einem lokalen Datenträger liegen, ein Netzlaufwerk wird abgelehnt. "
            r"Umgebungsvariablen sind erlaubt: %LOCALAPPDATA%\scanstation gibt jedem Konto einen "
            r"eigenen Ordner, D:\scanstation-gemeinsam allen Konten dieses PCs einen "
            "gemeinsamen; dort brauchen alle Konten, die scannen, das Recht „Ändern“, vererbt auf "
            "Unterordner und Dateien, und die Richtlinie „Erlaubte Ziele“ ist nötig: sonst kann "
            "ein Konto ändern, wohin die anderen senden. Andere Variablen gelten nur, wenn sie der "
            "Rechner setzt, nicht das Konto. Die Umgebungsvariable SCANSTATION_HOME wird "
            "abgelehnt. Vorhandene Daten werden nicht verschoben.",
            "Folder of batches, outbox, packages, logs and own settings. It must lie on a local "
            "disk, a network drive is refused. "
            r"Environment variables are allowed: %LOCALAPPDATA%\scanstation gives every account a "
            r"folder of its own, D:\scanstation-common all accounts of this PC a common "
            "one; there every account that scans needs the right “Modify”, inherited by folders "
            "and files, and the policy “Targets that may be used” is needed: otherwise one account "
            "can change where the others send to. Other variables count only if the computer sets "
            "them, not the account. The environment variable SCANSTATION_HOME is refused then. "
            "Existing data are not moved.",
        ),
    ),
    "language": Words(
        Text("Sprache", "Language"),
        Text(
            "Sprache von Fenster und Befehlszeile. Ohne diese Richtlinie wählt jede Person selbst.",
            "Language of window and command line. Without this policy everybody chooses.",
        ),
        {"de": Text("Deutsch", "German"), "en": Text("Englisch", "English")},
    ),
    "station": Words(
        Text("Name des Arbeitsplatzes", "Name of the workplace"),
        Text(
            "Steht in jedem Journal und jedem Transfervermerk. Ohne diese Richtlinie gilt der Name "
            "des Rechners. Für viele Rechner zugleich ist diese Richtlinie selten sinnvoll.",
            "Stands in every journal and transfer note. Without this policy it is the name of the "
            "computer. For many computers at once this policy is rarely useful.",
        ),
    ),
    "tenant": Words(
        Text("Mandant", "Tenant"),
        Text(
            "Name des Mandanten, in dem gearbeitet wird (a-z, 0-9 und -). Ohne diese Richtlinie "
            "ist es der Übungsmandant uebung.",
            "Name of the tenant that is worked in (a-z, 0-9 and -). Without this policy it is the "
            "training tenant uebung.",
        ),
    ),
    "profile": Words(
        Text("Übliches Scanprofil", "Usual profile"),
        Text(
            "Name des Scanprofils, das gilt, wenn keines gewählt ist. Es muss vorhanden sein.",
            "Name of the profile that counts if none is chosen. It must exist.",
        ),
    ),
    "target": Words(
        Text("Übliches Ziel", "Default target"),
        Text(
            "Name des Ziels, an das Pakete gehen, wenn das Scanprofil keines nennt. Es geht der "
            "Angabe des Mandanten vor und muss dort vorhanden sein, sonst startet scanstation "
            "nicht. Der Übungsmandant behält seine eingebaute eAkte.",
            "Name of the target that packages go to if the profile names none. It goes before what "
            "the tenant says and must exist there, otherwise scanstation does not start. The "
            "training tenant keeps its embedded eAkte.",
        ),
    ),
    "verfahrensdokumentation": Words(
        Text("Fassung der Verfahrensdokumentation", "Version of the procedure documentation"),
        Text(
            "Steht in jedem Transfervermerk (BSI TR-03138).",
            "Stands in every transfer note (BSI TR-03138).",
        ),
    ),
    "scan_button": Words(
        Text("Scanknopf am Gerät startet", "Scan button of the device starts"),
        Text(
            "Name des Scanprofils, mit dem das Fenster scannt, wenn am Gerät die Scantaste "
            "gedrückt wird. Leer: die Taste bewirkt nichts.",
            "Name of the profile that the window scans with when the scan button of the device is "
            "pressed. Empty: the button does nothing.",
        ),
    ),
    "organisation.name": Words(
        Text("Name der Organisation", "Name of the organisation"),
        Text("Steht in jedem Transfervermerk.", "Stands in every transfer note."),
    ),
    "organisation.department": Words(
        Text("Organisationseinheit", "Department"),
        Text("Steht in jedem Transfervermerk.", "Stands in every transfer note."),
    ),
    "organisation.address": Words(
        Text("Anschrift der Organisation", "Address of the organisation"),
        Text("Steht in jedem Transfervermerk.", "Stands in every transfer note."),
    ),
    "ocr.engine": Words(
        Text("Programm der Texterkennung", "Engine of text recognition"),
        Text(
            "tesserocr ist eingebaut; pytesseract benutzt ein Tesseract, das die IT installiert "
            "hat (siehe dessen Pfad).",
            "tesserocr is built in; pytesseract uses a Tesseract that IT installed (see its path).",
        ),
        {
            "tesserocr": Text("tesserocr (eingebaut)", "tesserocr (built in)"),
            "pytesseract": Text("pytesseract (installiert)", "pytesseract (installed)"),
        },
    ),
    "ocr.tessdata": Words(
        Text("Ordner der Sprachdaten", "Folder of the language data"),
        Text(
            "Ganzer Pfad eines Ordners mit deu.traineddata und osd.traineddata. Ohne diese "
            "Richtlinie gelten die mitgelieferten. Umgebungsvariablen sind erlaubt.",
            "Full path of a folder with deu.traineddata and osd.traineddata. Without this policy "
            "those that come along count. Environment variables are allowed.",
        ),
    ),
    "ocr.program": Words(
        Text("Pfad des installierten Tesseract", "Path of the installed Tesseract"),
        Text(
            "Ganzer Pfad von tesseract.exe, nur für pytesseract. Umgebungsvariablen sind erlaubt.",
            "Full path of tesseract.exe, for pytesseract only. Environment variables are allowed.",
        ),
    ),
    "ocr.workers": Words(
        Text("Prozesse der Texterkennung", "Processes of text recognition"),
        Text(
            "Wie viele Prozesse gleichzeitig Text erkennen, mit niedriger Priorität; 0: je "
            "Prozessorkern einer. Auf einem Terminalserver ist 1 oder 2 sinnvoll.",
            "How many processes recognise text at the same time, at low priority; 0: one a core. "
            "On a terminal server 1 or 2 make sense.",
        ),
    ),
    "retry.first": Words(
        Text("Erste Wartezeit nach erfolglosem Senden", "First wait after sending failed"),
        Text(
            "Sekunden, 0.1 bis 3600, mit Punkt geschrieben: 2.0.",
            "Seconds, 0.1 to 3600, written with a point: 2.0.",
        ),
    ),
    "retry.factor": Words(
        Text("Wartezeit danach jeweils", "Each wait after that"),
        Text(
            "So viel Mal so lang wie die vorige, 1 bis 10, mit Punkt geschrieben: 2.0.",
            "So many times as long as the one before, 1 to 10, written with a point: 2.0.",
        ),
    ),
    "retry.longest": Words(
        Text("Längste Wartezeit", "Longest wait"),
        Text("Sekunden, 1 bis 86400.", "Seconds, 1 to 86400."),
    ),
    "retry.attempts": Words(
        Text("Versuche", "Attempts"),
        Text(
            "So oft versucht der Befehl upload ein Dokument zu senden. Danach bleibt es im Ausgang "
            "und wird beim nächsten Lauf wieder versucht.",
            "So often the command upload tries to send a document. After that it stays in the "
            "outbox and is tried again by the next run.",
        ),
    ),
    "limits.disk_reserve_mb": Words(
        Text("Frei bleibender Platz (MB)", "Room kept free (MB)"),
        Text(
            "Ist weniger frei, beginnt kein Scan und ein laufender endet nach dem letzten "
            "gesicherten Blatt. Es geht nichts verloren.",
            "With less than that no scan begins, and a running one ends after the last safe sheet. "
            "Nothing is lost.",
        ),
    ),
    "limits.import_seconds": Words(
        Text("Zeit je Importdatei (Sekunden)", "Time per imported file (seconds)"),
        Text(
            "Eine Datei, die länger kein Lebenszeichen gibt, wird nicht importiert.",
            "A file that gives no sign of life for longer is not imported.",
        ),
    ),
    "limits.import_memory_mb": Words(
        Text("Speicher je Importdatei (MB)", "Memory per imported file (MB)"),
        Text(
            "Mehr Arbeitsspeicher bekommt der Prozess nicht, der eine fremde Datei öffnet.",
            "The process that opens a file from outside gets no more memory.",
        ),
    ),
    "limits.import_megapixels": Words(
        Text("Bildpunkte je Importseite (Millionen)", "Pixels of an imported page (millions)"),
        Text("Größere Seiten werden nicht importiert.", "Larger pages are not imported."),
    ),
    "limits.chunk_mb": Words(
        Text("Größe der Sendeteile (MB)", "Size of the parts of an upload (MB)"),
        Text(
            "Große Dokumente gehen in Teilen; nach einer Unterbrechung wird dort fortgesetzt.",
            "Large documents go in parts; after an interruption sending goes on there.",
        ),
    ),
    "release.withdraw_seconds": Words(
        Text("Zeit zum Zurücknehmen einer Freigabe (s)", "Time to withdraw a release (s)"),
        Text(
            "So lange nach der Freigabe sendet das Fenster noch nicht.",
            "For so long after a release the window does not send yet.",
        ),
    ),
    "retention.raw_days": Words(
        Text("Rohbilder behalten (Tage)", "Keep raw pages (days)"),
        Text(
            "So viele Tage nach der letzten geprüften Quittung dürfen Rohbilder gelöscht werden; "
            "0: erst, wenn eine Person das verlangt. Quittungen der Übung geben nie etwas frei.",
            "So many days after the last verified receipt raw pages may be erased; 0: only when a "
            "person asks for it. Receipts of the training never free anything.",
        ),
    ),
    "allowed.devices": Words(
        Text("Erlaubte Geräte", "Devices that may be used"),
        Text(
            "Ein Muster je Zeile für Geräteadressen, wie sie „scanstation devices“ zeigt: escl:*, "
            "twain:64:*, twain:32:PaperStream*, folder:D:\\Eingang. * steht für beliebige Zeichen, "
            "? für eines; Groß- und Kleinschreibung zählt nicht. Andere Geräte werden nicht "
            "gesucht, nicht aufgelistet und mit einem Satz abgelehnt. Der Übungsscanner gehört "
            "zum Übungsmodus.",
            "A pattern a line for addresses of devices as shown by “scanstation devices”: escl:*, "
            "twain:64:*, twain:32:PaperStream*, folder:D:\\Inbox. * stands for anything, ? for one "
            "letter; case does not matter. Other devices are not searched for, not listed, and "
            "refused with a sentence. The practice scanner belongs to the training mode.",
        ),
    ),
    "allowed.targets": Words(
        Text("Erlaubte Ziele", "Targets that may be used"),
        Text(
            "Ein Name je Zeile. Nur diese Ziele gibt es dann, und nur, wie die IT sie vorgibt (auf "
            r"der Freigabe oder unter %PROGRAMDATA%\scanstation\tenants): Ziele, die jemand selbst "
            "anlegt, zählen nicht, auch nicht unter demselben Namen. Ein Ziel der Freigabe wird "
            "nur benutzt, solange dort dasselbe steht: Ist sie nicht erreichbar, wird weiter "
            "gescannt, und alles wartet im Ausgang. Soll auch ohne Freigabe gesendet werden, "
            "gehört das Ziel in den Ordner des Rechners. Ohne Richtlinie „Ordner der Vorgaben“ "
            "wählt dann niemand selbst einen.",
            "A name a line. There are only these targets then, and only as IT declares them (on "
            r"the share or below %PROGRAMDATA%\scanstation\tenants): targets that somebody makes "
            "himself do not count, not even under the same name. A target of the share is used "
            "only while the share says the same: if it does not answer, scanning goes on and "
            "everything waits in the outbox. To send without the share, put the target into the "
            "folder of the computer. Without the policy “Folder of the declarations” nobody "
            "chooses one himself then.",
        ),
    ),
    "allowed.tenants": Words(
        Text("Erlaubte Mandanten", "Tenants that may be used"),
        Text(
            "Ein Name je Zeile. In anderen Mandanten kann an diesem Arbeitsplatz nicht gearbeitet "
            "werden; der Übungsmandant hat eine eigene Richtlinie.",
            "A name a line. Other tenants cannot be worked in at this workplace; the training "
            "tenant has a policy of its own.",
        ),
    ),
    "allowed.training": Words(
        Text("Übungsmodus", "Training mode"),
        Text(
            "Deaktiviert: kein Übungsmandant, keine Vorführung (demo), keine eingebaute eAkte; ein "
            "Versuch endet mit einem Satz. Vorher einen anderen Mandanten festlegen, sonst startet "
            "das Fenster nicht. Aktiviert: der Übungsmodus kann an diesem Arbeitsplatz nicht "
            "ausgeschaltet werden.",
            "Disabled: no training tenant, no demonstration (demo), no embedded eAkte; trying ends "
            "with a sentence. Set another tenant first, otherwise the window does not start. "
            "Enabled: the training mode cannot be switched off at this workplace.",
        ),
    ),
    "declarations.folder": Words(
        Text("Ordner der Vorgaben", "Folder of the declarations"),
        Text(
            "Ganzer Pfad eines Ordners, meist auf einer Freigabe "
            "(\\\\server\\freigabe\\scanstation), der den Ordner tenants mit "
            "Scanprofilen, Dokumentarten, Zielen und Nachschlagelisten "
            "enthält. Lesen genügt. Alles wird geprüft und als Ganzes übernommen; ist die "
            "Freigabe nicht erreichbar oder eine Datei fehlerhaft, gilt die letzte gute Kopie "
            "weiter, und "
            "scanstation doctor sagt es. Was dort steht, ist für Benutzer gesperrt; die Kopie "
            "liegt aber im Ordner des Kontos, das sie ändern kann, solange die Freigabe nicht "
            "antwortet. Worauf es ankommt, legen „Erlaubte Ziele“, „Erlaubte Mandanten“ und "
            "„Erlaubte Geräte“ fest.",
            "Full path of a folder, usually on a share (\\\\server\\share\\scanstation), that "
            "holds "
            "the folder tenants with profiles, document classes, targets and look-up lists. "
            "Reading is enough. Everything is checked and taken over as a whole; if the share does "
            "not answer or a file is wrong, the last good copy goes on counting, and scanstation "
            "doctor says so. What stands there is locked for users; but the copy lies in the "
            "account's own folder, which can be changed while the share does not answer. What "
            "matters is fixed by “Targets that may be used”, “Tenants that may be used” and "
            "“Devices that may be used”.",
        ),
    ),
    "declarations.update": Words(
        Text("Wann Vorgaben übernommen werden", "When declarations are taken over"),
        Text(
            "Bei jedem Start; nur von Hand (scanstation profiles --update); oder ein einziges "
            "Mal, solange es noch keine Kopie gibt. Nur beim ersten Mal heißt auch: Ändert die IT "
            "danach ein Ziel auf der Freigabe, wird bei gesetzten „Erlaubten Zielen“ dorthin nicht "
            "mehr gesendet, bis hier „bei jedem Start“ oder „nur von Hand“ steht oder das Ziel im "
            "Ordner des Rechners liegt. Nehmen Sie es nur für eine Freigabe, die so bleibt.",
            "At each start; by hand only (scanstation profiles --update); or once, as long as "
            "there is no copy yet. The first time only also means: if IT changes a target on the "
            "share afterwards, nothing is sent there any more where “Targets that may be used” is "
            "set, until this says “at each start” or “by hand only” or the target lies in the "
            "folder of the computer. Take it only for a share that stays as it is.",
        ),
        {
            "start": Text("bei jedem Start", "at each start"),
            "manual": Text("nur von Hand", "by hand only"),
            "never": Text("nur beim ersten Mal", "the first time only"),
        },
    ),
    "declarations.seconds": Words(
        Text("Wartezeit auf die Freigabe (Sekunden)", "Wait for the share (seconds)"),
        Text(
            "So lange wartet ein Start auf die Freigabe, dann gilt die letzte gute Kopie.",
            "So long a start waits for the share, then the last good copy counts.",
        ),
    ),
    "log.level": Words(
        Text("Umfang des Protokolls", "Level of the log"),
        Text(
            "Was in die Datei log\\scanstation.log im Ordner der Daten kommt; nie Seiteninhalte, "
            "Namen oder Aktenzeichen. Fünf Dateien zu je 1 MB werden behalten.",
            "What goes into the file log\\scanstation.log in the folder of the data; never page "
            "content, names or case numbers. Five files of 1 MB are kept.",
        ),
        {
            "error": Text("nur Fehler", "errors only"),
            "warning": Text("Fehler und Warnungen", "errors and warnings"),
            "info": Text("auch Hinweise", "also notes"),
            "debug": Text("alles, für die Fehlersuche", "everything, to look for faults"),
        },
    ),
    "log.system": Words(
        Text("Windows-Ereignisprotokoll", "Windows event log"),
        Text(
            "Aktiviert: Ereignisse, die die IT kennen muss (fehlerhafte Richtlinie, Abstürze, "
            "dauerhaft abgelehnte Dokumente, voller Datenträger, aufgegebene Stapel), stehen auch "
            "im Ereignisprotokoll „Anwendung“, Quelle scanstation. Deaktiviert: nur in der Datei.",
            "Enabled: events that IT must know of (wrong policy, crashes, documents refused for "
            "good, full disk, batches given up) also stand in the event log “Application”, source "
            "scanstation. Disabled: in the file only.",
        ),
    ),
}
