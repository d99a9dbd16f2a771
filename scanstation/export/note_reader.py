"""A transfer note read back into values; the exact reverse of writing it."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from lxml import etree

from scanstation.export.note_model import (
    Amendment,
    Attribute,
    Completeness,
    Correction,
    Creator,
    LeftOut,
    NoteAnomaly,
    NoteInput,
    NotePage,
    Organisation,
    Origin,
    Procedure,
    QualityCheck,
    Step,
    Surroundings,
    Times,
)
from scanstation.export.note_statement import standard_steps
from scanstation.model import Box, PageKind, Predecessor, Quarter, Side

Element = etree._Element


def read_note(root: Element) -> NoteInput:
    """Return the content of a note that is valid against its schema."""
    numbers = _one(root, "Kennungen")
    client = root.find("Auftraggeber")
    checks = tuple(map(_check, root.iterfind("Pruefungen/Pruefung")))
    steps = tuple(map(_step, root.iterfind("Stapel/Prozessschritte/Prozessschritt")))
    note = NoteInput(
        created=_get(root, "erstellt"),
        batch=_get(numbers, "stapel"),
        document=_get(numbers, "dokument"),
        package=_get(numbers, "paket"),
        batch_opened=_get(_one(root, "Stapel"), "erstellt"),
        number=_integer(numbers, "dokumentnummer"),
        images_in_batch=_integer(numbers, "abbilderImStapel"),
        journal_head=_get(_one(root, "Protokoll"), "kopf"),
        journal_row=_integer(_one(root, "Protokoll"), "zeile"),
        contractor=_organisation(_one(root, "Auftragnehmer")),
        creator=_creator(_one(root, "Ersteller")),
        procedure=_procedure(_one(root, "Stapel/Verfahren")),
        surroundings=_surroundings(_one(root, "Umfeld")),
        times=_times(_one(root, "Zeitpunkte")),
        completeness=_completeness(_one(root, "Vollstaendigkeit")),
        pages=tuple(map(_page, root.iterfind("Abbilder/Abbild"))),
        checks=checks,
        client=None if client is None else _organisation(client),
        left_out=tuple(map(_left_out, root.iterfind("NichtUebernommen/Abbild"))),
        anomalies=tuple(map(_anomaly, root.iterfind("Dokument/Attribute/Attribut"))),
        corrections=tuple(map(_correction, root.iterfind("Korrekturen/Korrektur"))),
        steps=steps,
        box=_get(numbers, "karton"),
        amends=_amendment(root.find("Berichtigung")),
    )
    # The standard steps follow from the other values and come first.
    return replace(note, steps=steps[len(standard_steps(note)) :])


def _amendment(element: Element | None) -> Amendment | None:
    if element is None:
        return None
    former = tuple(map(_former, element.iterfind("FruehereFassung")))
    return Amendment(_get(element, "grund"), former, _get(element, "gescanntVon"))


def _former(element: Element) -> Predecessor:
    return Predecessor(
        batch=_get(element, "stapel"),
        document=_get(element, "dokument"),
        number=_integer(element, "dokumentnummer"),
        package=_get(element, "paket"),
        target=_get(element, "ziel"),
        receipt=_get(element, "quittung"),
    )


def _one(parent: Element, path: str) -> Element:
    element = parent.find(path)
    if element is None:
        raise ValueError(f"{path} is missing")
    return element


def _get(element: Element, name: str) -> str:
    return str(element.get(name, ""))


def _integer(element: Element, name: str) -> int:
    return int(_get(element, name))


def _true(element: Element, name: str) -> bool:
    return _get(element, name) in ("true", "1")


def _text(parent: Element, path: str) -> str:
    return str(parent.findtext(path) or "")


def _organisation(element: Element) -> Organisation:
    return Organisation(
        name=_text(element, "Name"),
        place=_text(element, "Ort"),
        unit=_text(element, "Organisationseinheit"),
        street=_text(element, "Strasse"),
        postcode=_text(element, "PLZ"),
    )


def _creator(element: Element) -> Creator:
    return Creator(name=element.text or "", pseudonym=_true(element, "pseudonym"))


def _procedure(element: Element) -> Procedure:
    return Procedure(
        title=_text(element, "Bezeichnung"),
        version=_text(element, "Version"),
        released=_text(element, "Stand"),
        maintainer=_organisation(_one(element, "Pfleger")),
        variant=_text(element, "Auspraegung"),
    )


def _surroundings(element: Element) -> Surroundings:
    profile, software = _one(element, "Scanprofil"), _one(element, "Software")
    return Surroundings(
        station=_text(element, "Arbeitsplatz"),
        software=software.text or "",
        software_version=_get(software, "version"),
        operating_system=_text(element, "Betriebssystem"),
        devices=tuple(device.text or "" for device in element.iterfind("Geraet")),
        profile=profile.text or "",
        profile_version=_get(profile, "version"),
        profile_sha256=_get(profile, "sha256"),
    )


def _times(element: Element) -> Times:
    return Times(
        scanned_from=_get(element, "erfassungVon"),
        scanned_to=_get(element, "erfassungBis"),
        released=_get(element, "freigabe"),
        indexed=_get(element, "indexierung"),
        received=_get(element, "posteingang"),
    )


def _completeness(element: Element) -> Completeness:
    expected = _get(element, "erwarteteBlaetter")
    return Completeness(
        captured=_integer(element, "erfasst"),
        documents=_integer(element, "dokumentseiten"),
        separators=_integer(element, "trennblattseiten"),
        blank=_integer(element, "leerseiten"),
        rejected=_integer(element, "verworfen"),
        replaced=_integer(element, "ersetzt"),
        fed=_integer(element, "vomGeraetGemeldet"),
        sheets=_integer(element, "blaetter"),
        expected_sheets=int(expected) if expected else None,
    )


def _page(element: Element) -> NotePage:
    return NotePage(
        number=_integer(element, "seite"),
        page=_get(element, "kennung"),
        position=_integer(element, "position"),
        sheet=_integer(element, "blatt"),
        side=cast(Side, _get(element, "blattseite")),
        sha256=_get(element, "sha256"),
        media_type=_get(element, "medientyp"),
        width=_integer(element, "breite"),
        height=_integer(element, "hoehe"),
        dpi=(float(_get(element, "dpiX")), float(_get(element, "dpiY"))),
        rotation=cast(Quarter, _integer(element, "drehung")),
        skew=float(_get(element, "schraeglage")),
        crop=_crop(_get(element, "zuschnitt")),
        crop_removes_content=_true(element, "zuschnittEntferntInhalt"),
        origin=cast(Origin, _get(element, "herkunft")),
        symbol_coded=_true(element, "symbolkodiertImportiert"),
        source=_get(element, "datei"),
        original=_get(element, "dateiSha256"),
        stream_sha256=_get(element, "pdfStromSha256"),
        stream_filter=_get(element, "pdfFilter"),
        recoded=_true(element, "umkodiert"),
    )


def _crop(text: str) -> Box | None:
    if not text:
        return None
    left, top, right, bottom = map(int, text.split())
    return Box(left, top, right, bottom)


def _left_out(element: Element) -> LeftOut:
    return LeftOut(
        page=_get(element, "kennung"),
        position=_integer(element, "position"),
        sheet=_integer(element, "blatt"),
        side=cast(Side, _get(element, "blattseite")),
        sha256=_get(element, "sha256"),
        kind=PageKind(_get(element, "art")),
        reason=element.text or "",
        by=_get(element, "durch"),
    )


def _anomaly(element: Element) -> NoteAnomaly:
    return NoteAnomaly(
        kind=_get(element, "name"),
        text=element.text or "",
        time=_get(element, "zeitpunkt"),
        sheet=int(_get(element, "blatt") or 0),
        page=_get(element, "seite"),
    )


def _correction(element: Element) -> Correction:
    return Correction(
        what=element.text or "",
        by=_get(element, "durch"),
        time=_get(element, "zeitpunkt"),
        page=_get(element, "kennung"),
    )


def _check(element: Element) -> QualityCheck:
    return QualityCheck(
        by=_get(element, "durch"),
        time=_get(element, "zeitpunkt"),
        passed=_true(element, "bestanden"),
        sample=_integer(element, "gepruefteSeiten"),
        findings=element.text or "",
    )


def _step(element: Element) -> Step:
    return Step(
        name=_get(element, "name"),
        time=_get(element, "zeitpunkt"),
        by=_text(element, "Durchfuehrung"),
        system=_text(element, "ITSystem"),
        attributes=tuple(map(_attribute, element.iterfind("Attribute/Attribut"))),
    )


def _attribute(element: Element) -> Attribute:
    anomaly = _true(element, "auffaelligkeit")
    return Attribute(_get(element, "name"), element.text or "", anomaly)
