"""The transfer note (Transfervermerk) as XML: written, checked against its schema, read back.

Content: BSI TR-03138 A.NB.4. Shape: the first four elements follow the model of the
Deutsche Rentenversicherung, what it has no place for comes after them. A document that
never was paper gets a note of receipt (``Eingangsvermerk``) without any statement of
agreement. Schema: ``resources/transfer_note/transfervermerk.xsd``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from lxml import etree

from scanstation.errors import ExportFailed, Text
from scanstation.export.metadata import xml_text
from scanstation.export.note_model import (
    Amendment,
    Attribute,
    Completeness,
    NoteInput,
    NotePage,
    Organisation,
    Step,
    Surroundings,
    Times,
)
from scanstation.export.note_reader import read_note
from scanstation.export.note_statement import missing, position, standard_steps, statement
from scanstation.export.refusal import refused
from scanstation.export.resources import resource

VERSION = "1.0"
TRANSFER_NOTE, RECEIPT_NOTE = "Transfervermerk", "Eingangsvermerk"

Element = etree._Element


def build_note(note: NoteInput) -> bytes:
    """Return the note as UTF-8 XML, valid against its schema.

    Raises:
        ExportFailed: something that A.NB.4 demands is missing (a natural person as creator, a
            passed quality check, pages, the version of the procedure documentation), or a
            value has no place in the schema.
    """
    lacking = list(missing(note))
    if lacking:
        raise _refused(
            note, "; ".join(item.de for item in lacking), "; ".join(item.en for item in lacking)
        )
    root = _root(note)
    for problem in schema_problems(root)[:1]:
        line, kind = problem.removeprefix("line ").split(": ", 1)
        raise _refused(note, f"Schemafehler, Zeile {line}: {kind}", f"schema error, {problem}")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _refused(note: NoteInput, de: str, en: str) -> ExportFailed:
    return refused(note.number, Text(f"Transfervermerk: {de}", f"transfer note: {en}"))


def parse_note(data: bytes) -> NoteInput:
    """Return what a note says; ValueError if it is no valid note."""
    root = _parse(data)
    problems = schema_problems(root)
    if problems:
        raise ValueError(problems[0])
    return read_note(root)


def note_problems(data: bytes) -> list[str]:
    """Return where XML breaks the schema, as sentences with line numbers; empty if nowhere."""
    try:
        return schema_problems(_parse(data))
    except ValueError as error:
        return [str(error)]


def schema_problems(root: Element) -> list[str]:
    """Return where a parsed note breaks the schema; only element names, no content."""
    schema = _schema()
    if schema.validate(root):
        return []
    entries: Any = schema.error_log
    return [f"line {entry.line}: {entry.type_name}" for entry in entries]


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(_parse(resource("transfer_note/transfervermerk.xsd")))


def _parse(data: bytes) -> Element:
    """Parse without entities, network or unbounded trees: a note may come from anywhere."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("not well-formed XML") from error
    information: Any = root.getroottree().docinfo
    if information.doctype:
        raise ValueError("a document type is not allowed")
    return root


def _root(note: NoteInput) -> Element:
    name = RECEIPT_NOTE if note.born_digital else TRANSFER_NOTE
    root = etree.Element(name, erstellt=xml_text(note.created), version=VERSION)
    _organisation(root, "Auftragnehmer", note.contractor)
    if note.client is not None:
        _organisation(root, "Auftraggeber", note.client)
    _document(root, note)
    _batch(root, note)
    creator = _add(root, "Ersteller", note.creator.name)
    creator.set("pseudonym", _truth(note.creator.pseudonym))
    _surroundings(root, note.surroundings)
    _times(root, note.times)
    _checks(root, note)
    _completeness(root, note.completeness)
    if note.born_digital:
        _add(root, "Herkunft", statement(note))
    else:
        _add(root, "Uebereinstimmung", statement(note), bildlich="true", inhaltlich="true")
    _proof(root, note)
    return root


def _add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """Append an element; attributes that are empty are left out."""
    element = etree.SubElement(parent, tag)
    for name, value in attributes.items():
        if value:
            element.set(name, xml_text(value))
    if text is not None:
        element.text = xml_text(text)
    return element


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _organisation(parent: Element, tag: str, organisation: Organisation) -> None:
    element = _add(parent, tag)
    _add(element, "Name", organisation.name)
    if organisation.street:
        _add(element, "Strasse", organisation.street)
    if organisation.postcode:
        _add(element, "PLZ", organisation.postcode)
    _add(element, "Ort", organisation.place)
    _add(element, "Organisationseinheit", organisation.unit)


def _document(root: Element, note: NoteInput) -> None:
    element = _add(root, "Dokument")
    _add(element, "Seiten", str(len(note.pages)))
    if not note.anomalies:
        return
    attributes = _add(element, "Attribute")
    for anomaly in note.anomalies:
        _add(
            attributes,
            "Attribut",
            anomaly.text,
            name=anomaly.kind or "Auffälligkeit",
            auffaelligkeit="true",
            zeitpunkt=anomaly.time,
            blatt=str(anomaly.sheet) if anomaly.sheet else "",
            seite=anomaly.page,
        )


