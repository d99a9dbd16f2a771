"""The filing plan (Aktenplan) of the training tenant: invented people, invented cases."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scanstation.eakte.cmis_types import CASE_FILE, FOLDER
from scanstation.eakte.database import ROOT_ID
from scanstation.eakte.objects import child
from scanstation.eakte.repository import Caller, Repository

_SYSTEM = Caller("eakte")


@dataclass(frozen=True, slots=True)
class _Group:
    """A folder of the plan; its case files are ``<prefix>-<number>/2026``.

    Attributes:
        people: by number; in the mail room the value is the subject, it names nobody.
    """

    path: tuple[str, str]
    prefix: str
    subject: str
    people: Mapping[int, str]


_SOCIAL, _CENTRAL = "50 Soziales", "10 Zentrale Dienste"
_BASIC_INCOME = _Group(
    (_SOCIAL, "50.1 Grundsicherung und Hilfe zum Lebensunterhalt"),
    "50.1",
    "Grundsicherung",
    {
        101: "Müller, Anna", 102: "Schröder, Jürgen", 103: "Öztürk, Ayşe", 104: "Brinkmann, Käthe",
        105: "Große-Weßling, Heinz", 106: "Kowalczyk, Piotr", 107: "Terhörst, Maria",
        108: "Yıldız, Mehmet", 109: "Böcker, Hildegard", 110: "Nguyen, Thi Mai",
        111: "Lütke-Ahlers, Bernd", 112: "Sümmermann, Ruth", 113: "Haddad, Samir",
        114: "Vöcking, Elfriede", 115: "Petrović, Dragan", 116: "Möllers, Günter",
        117: "Kaya, Elif", 118: "Fährmann, Gisela", 119: "Rößner, Walter", 120: "Hülsken, Irmgard",
        121: "Wójcik, Ewa", 122: "Dörpinghaus, Karl", 123: "Weißenbäcker, Jörg",
        124: "Özdemir, Hatice", 125: "Bußmann, Theodor", 126: "Thöne, Margarete",
        127: "Ibrahim, Layla", 128: "Kämper, Norbert", 129: "Löchteken, Agnes", 130: "Šimić, Ana",
        318: "Yıldız-Förster, Şule",
    },
)  # fmt: skip
_HOUSING = _Group(
    (_SOCIAL, "50.2 Wohngeld"),
    "50.2",
    "Wohngeld",
    {
        71: "Jansen, Sönke", 72: "Doğan, Murat", 73: "Weßels, Karin", 74: "Becker, Lukas",
        75: "García Núñez, Lucía", 76: "Höing, Franziska", 77: "Großkötter, Änne",
    },
)  # fmt: skip
_INTEGRATION = _Group(
    (_SOCIAL, "50.3 Eingliederungshilfe und Pflege"),
    "50.3",
    "Eingliederungshilfe",
    {
        411: "Albers, Jonas", 412: "Küpper, Mia", 413: "Çelik, Emre", 414: "Föcker, Leonie",
        415: "Päßler, Tönnies", 416: "Nowak, Zofia", 2041: "Özdemir-Brückner, Matthäus",
    },
)  # fmt: skip
_EDUCATION = _Group(
    (_SOCIAL, "50.4 Bildung und Teilhabe"),
    "50.4",
    "Bildung und Teilhabe",
    {7: "Sträter, Paul", 8: "Ünal, Deniz", 9: "Förster, Mäité Leyla"},
)
_MAIL_ROOM = _Group(
    (_CENTRAL, "10.3 Poststelle"),
    "10.3",
    "",
    {
        1: "Posteingang ohne Aktenzeichen", 2: "Irrläufer", 3: "Rückläufer", 4: "Rechnungen",
        5: "Bewerbungen", 6: "Allgemeine Anfragen",
    },
)  # fmt: skip
_PLAN = (_BASIC_INCOME, _HOUSING, _INTEGRATION, _EDUCATION, _MAIL_ROOM)


@dataclass(frozen=True, slots=True)
class SeededCaseFile:
    """A case file of the plan; a case file of the mail room names no person."""

    case_number: str
    person: str
    subject: str


def case_files() -> Iterator[SeededCaseFile]:
    """Yield the case files in the order of the plan."""
    for group in _PLAN:
        yield from _of(group)


def seed(repository: Repository) -> None:
    """Create the plan, once in the life of a repository and whole or not at all."""
    with repository.together() as connection:
        if connection.execute("PRAGMA user_version").fetchone()[0]:
            return
        for group in _PLAN:
            parent = ROOT_ID
            for name in group.path:
                parent = _folder(repository, connection, parent, name)
            for case_file in _of(group):
                _case_file(repository, parent, case_file)
        connection.execute("PRAGMA user_version = 1")


def _of(group: _Group) -> Iterator[SeededCaseFile]:
    for number, name in group.people.items():
        case_number = f"{group.prefix}-{number}/2026"
        if group.subject:
            yield SeededCaseFile(case_number, name, group.subject)
        else:
            yield SeededCaseFile(case_number, "", name)


def _folder(repository: Repository, connection: sqlite3.Connection, parent: str, name: str) -> str:
    found = child(connection, parent, name)
    if found is not None:
        return found.id
    raw = {"cmis:objectTypeId": [FOLDER], "cmis:name": [name]}
    return repository.create_folder(parent, raw, _SYSTEM).id


def _case_file(repository: Repository, parent: str, case_file: SeededCaseFile) -> None:
    raw = {
        "cmis:objectTypeId": [CASE_FILE],
        "cmis:name": [case_file.case_number.replace("/", "-")],
        "sst:caseNumber": [case_file.case_number],
        "sst:subject": [case_file.subject],
        "cmis:description": [", ".join(filter(None, (case_file.person, case_file.subject)))],
    }
    if case_file.person:
        raw["sst:person"] = [case_file.person]
    repository.create_folder(parent, raw, _SYSTEM)
