"""An uploading process that a test kills: one folder of packages, one file as its journal."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from contextlib import closing
from pathlib import Path

from scanstation.model import UploadState
from scanstation.upload.cmis import CmisUploader
from scanstation.upload.cmis_options import CmisOptions
from scanstation.upload.drain import Entry, drain
from scanstation.upload.http import Connection, Login
from scanstation.upload.lock import outbox_lock
from scanstation.upload.outbox import Pace, UploadRecord
from scanstation.upload.uploader import Outgoing

OPTIONS = CmisOptions(
    object_type="sst:document",
    case_file_type="sst:caseFile",
    case_file_property="sst:caseNumber",
    auth="bearer",
    chunk_size=1500,
)


def packages(folder: Path) -> list[Outgoing]:
    """Return the packages of a folder; a file's name is its package's id."""
    found = []
    for path in sorted(folder.glob("*.pdf")):
        content = path.read_bytes()
        case = f"50.1-{len(content) % 5}/2026"
        found.append(
            Outgoing(
                package=path.stem,
                document=path.stem,
                path=path,
                sha256=hashlib.sha256(content).hexdigest(),
                size=len(content),
                title="Anhörung Müller",
                properties={"sst:caseNumber": case},
                filing={"case_number": case},
            )
        )
    return found


def last_records(journal: Path) -> dict[str, UploadRecord]:
    """Read the last record of each package; a line that was cut off never happened."""
    found: dict[str, UploadRecord] = {}
    text = journal.read_text(encoding="utf-8") if journal.exists() else ""
    for line in text.split("\n")[:-1]:
        if line.endswith("}"):
            row = json.loads(line)
            state = UploadState(row.pop("state"))
            found[row["package"]] = UploadRecord(state=state, **row)
    return found


def main() -> None:
    """Run the outbox once: service, token, folder and journal come as arguments."""
    service, token, folder, journal = sys.argv[1:]
    path = Path(journal)
    with outbox_lock(path.with_suffix(".lock")), path.open("ab", buffering=0) as file:
        if path.stat().st_size:
            file.write(b"\n")  # a line that was cut off ends here

        def record(row: UploadRecord) -> None:
            kept = {name: getattr(row, name) for name in ("package", "document", "offset")}
            kept |= {"remote_id": row.remote_id, "state": row.state.value}
            file.write(json.dumps(kept).encode() + b"\n")
            os.fsync(file.fileno())

        known = last_records(path)
        entries = [
            Entry(known.get(one.package, UploadRecord(one.package, one.document)), one)
            for one in packages(Path(folder))
        ]
        connection = Connection("uebung", service, lambda: Login("", token, "bearer"))
        with closing(CmisUploader(connection, OPTIONS)) as uploader:
            ends = drain(entries, uploader, record, Pace())
    sys.exit(0 if all(end.state is UploadState.VERIFIED for end in ends) else 1)


if __name__ == "__main__":
    main()
