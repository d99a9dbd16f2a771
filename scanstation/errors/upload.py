"""What targets and credentials can answer."""

from __future__ import annotations

from scanstation.errors.base import NOTHING_CHANGED, PACKAGE_SAFE, ScanstationError, Text


class UploadError(ScanstationError):
    """A target did not take or not prove a document."""

    safe = PACKAGE_SAFE


class TargetUnreachable(UploadError):
    """No answer from the target."""

    exit_code = 80
    happened = Text(
        "Das Ziel {target} ist nicht erreichbar ({reason}).",
        "The target {target} cannot be reached ({reason}).",
    )
    remedy = Text(
        "Es wird später von selbst erneut versucht.",
        "It will be tried again by itself later.",
    )
    permanent = False


class TargetUnproven(UploadError):
    """A target is known only from a copy that this account can change."""

    exit_code = 78
    happened = Text(
        "An das Ziel „{name}“ wird jetzt nicht gesendet: Nur die Ziele der IT sind erlaubt, und die "
        "hiesige Kopie ist mit der Vorgabe {file} nicht zu vergleichen ({reason}).",
        "Nothing is sent to the target “{name}” now: only targets of your IT are permitted, and the "
        "copy here cannot be compared with what is declared in {file} ({reason}).",
    )
    remedy = Text(
        "Bitte senden, sobald die Freigabe erreichbar ist. Hat die IT das Ziel geändert: bitte "
        "scanstation neu starten oder „scanstation profiles --update“ ausführen (lassen). Ohne Freigabe gilt ein Ziel, das die IT "
        "im Ordner tenants des Rechners verteilt.",
        "Send as soon as the share answers. If your IT changed the target: start scanstation again, "
        "or “scanstation profiles --update”. Without the share a target counts that your IT rolls "
        "out to the folder tenants of the computer.",
    )
    permanent = False
    renewed_never = Text(
        "Bitte senden, sobald die Freigabe erreichbar ist. Hat die IT das Ziel dort geändert, bitte "
        "die IT verständigen: An diesem Rechner wird von der Freigabe nichts mehr übernommen "
        "(Richtlinie „Wann Vorgaben übernommen werden“: nur beim ersten Mal). Die IT ändert dann diese "
        "Richtlinie oder verteilt das Ziel im Ordner tenants des Rechners.",
        "Send as soon as the share answers. If your IT changed the target there, tell them: nothing "
        "is taken over from the share on this computer any more (policy “When declarations are "
        "taken over”: the first time only). They change this policy, or roll the target out to the "
        "folder tenants of the computer.",
    )
    renewed_by_hand = Text(
        "Bitte senden, sobald die Freigabe erreichbar ist. Hat die IT das Ziel geändert: bitte "
        "„scanstation profiles --update“ ausführen (lassen), denn von selbst wird an diesem Rechner "
        "nichts übernommen.",
        "Send as soon as the share answers. If your IT changed the target: run “scanstation "
        "profiles --update” (or have it run), because nothing is taken over by itself on this computer.",
    )

    def remedy_text(self) -> Text:
        """See ``ScanstationError``; the detail ``update`` is the policy ``declarations.update``."""
        others = {"never": self.renewed_never, "manual": self.renewed_by_hand}
        return others.get(str(self.details.get("update", "")), self.remedy)


class TargetRefused(UploadError):
    """The target refuses the document."""

    exit_code = 81
    happened = Text(
        "Das Ziel {target} hat das Dokument abgelehnt: {reason}.",
        "The target {target} refused the document: {reason}.",
    )
    remedy = Text(
        "Bitte Felder und Rechte prüfen, dann erneut senden.",
        "Check its fields and rights, then send it again.",
    )


class TargetLoginFailed(UploadError):
    """Wrong or missing credentials."""

    exit_code = 82
    happened = Text(
        "Die Anmeldung am Ziel {target} ist gescheitert.",
        "The login at the target {target} failed.",
    )
    remedy = Text(
        "Bitte neu anmelden: scanstation targets login {target}.",
        "Log in again: scanstation targets login {target}.",
    )


