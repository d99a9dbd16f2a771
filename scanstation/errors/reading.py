"""Why a file or folder cannot be read, in the operator's language instead of the system's."""

from __future__ import annotations

import errno
from collections.abc import Mapping

from scanstation.errors.base import Text

REASONS: Mapping[int, Text] = {
    errno.EACCES: Text("das Leserecht fehlt", "no right to read it"),
    errno.EPERM: Text("das Leserecht fehlt", "no right to read it"),
    errno.ENOENT: Text("nicht vorhanden", "not there"),
    errno.ENOTDIR: Text("kein Ordner", "not a folder"),
    errno.EISDIR: Text("ein Ordner, keine Datei", "a folder, not a file"),
    errno.ELOOP: Text("die Verknüpfung führt im Kreis", "the link leads in a circle"),
    errno.EIO: Text("der Datenträger meldet einen Fehler", "the disk reports an error"),
}


def why_unread(error: OSError) -> Text:
    """Return the reason; one that is not in the list is said as the system says it."""
    said = error.strerror or type(error).__name__
    return REASONS.get(error.errno or 0, Text(said, said))
