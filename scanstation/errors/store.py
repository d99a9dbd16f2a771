"""What can go wrong with batches on disk, and what verification finds."""

from __future__ import annotations

from pathlib import Path

from scanstation.errors.base import NOTHING_CHANGED, ScanstationError, Text


class StoreError(ScanstationError):
    """The store refuses or fails.

    Attributes:
        left: files that an import which this broke off left out; None if it was no import.
    """

    left: tuple[Path, ...] | None = None


class JournalConflict(StoreError):
    """Somebody else appended first."""

    exit_code = 40
    happened = Text(
        "Der Stapel wurde inzwischen an anderer Stelle geändert.",
        "The batch was changed elsewhere in the meantime.",
    )
    remedy = Text(
        "Bitte den Stapel neu laden und wiederholen.",
        "Load the batch again and repeat.",
    )


class BatchLocked(StoreError):
    """Another process holds the writer's lock."""

    exit_code = 41
    happened = Text(
        "Der Stapel {batch} ist in einem anderen Fenster oder Programm geöffnet.",
        "The batch {batch} is open in another window or program.",
    )
    remedy = Text(
        "Bitte dort schließen oder hier nur lesen.",
        "Close it there or only read it here.",
    )


class BatchUnknown(StoreError):
    """No batch has this id."""

    exit_code = 42
    happened = Text("Den Stapel {batch} gibt es nicht.", "There is no batch {batch}.")
    safe = NOTHING_CHANGED
    remedy = Text(
        "Die vorhandenen Stapel zeigt: scanstation batches.",
        "These batches exist: scanstation batches.",
    )


class NotALocalDisk(StoreError):
    """The folder lies on a network share."""

    exit_code = 43
    happened = Text(
        "Der Ordner {path} liegt auf einem Netzlaufwerk ({kind}).",
        "The folder {path} lies on a network share ({kind}).",
    )
    safe = NOTHING_CHANGED
    remedy = Text(
        "Stapel brauchen einen lokalen Datenträger; bitte SCANSTATION_HOME auf einen lokalen Ordner setzen.",
        "Batches need a local disk; set SCANSTATION_HOME to a local folder.",
    )


class StoreNotWritable(StoreError):
    """The account may not write there."""

    exit_code = 44
    happened = Text(
        "In den Ordner {path} kann nicht geschrieben werden ({reason}).",
        "The folder {path} cannot be written ({reason}).",
    )
    remedy = Text("Bitte die Rechte des Ordners prüfen.", "Check the rights of the folder.")


class StoreFull(StoreError):
    """The disk is full."""

    exit_code = 45
    happened = Text("Der Datenträger ist voll.", "The disk is full.")
    remedy = Text(
        "Bitte Platz schaffen und wiederholen; Blätter, die noch nicht als gesichert gezählt sind, "
        "neu einlegen.",
        "Make room and try again; put back the sheets that are not counted as safe yet.",
    )


class BatchClosed(StoreError):
    """A finished batch takes no more events."""

    exit_code = 46
    happened = Text("Der Stapel {batch} ist abgeschlossen.", "The batch {batch} is closed.")
    safe = NOTHING_CHANGED


class JournalNewer(StoreError):
    """A newer version of the program wrote the batch."""

    exit_code = 48
    happened = Text(
        "Der Stapel {batch} wurde von einer neueren Fassung von scanstation geschrieben ({detail}).",
        "The batch {batch} was written by a newer version of scanstation ({detail}).",
    )
    safe = NOTHING_CHANGED
    remedy = Text(
        "Bitte scanstation an diesem Arbeitsplatz aktualisieren oder den Stapel an einem "
        "aktuellen öffnen.",
        "Update scanstation at this workplace, or open the batch at one that is up to date.",
    )


class EakteInUse(StoreError):
    """Another window in training mode, or an eAkte that is served, has the folder."""

    exit_code = 47
    happened = Text(
        "Die eingebaute eAkte läuft schon, in einem anderen Fenster im Übungsmodus oder als "
        "„scanstation eakte serve“ ({path}).",
        "The embedded eAkte runs already, in another window in training mode or as "
        "“scanstation eakte serve” ({path}).",
    )
    safe = NOTHING_CHANGED
    remedy = Text(
        "Bitte dort weiterarbeiten oder es dort zuerst schließen.",
        "Go on working there, or close it there first.",
    )


class IntegrityError(ScanstationError):
    """Something stored is not what was stored; ``object`` names it."""

    safe = Text(
        "Es wurde nichts verändert; die übrigen Objekte sind nicht betroffen.",
        "Nothing was changed; the other objects are not affected.",
    )
    remedy = Text(
        "Bitte den Ordner sichern und die IT verständigen.",
        "Keep a copy of the folder and tell your IT.",
    )


class JournalBroken(IntegrityError):
    """The chain of the journal does not verify."""

    exit_code = 50
    happened = Text(
        "Das Protokoll des Stapels ist verändert: {object} ({reason}).",
        "The journal of the batch was changed: {object} ({reason}).",
    )


class BlobMissing(IntegrityError):
    """A blob that the journal names is missing."""

    exit_code = 51
    happened = Text(
        "Ein Bild des Stapels fehlt: {object}.",
        "An image of the batch is missing: {object}.",
    )


class BlobChanged(IntegrityError):
    """A blob's content does not have its name's hash."""

    exit_code = 52
    happened = Text(
        "Ein Bild des Stapels ist verändert: {object}.",
        "An image of the batch was changed: {object}.",
    )


class PackageChanged(IntegrityError):
    """A file of a package is missing, changed or too many."""

    exit_code = 53
    happened = Text(
        "Das Paket ist verändert: {object} ({reason}).",
        "The package was changed: {object} ({reason}).",
    )


class VerificationFailed(IntegrityError):
    """Several findings of one verification."""

    exit_code = 54
    happened = Text(
        "Die Prüfung hat {count} Abweichungen gefunden: {objects}.",
        "Verification found {count} differences: {objects}.",
    )
