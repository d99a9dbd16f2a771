"""What the workflow, the settings, recognition and export refuse."""

from __future__ import annotations

from scanstation.errors.base import NOTHING_CHANGED, ScanstationError, Text


class UsageError(ScanstationError):
    """The command line's words are off."""

    exit_code = 2
    happened = Text("{reason}", "{reason}")
    safe = NOTHING_CHANGED


class ConfigurationError(ScanstationError):
    """A setting, profile, class or target is wrong."""

    safe = NOTHING_CHANGED


class ConfigurationInvalid(ConfigurationError):
    """A TOML file breaks its rules."""

    exit_code = 55
    happened = Text(
        "Die Datei {file} ist in Zeile {line} fehlerhaft: {key}: erwartet wird {expected_de}.",
        "The file {file} is wrong in line {line}: {key}: expected {expected_en}.",
    )
    remedy = Text("Bitte die Datei berichtigen.", "Correct the file.")


class ConfigurationUnknown(ConfigurationError):
    """No profile, class, target or setting has this name."""

    exit_code = 56
    happened = Text(
        "{kind} „{name}“ gibt es nicht. Vorhanden: {known}.",
        "There is no {kind} “{name}”. Known: {known}.",
    )


class ConfigurationLocked(ConfigurationError):
    """A machine policy fixes this value."""

    exit_code = 57
    happened = Text(
        "Die Einstellung {key} ist von der IT festgelegt.",
        "The setting {key} is fixed by your IT.",
    )


class PolicyInvalid(ConfigurationInvalid):
    """A machine policy holds what no setting takes; nothing is guessed instead."""

    exit_code = 58
    happened = Text(
        "Die Richtlinie der IT ist fehlerhaft: {key} = {value} ({place}). Erwartet wird {expected_de}.",
        "The policy of your IT is wrong: {key} = {value} ({place}). Expected {expected_en}.",
    )
    safe = Text(
        "scanstation startet nicht mit einer halben Richtlinie; es wurde nichts verändert.",
        "scanstation does not start with half a policy; nothing was changed.",
    )
    remedy = Text(
        "Bitte die IT verständigen. Alle Richtlinien und ihre Herkunft zeigt: scanstation doctor.",
        "Tell your IT. All policies and where they come from are shown by: scanstation doctor.",
    )


class NotPermitted(ConfigurationError):
    """A tenant or target that a machine policy does not permit here."""

    exit_code = 59
    happened = Text(
        "{kind} „{name}“ ist an diesem Arbeitsplatz von der IT nicht freigegeben. "
        "Freigegeben: {known}.",
        "{kind} “{name}” is not permitted at this workplace by your IT. Permitted: {known}.",
    )


class TrainingOff(ConfigurationError):
    """A machine policy switched the training mode off."""

    exit_code = 75
    happened = Text(
        "Der Übungsmodus (Mandant uebung, Vorführung, eingebaute eAkte) ist an diesem "
        "Arbeitsplatz von der IT ausgeschaltet.",
        "The training mode (tenant uebung, demonstration, embedded eAkte) is switched off at "
        "this workplace by your IT.",
    )
    remedy = Text(
        "Bitte mit einem anderen Mandanten arbeiten (--tenant, Einstellung tenant).",
        "Work with another tenant (--tenant, setting tenant).",
    )


class DeclarationsMissing(ConfigurationError):
    """The share with the declarations of IT does not answer, and nothing of it is kept here."""

    exit_code = 76
    happened = Text(
        "Der Ordner {folder} mit den Scanprofilen der IT kann nicht gelesen werden ({reason}), und "
        "hier liegt noch keine Kopie davon.",
        "The folder {folder} with the profiles of your IT cannot be read ({reason}), and no copy of "
        "it lies here yet.",
    )
    remedy = Text(
        "Bitte das Netz prüfen und erneut starten; sonst die IT verständigen.",
        "Check the network and start again; otherwise tell your IT.",
    )


class PolicyUnsafe(ConfigurationError):
    """A policy, or a target of IT, lies where others than administrators can change it."""

    exit_code = 77
    happened = Text(
        "Die Vorgabe der IT {path} gilt nicht, denn nicht nur Administratoren können sie ändern: "
        "{reason}.",
        "What your IT set in {path} does not count, because others than administrators can change "
        "it: {reason}.",
    )
    safe = Text(
        "scanstation startet nicht mit Vorgaben, die jemand verändert haben kann; es wurde nichts "
        "verändert.",
        "scanstation does not start with what somebody may have changed; nothing was changed.",
    )
    remedy = Text(
        "Bitte die IT verständigen: Besitzer muss die Gruppe Administratoren (Linux: root) sein, "
        "und niemand sonst darf schreiben; wie, steht in docs/verteilung.md. Alle Richtlinien "
        "zeigt: scanstation doctor.",
        "Tell your IT: the group Administrators (Linux: root) must own it, and nobody else may "
        "write; how is said in docs/deployment.md. All policies are shown by: scanstation doctor.",
    )


class InstallationIncomplete(ConfigurationError):
    """A part that belongs to the program is missing or cannot be loaded."""

    exit_code = 79
    happened = Text(
        "Ein Teil der Installation fehlt oder lässt sich nicht laden: {part} ({reason}).",
        "A part of the installation is missing or cannot be loaded: {part} ({reason}).",
    )
    remedy = Text(
        "Bitte die IT verständigen: Das Paket ist zu reparieren oder neu zu installieren.",
        "Tell your IT: the package must be repaired or installed again.",
    )


class WorkRefused(ScanstationError):
    """A step that the batch's state does not allow."""

    safe = NOTHING_CHANGED


