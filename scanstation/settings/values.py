"""The settings of a station: every value, its default and its range."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from scanstation.errors import Language, Text
from scanstation.settings.constraints import Rule, between
from scanstation.settings.rollout import Allowed, Declarations, Log, are_names

_FOLDER_NAME = Text(
    "ein Ordnername aus a-z, 0-9 und - (keiner der von Windows vergebenen)",
    "a folder name of a-z, 0-9 and - (none that Windows reserves)",
)

_TARGET_NAME = Text("der Name eines Ziels", "the name of a target")


def is_folder_name(name: str) -> bool:
    """Return whether a tenant of this name can have a folder on every system."""
    letters = set("abcdefghijklmnopqrstuvwxyz0123456789-")
    reserved = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(10)}
    shape = 0 < len(name) <= 64 and set(name) <= letters and not name.startswith("-")
    return shape and name not in reserved


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who scans; stands in every transfer note (TR-03138 A.NB.4)."""

    name: str = ""
    department: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Recognition:
    """OCR.

    Attributes:
        engine: ``tesserocr`` (in process) or ``pytesseract`` (an installed program).
        tessdata: folder of the language data; empty looks in the usual places.
        program: path of an installed Tesseract for ``pytesseract``.
        workers: processes; 0 takes one a core (they run at low priority).
    """

    RULES: ClassVar[tuple[Rule, ...]] = (between("workers", 0, 64),)

    engine: Literal["tesserocr", "pytesseract"] = "tesserocr"
    tessdata: str = ""
    program: str = ""
    workers: int = 0


@dataclass(frozen=True, slots=True)
class Retry:
    """How uploads are repeated; seconds grow by ``factor`` from ``first`` to ``longest``."""

    RULES: ClassVar[tuple[Rule, ...]] = (
        between("first", 0.1, 3600),
        between("factor", 1, 10),
        between("longest", 1, 86400),
        between("attempts", 1, 1000),
    )

    first: float = 2.0
    factor: float = 2.0
    longest: float = 900.0
    attempts: int = 12


@dataclass(frozen=True, slots=True)
class Limits:
    """Guards of the station.

    Attributes:
        disk_reserve_mb: room that must stay free; scanning stops before it is used up.
        import_seconds: time that one imported file may take.
        import_memory_mb: memory of the process that opens imported files.
        import_megapixels: pixels of one imported page.
        chunk_mb: size of an upload's pieces.
    """

    RULES: ClassVar[tuple[Rule, ...]] = (
        between("disk_reserve_mb", 0, 1_000_000),
        between("import_seconds", 1, 36_000),
        between("import_memory_mb", 128, 65_536),
        between("import_megapixels", 1, 400),  # what the station itself decodes afterwards
        between("chunk_mb", 1, 1024),
    )

    disk_reserve_mb: int = 2048
    import_seconds: int = 120
    import_memory_mb: int = 2048
    import_megapixels: int = 300
    chunk_mb: int = 8


@dataclass(frozen=True, slots=True)
class Release:
    """What follows a release.

    Attributes:
        withdraw_seconds: time after it in which the window does not send yet, so that it can be
            withdrawn; ``upload`` is a person's word and sends at once.
    """

    RULES: ClassVar[tuple[Rule, ...]] = (between("withdraw_seconds", 0, 3600),)

    withdraw_seconds: int = 10


@dataclass(frozen=True, slots=True)
class Retention:
    """How long raw pages stay after everything was verified (TR-03138 A.NB.2).

    Attributes:
        raw_days: days after the last receipt; 0 keeps them until a person asks for their erasure.
    """

    RULES: ClassVar[tuple[Rule, ...]] = (between("raw_days", 0, 36_500),)

    raw_days: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a station is told.

    Attributes:
        home: folder of everything that the station keeps.
        station: name of this machine in journals and transfer notes.
        tenant: the tenant that new batches belong to.
        profile: the profile that scans and imports use if none is named.
        target: where packages go if a profile names no target; empty leaves it to the tenant.
        verfahrensdokumentation: version of the procedure documentation that the scanning
            follows; stands in every transfer note.
        scan_button: the profile that the window scans with when the device's own scan button is
            pressed; empty leaves the button alone.
    """

    RULES: ClassVar[tuple[Rule, ...]] = (
        Rule("tenant", is_folder_name, _FOLDER_NAME),
        Rule("station", bool, Text("ein Name", "a name")),
        Rule("home", bool, Text("ein Ordner", "a folder")),
        Rule("target", lambda name: not name or are_names((name,)), _TARGET_NAME),
    )

    home: str
    language: Language = "de"
    station: str = field(default_factory=socket.gethostname)
    tenant: str = "uebung"
    profile: str = "posteingang"
    target: str = ""
    verfahrensdokumentation: str = ""
    organisation: Organisation = Organisation()
    ocr: Recognition = Recognition()
    retry: Retry = Retry()
    limits: Limits = Limits()
    release: Release = Release()
    retention: Retention = Retention()
    allowed: Allowed = field(default_factory=Allowed)
    declarations: Declarations = field(default_factory=Declarations)
    log: Log = field(default_factory=Log)
    scan_button: str = ""