def _batch(root: Element, note: NoteInput) -> None:
    element = _add(root, "Stapel", name=note.batch, erstellt=note.batch_opened)
    procedure = _add(element, "Verfahren")
    _add(procedure, "Bezeichnung", note.procedure.title)
    _add(procedure, "Auspraegung", note.procedure.variant)
    _add(procedure, "Version", note.procedure.version)
    if note.procedure.released:
        _add(procedure, "Stand", note.procedure.released)
    _organisation(procedure, "Pfleger", note.procedure.maintainer)
    _add(element, "PositionDesDokuments", position(note))
    _steps(_add(element, "Prozessschritte"), (*standard_steps(note), *note.steps))


def _steps(parent: Element, steps: Sequence[Step]) -> None:
    for step in steps:
        element = _add(parent, "Prozessschritt", name=step.name, zeitpunkt=step.time)
        _add(element, "Durchfuehrung", step.by)
        _add(element, "ITSystem", step.system)
        if step.attributes:
            attributes = _add(element, "Attribute")
            for attribute in step.attributes:
                _attribute(attributes, attribute)


def _attribute(parent: Element, attribute: Attribute) -> None:
    marked = "true" if attribute.anomaly else ""
    _add(parent, "Attribut", attribute.value, name=attribute.name, auffaelligkeit=marked)


def _surroundings(root: Element, surroundings: Surroundings) -> None:
    element = _add(root, "Umfeld")
    _add(element, "Arbeitsplatz", surroundings.station)
    _add(element, "Betriebssystem", surroundings.operating_system)
    _add(element, "Software", surroundings.software, version=surroundings.software_version)
    profile = _add(element, "Scanprofil", surroundings.profile)
    profile.set("version", xml_text(surroundings.profile_version))
    profile.set("sha256", xml_text(surroundings.profile_sha256))
    for device in surroundings.devices:
        _add(element, "Geraet", device)


def _times(root: Element, times: Times) -> None:
    _add(
        root,
        "Zeitpunkte",
        posteingang=times.received,
        erfassungVon=times.scanned_from,
        erfassungBis=times.scanned_to,
        indexierung=times.indexed,
        freigabe=times.released,
    )


def _checks(root: Element, note: NoteInput) -> None:
    element = _add(root, "Pruefungen")
    for check in note.checks:
        _add(
            element,
            "Pruefung",
            check.findings,
            durch=check.by,
            zeitpunkt=check.time,
            bestanden=_truth(check.passed),
            gepruefteSeiten=str(check.sample),
        )


def _completeness(root: Element, counts: Completeness) -> None:
    expected = "" if counts.expected_sheets is None else str(counts.expected_sheets)
    _add(
        root,
        "Vollstaendigkeit",
        erfasst=str(counts.captured),
        dokumentseiten=str(counts.documents),
        trennblattseiten=str(counts.separators),
        leerseiten=str(counts.blank),
        verworfen=str(counts.rejected),
        ersetzt=str(counts.replaced),
        vomGeraetGemeldet=str(counts.fed),
        blaetter=str(counts.sheets),
        erwarteteBlaetter=expected,
    )


def _proof(root: Element, note: NoteInput) -> None:
    _add(
        root,
        "Kennungen",
        stapel=note.batch,
        dokument=note.document,
        paket=note.package,
        dokumentnummer=str(note.number),
        abbilderImStapel=str(note.images_in_batch),
        karton=note.box,
    )
    _add(root, "Protokoll", kopf=note.journal_head, zeile=str(note.journal_row))
    images = _add(root, "Abbilder")
    for page in note.pages:
        _image(images, page)
    left_out = _add(root, "NichtUebernommen")
    for item in note.left_out:
        _add(
            left_out,
            "Abbild",
            item.reason,
            kennung=item.page,
            position=str(item.position),
            blatt=str(item.sheet),
            blattseite=item.side,
            sha256=item.sha256,
            art=item.kind.value,
            durch=item.by,
        )
    corrections = _add(root, "Korrekturen")
    for correction in note.corrections:
        _add(
            corrections,
            "Korrektur",
            correction.what,
            durch=correction.by,
            zeitpunkt=correction.time,
            kennung=correction.page,
        )
    if note.amends is not None:
        _amendment(root, note.amends)


def _amendment(root: Element, amends: Amendment) -> None:
    element = _add(root, "Berichtigung", grund=amends.reason, gescanntVon=amends.scanned_by)
    for old in amends.former:
        _add(
            element,
            "FruehereFassung",
            stapel=old.batch,
            dokument=old.document,
            dokumentnummer=str(old.number),
            paket=old.package,
            ziel=old.target,
            quittung=old.receipt,
        )


def _image(parent: Element, page: NotePage) -> None:
    crop = page.crop
    _add(
        parent,
        "Abbild",
        seite=str(page.number),
        kennung=page.page,
        position=str(page.position),
        blatt=str(page.sheet),
        blattseite=page.side,
        sha256=page.sha256,
        medientyp=page.media_type,
        breite=str(page.width),
        hoehe=str(page.height),
        dpiX=repr(float(page.dpi[0])),
        dpiY=repr(float(page.dpi[1])),
        drehung=str(page.rotation),
        schraeglage=repr(float(page.skew)),
        zuschnitt=f"{crop.left} {crop.top} {crop.right} {crop.bottom}" if crop else "",
        zuschnittEntferntInhalt="true" if page.crop_removes_content else "",
        herkunft=page.origin,
        symbolkodiertImportiert="true" if page.symbol_coded else "",
        datei=page.source,
        dateiSha256=page.original,
        pdfStromSha256=page.stream_sha256,
        pdfFilter=page.stream_filter,
        umkodiert="true" if page.recoded else "",
    )