class ReleaseRefused(WorkRefused):
    """The batch may not be released; ``problems`` lists why."""

    exit_code = 60
    happened = Text(
        "Die Freigabe ist nicht möglich: {problems_de}",
        "The batch cannot be released: {problems_en}",
    )


class EditRefused(WorkRefused):
    """An edit that makes no sense here."""

    exit_code = 61
    happened = Text(
        "Die Änderung ist nicht möglich: {reason_de}",
        "The edit is not possible: {reason_en}",
    )


class NothingToTake(WorkRefused):
    """There is no value of the document before to repeat; nothing is wrong with that."""

    exit_code = 74
    happened = Text(
        "Es gibt nichts zu übernehmen: {reason_de}", "There is nothing to take over: {reason_en}"
    )


class RescanUnclear(WorkRefused):
    """A rescan brought more or less than the one page that was to be replaced."""

    exit_code = 67
    happened = Text(
        "Statt einer neuen Seite kamen {count}. Seite {page} wurde nicht ersetzt.",
        "{count} pages came instead of one. Page {page} was not replaced.",
    )
    safe = Text(
        "Die neuen Seiten liegen vor Seite {page}.", "The new pages lie before page {page}."
    )
    remedy = Text(
        "Bitte Überzähliges verwerfen und die Seite durch die richtige ersetzen.",
        "Reject what is surplus and replace the page by the right one.",
    )


class NothingToUndo(WorkRefused):
    """There is nothing to undo or redo."""

    exit_code = 62
    happened = Text(
        "Es gibt keine Änderung, die sich zurücknehmen oder wiederholen lässt.",
        "There is nothing to undo or redo.",
    )


class StateRefused(WorkRefused):
    """The batch is in the wrong state."""

    exit_code = 63
    happened = Text(
        "Das geht jetzt nicht: Der Stapel ist „{state}“, möglich ist es nur, solange er "
        "„{needed}“ ist.",
        "This is not possible now: the batch is “{state}”; it must be “{needed}”.",
    )


class SendingBegun(StateRefused):
    """A document is on its way to the target, or there."""

    exit_code = 69
    happened = Text(
        "Das geht nicht mehr: Der Stapel wird gesendet oder ist schon beim Ziel.",
        "This is not possible any more: the batch is being sent or is at the target already.",
    )
    remedy = Text(
        "Bitte stattdessen eine berichtigte Fassung der Dokumente anlegen (scanstation correct).",
        "Make a corrected version of the documents instead (scanstation correct).",
    )


class CorrectionRefused(WorkRefused):
    """A document of which no corrected version can be made now."""

    exit_code = 73
    happened = Text(
        "Von diesem Dokument lässt sich jetzt keine berichtigte Fassung anlegen: {reason_de}",
        "No corrected version of this document can be made now: {reason_en}",
    )


class NoBatchOpen(WorkRefused):
    """Something needs an open batch."""

    exit_code = 68
    happened = Text("Es ist kein Stapel geöffnet.", "No batch is open.")
    remedy = Text(
        "Bitte zuerst scannen, importieren oder einen Stapel öffnen.",
        "Scan, import or open a batch first.",
    )


class FeedRunning(WorkRefused):
    """The batch cannot leave the desk while pages come in."""

    exit_code = 72
    happened = Text(
        "Das geht jetzt nicht: In diesen Stapel wird gerade eingezogen oder importiert.",
        "This is not possible now: pages are being fed or imported into this batch.",
    )
    remedy = Text(
        "Bitte den Einzug zuerst beenden (Umschalt+Esc).", "Stop the feed first (Shift+Esc)."
    )


class PurgeRefused(WorkRefused):
    """Raw pages may not go yet."""

    exit_code = 64
    happened = Text(
        "Die Rohbilder dürfen noch nicht gelöscht werden: {reason_de}",
        "The raw pages may not be deleted yet: {reason_en}",
    )


class RecognitionError(ScanstationError):
    """OCR is missing or fails."""


class RecognitionUnavailable(RecognitionError):
    """No OCR engine or no language data."""

    exit_code = 65
    happened = Text(
        "Die Texterkennung ist nicht verfügbar ({reason}).",
        "Text recognition is not available ({reason}).",
    )
    remedy = Text(
        "Bitte die Installation mit scanstation doctor prüfen.",
        "Check the installation with scanstation doctor.",
    )


class RecognitionFailed(RecognitionError):
    """The engine failed on a page."""

    exit_code = 66
    happened = Text(
        "Die Texterkennung ist an Seite {page} gescheitert ({reason}).",
        "Text recognition failed on page {page} ({reason}).",
    )
    remedy = Text(
        "Die Seite bleibt ohne Text; bitte Felder von Hand füllen.",
        "The page stays without text; fill its fields by hand.",
    )


class ExportError(ScanstationError):
    """A package cannot be written."""


class ExportFailed(ExportError):
    """Writing the package failed."""

    exit_code = 70
    happened = Text(
        "Das Paket für Dokument {document} konnte nicht geschrieben werden: {reason_de}.",
        "The package of document {document} could not be written: {reason_en}.",
    )
    remedy = Text(
        "Bitte Platz und Rechte prüfen und den Export wiederholen.",
        "Check room and rights and export again.",
    )


class SymbolCodedImage(ExportError):
    """An image is symbol coded, which TR-03138 A.SC.12 forbids."""

    exit_code = 71
    happened = Text(
        "Seite {page} ist mit verbotener Symbolkodierung (JBIG2) gespeichert.",
        "Page {page} is stored with forbidden symbol coding (JBIG2).",
    )
    remedy = Text(
        "Bitte die Seite neu scannen oder neu importieren.",
        "Scan or import the page again.",
    )
