"""Why a package was not written, as the operator reads it in either language."""

from __future__ import annotations

import errno
import os

from scanstation.errors import ExportFailed, Text

_KNOWN = {
    errno.ENOSPC: Text("der Datenträger ist voll", "the disk is full"),
    errno.EDQUOT: Text("das Speicherkontingent ist erschöpft", "the disk quota is used up"),
    errno.EACCES: Text("die Rechte reichen nicht", "access is denied"),
    errno.EPERM: Text("die Rechte reichen nicht", "access is denied"),
    errno.EROFS: Text("der Datenträger ist schreibgeschützt", "the disk is read-only"),
    errno.ENOENT: Text("eine Datei fehlt", "a file is missing"),
    errno.EEXIST: Text("die Datei gibt es schon", "the file is already there"),
    errno.EIO: Text("der Datenträger meldet einen Fehler", "the disk reports an error"),
}


def refused(document: int, reason: Text) -> ExportFailed:
    """Return the error for a document (its number) and a reason, which is no sentence."""
    return ExportFailed(document=document, reason_de=reason.de, reason_en=reason.en)


def reason_of(error: OSError) -> Text:
    """Say why the system refused, without a path (a path may carry a name)."""
    if error.errno in _KNOWN:
        return _KNOWN[error.errno]
    if error.errno is None:
        return Text("Ein- oder Ausgabefehler", "input or output error")
    system = os.strerror(error.errno)
    return Text(f"Systemfehler {error.errno}: {system}", f"system error {error.errno}: {system}")
