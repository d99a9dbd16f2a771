"""The object types of the eAkte and their properties, as CMIS knows them.

Source: CMIS 1.1, 2.1.3 (types), 2.1.4 (documents), 2.1.5 (folders), 5.2.11 (JSON form).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

PropertyType = Literal["string", "id", "integer", "datetime", "boolean"]
Updatability = Literal["readonly", "readwrite", "oncreate"]

DOCUMENT = "cmis:document"
FOLDER = "cmis:folder"
SST_DOCUMENT = "sst:document"
CASE_FILE = "sst:caseFile"

Value = str | int | bool | None


@dataclass(frozen=True, slots=True)
class PropertyDefinition:
    """One property.

    Attributes:
        column: its column in the register; empty if it is computed and cannot be queried.
        own: whether it belongs to scanstation's types (then the column is made from it).
        inherited: whether the type has it from its parent.
    """

    id: str
    type: PropertyType
    display: str
    updatability: Updatability = "readonly"
    column: str = ""
    multiple: bool = False
    required: bool = False
    max_length: int = 0
    own: bool = False
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class TypeDefinition:
    """One object type; ``properties`` by id, its own and the inherited ones."""

    id: str
    base: str
    parent: str
    display: str
    description: str
    properties: Mapping[str, PropertyDefinition]


def _own(
    name: str, kind: PropertyType, display: str, required: bool = False, length: int = 0
) -> PropertyDefinition:
    return PropertyDefinition(
        id=f"sst:{name}",
        type=kind,
        display=display,
        updatability="readwrite",
        column=f"sst_{name}",
        required=required,
        max_length=length or (255 if kind == "string" else 0),
        own=True,
    )


# Dates (documentDate, received) are instants: the day at 00:00 UTC.
CASE_NUMBER = _own("caseNumber", "string", "Aktenzeichen")
_SUBJECT = _own("subject", "string", "Betreff", length=1000)
_TRAINING = replace(_own("training", "boolean", "Nur Übung"), updatability="readonly")
DOCUMENT_PROPERTIES = (
    CASE_NUMBER,
    _own("documentClass", "string", "Dokumentart"),
    _own("documentDate", "datetime", "Datum des Dokuments"),
    _own("sender", "string", "Absender"),
    _SUBJECT,
    _own("packageId", "string", "Paket"),
    _own("documentId", "string", "Dokument"),
    _own("batchId", "string", "Stapel"),
    _own("sha256", "string", "Prüfsumme des Absenders"),
    _own("received", "datetime", "Eingang"),
    _own("pages", "integer", "Seiten"),
    _TRAINING,
)
CASE_FILE_PROPERTIES = (
    replace(CASE_NUMBER, required=True),
    _SUBJECT,
    _own("person", "string", "Name"),
    _TRAINING,
)
_BASE = (
    PropertyDefinition("cmis:objectId", "id", "Kennung", column="id"),
    PropertyDefinition("cmis:baseTypeId", "id", "Grundtyp", column="base"),
    PropertyDefinition("cmis:objectTypeId", "id", "Typ", "oncreate", column="type", required=True),
    PropertyDefinition("cmis:secondaryObjectTypeIds", "id", "Zusatztypen", multiple=True),
    PropertyDefinition(
        "cmis:name", "string", "Name", "readwrite", column="name", required=True, max_length=255
    ),
    PropertyDefinition(
        "cmis:description", "string", "Beschreibung", "readwrite", "description", max_length=1000
    ),
    PropertyDefinition("cmis:createdBy", "string", "Angelegt von", column="created_by"),
    PropertyDefinition("cmis:creationDate", "datetime", "Angelegt am", column="created_at"),
    PropertyDefinition("cmis:lastModifiedBy", "string", "Geändert von", column="modified_by"),
    PropertyDefinition(
        "cmis:lastModificationDate", "datetime", "Geändert am", column="modified_at"
    ),
    PropertyDefinition("cmis:changeToken", "string", "Änderungsstand"),
)
_FOLDER = (
    PropertyDefinition("cmis:parentId", "id", "Übergeordneter Ordner", column="parent"),
    PropertyDefinition("cmis:path", "string", "Pfad"),
    PropertyDefinition("cmis:allowedChildObjectTypeIds", "id", "Erlaubte Typen", multiple=True),
)
_DOCUMENT = (
    PropertyDefinition("cmis:isImmutable", "boolean", "Unveränderlich"),
    PropertyDefinition("cmis:isLatestVersion", "boolean", "Neueste Fassung"),
    PropertyDefinition("cmis:isMajorVersion", "boolean", "Hauptfassung"),
    PropertyDefinition("cmis:isLatestMajorVersion", "boolean", "Neueste Hauptfassung"),
    PropertyDefinition("cmis:isPrivateWorkingCopy", "boolean", "Arbeitskopie"),
    PropertyDefinition("cmis:versionLabel", "string", "Fassung"),
    PropertyDefinition("cmis:versionSeriesId", "id", "Fassungsreihe", column="id"),
    PropertyDefinition("cmis:isVersionSeriesCheckedOut", "boolean", "Ausgecheckt"),
    PropertyDefinition("cmis:versionSeriesCheckedOutBy", "string", "Ausgecheckt von"),
    PropertyDefinition("cmis:versionSeriesCheckedOutId", "id", "Kennung der Arbeitskopie"),
    PropertyDefinition("cmis:checkinComment", "string", "Bemerkung zur Fassung"),
    PropertyDefinition("cmis:contentStreamLength", "integer", "Länge", column="length"),
    PropertyDefinition("cmis:contentStreamMimeType", "string", "Medientyp", column="media_type"),
    PropertyDefinition("cmis:contentStreamFileName", "string", "Dateiname", column="file_name"),
    PropertyDefinition("cmis:contentStreamId", "id", "Inhalt", column="stream"),
    PropertyDefinition("cmis:contentStreamHash", "string", "Prüfsummen", multiple=True),
)


def _type(
    type_id: str,
    base: str,
    parent: str,
    texts: tuple[str, str],
    inherited: tuple[PropertyDefinition, ...],
    own: tuple[PropertyDefinition, ...],
) -> TypeDefinition:
    properties = {p.id: replace(p, inherited=True) for p in inherited}
    properties.update({p.id: p for p in own})
    return TypeDefinition(type_id, base, parent, *texts, MappingProxyType(properties))


_DESCRIPTIONS = {
    DOCUMENT: ("Dokument", "Ein Dokument mit Inhalt"),
    FOLDER: ("Ordner", "Ein Ordner des Aktenplans"),
    SST_DOCUMENT: ("Gescanntes Dokument", "Ein Dokument der Scanstation mit Indexfeldern"),
    CASE_FILE: ("Akte", "Eine Akte mit Aktenzeichen"),
}

TYPES: Mapping[str, TypeDefinition] = MappingProxyType(
    {
        t.id: t
        for t in (
            _type(DOCUMENT, DOCUMENT, "", _DESCRIPTIONS[DOCUMENT], (), _BASE + _DOCUMENT),
            _type(FOLDER, FOLDER, "", _DESCRIPTIONS[FOLDER], (), _BASE + _FOLDER),
            _type(
                SST_DOCUMENT,
                DOCUMENT,
                DOCUMENT,
                _DESCRIPTIONS[SST_DOCUMENT],
                _BASE + _DOCUMENT,
                DOCUMENT_PROPERTIES,
            ),
            _type(
                CASE_FILE,
                FOLDER,
                FOLDER,
                _DESCRIPTIONS[CASE_FILE],
                _BASE + _FOLDER,
                CASE_FILE_PROPERTIES,
            ),
        )
    }
)


def own_columns() -> dict[str, PropertyDefinition]:
    """Return the columns that scanstation's own properties need, by column name."""
    return {p.column: p for p in (*DOCUMENT_PROPERTIES, *CASE_FILE_PROPERTIES)}


def with_subtypes(type_id: str) -> tuple[str, ...]:
    """Return the type's id and those of all types below it."""
    return tuple(t.id for t in TYPES.values() if type_id in (t.id, t.parent))
