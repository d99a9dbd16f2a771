"""What can be wrong with a file that somebody imports."""

from __future__ import annotations

from scanstation.errors.base import OTHERS_GO_ON, ScanstationError, Text


class ImportFileError(ScanstationError):
    """A file that cannot be imported; ``file`` is its name."""

    safe = OTHERS_GO_ON


class FileUnreadable(ImportFileError):
    """The file is missing or may not be read."""

    exit_code = 30
    happened = Text(
        "Die Datei „{file}“ kann nicht gelesen werden ({reason}).",
        "The file “{file}” cannot be read ({reason}).",
    )
    remedy = Text("Bitte Pfad und Rechte prüfen.", "Check its path and rights.")


class FileEmpty(ImportFileError):
    """The file holds no bytes or no pages."""

    exit_code = 31
    happened = Text("Die Datei „{file}“ ist leer.", "The file “{file}” is empty.")
    remedy = Text(
        "Bitte die Datei vom Absender neu anfordern.",
        "Ask the sender for the file again.",
    )


class FileEncrypted(ImportFileError):
    """The file needs a password."""

    exit_code = 32
    happened = Text(
        "Die Datei „{file}“ ist mit einem Kennwort geschützt.",
        "The file “{file}” is protected by a password.",
    )
    remedy = Text(
        "Bitte ohne Kennwortschutz speichern und erneut importieren.",
        "Save it without a password and import it again.",
    )


class FileBroken(ImportFileError):
    """The file is damaged or not what it says."""

    exit_code = 33
    happened = Text(
        "Die Datei „{file}“ ist beschädigt ({reason}).",
        "The file “{file}” is damaged ({reason}).",
    )
    remedy = Text(
        "Bitte die Datei vom Absender neu anfordern.",
        "Ask the sender for the file again.",
    )


class FileOversized(ImportFileError):
    """The file exceeds a limit on bytes, pixels, pages or memory."""

    exit_code = 34
    happened = Text(
        "Die Datei „{file}“ ist zu groß ({reason}).",
        "The file “{file}” is too large ({reason}).",
    )
    remedy = Text(
        "Bitte aufteilen oder mit kleinerer Auflösung speichern.",
        "Split it or save it at a lower resolution.",
    )


class FileUnsupported(ImportFileError):
    """The file has a format that is not imported."""

    exit_code = 35
    happened = Text(
        "Das Format der Datei „{file}“ wird nicht unterstützt ({reason}).",
        "The format of “{file}” is not supported ({reason}).",
    )
    remedy = Text(
        "Unterstützt werden PDF, TIFF, JPEG und PNG.",
        "PDF, TIFF, JPEG and PNG are supported.",
    )


class FileTooSlow(ImportFileError):
    """Opening the file took longer than the limit."""

    exit_code = 36
    happened = Text(
        "Das Öffnen der Datei „{file}“ hat länger als {seconds} Sekunden gedauert.",
        "Opening “{file}” took longer than {seconds} seconds.",
    )
    remedy = Text(
        "Bitte die Datei vereinfachen, zum Beispiel neu als PDF drucken.",
        "Simplify the file, for example print it to PDF again.",
    )