class TargetBusy(UploadError):
    """The target asks to wait."""

    exit_code = 83
    happened = Text(
        "Das Ziel {target} ist überlastet ({reason}).",
        "The target {target} is overloaded ({reason}).",
    )
    remedy = Text(
        "Es wird später von selbst erneut versucht.",
        "It will be tried again by itself later.",
    )
    permanent = False


class StoredDiffers(UploadError):
    """What was read back is not what was sent."""

    exit_code = 84
    happened = Text(
        "Das Ziel {target} hat andere Bytes gespeichert als gesendet ({reason}).",
        "The target {target} stored other bytes than were sent ({reason}).",
    )
    remedy = Text(
        "Bitte die IT des Ziels verständigen; das Papier aufbewahren.",
        "Tell the target's IT; keep the paper.",
    )


class TargetUntrusted(UploadError):
    """The certificate or the address cannot be trusted."""

    exit_code = 85
    happened = Text(
        "Dem Ziel {target} kann nicht vertraut werden ({reason}).",
        "The target {target} cannot be trusted ({reason}).",
    )
    remedy = Text(
        "Bitte Zertifikat und Adresse in den Zielen prüfen.",
        "Check its certificate and address in the targets.",
    )


class OutcomeUnknown(UploadError):
    """Nobody knows whether the target stored the document."""

    exit_code = 86
    happened = Text(
        "Ob das Ziel {target} das Dokument gespeichert hat, ist unklar.",
        "It is unclear whether the target {target} stored the document.",
    )
    remedy = Text(
        "Vor jedem neuen Versuch wird beim Ziel nachgesehen.",
        "The target is asked before anything is sent again.",
    )
    permanent = False


class UploadIncomplete(UploadError):
    """Some documents of a run are not verified."""

    exit_code = 87
    happened = Text(
        "{failed} von {total} Dokumenten sind noch nicht bestätigt gespeichert.",
        "{failed} of {total} documents are not verified yet.",
    )
    remedy = Text(
        "Die Gründe stehen bei den Dokumenten; nach der Abhilfe erneut senden "
        "(endgültig gescheiterte mit --retry).",
        "The reasons stand with the documents; send again once they are mended "
        "(permanent failures with --retry).",
    )


class OutboxBusy(UploadError):
    """Another process works on the outbox."""

    exit_code = 88
    happened = Text(
        "Der Ausgang wird gerade von einem anderen Programm bearbeitet.",
        "Another program is working on the outbox.",
    )
    permanent = False


class StoredTwice(UploadError):
    """The target holds a package more than once."""

    exit_code = 89
    happened = Text(
        "Das Ziel {target} hat das Dokument mehrfach gespeichert ({reason}).",
        "The target {target} stored the document more than once ({reason}).",
    )
    remedy = Text(
        "Bitte beim Ziel die überzählige Fassung entfernen lassen, dann erneut senden.",
        "Have the surplus copy removed at the target, then send again.",
    )


class CredentialError(ScanstationError):
    """A secret cannot be read or kept."""

    safe = NOTHING_CHANGED


class CredentialMissing(CredentialError):
    """No secret is stored for this target."""

    exit_code = 90
    happened = Text(
        "Für das Ziel {target} ist keine Anmeldung hinterlegt.",
        "No login is stored for the target {target}.",
    )
    remedy = Text(
        "Bitte anmelden: scanstation targets login {target}.",
        "Log in: scanstation targets login {target}.",
    )


class CredentialStoreFailed(CredentialError):
    """The OS keyring refuses."""

    exit_code = 91
    happened = Text(
        "Der Schlüsselbund des Systems ist nicht verfügbar ({reason}).",
        "The system's keyring is not available ({reason}).",
    )
    remedy = Text("Bitte den Schlüsselbund entsperren.", "Unlock the keyring.")
