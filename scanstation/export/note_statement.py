"""What a transfer note states and what must be known before it may be stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from scanstation.errors import Text
from scanstation.export.note_model import Attribute, NoteInput, NotePage, Step
from scanstation.model import PageKind

AGREEMENT = (
    "Es handelt sich um ein Scanprodukt, das bildlich und inhaltlich mit dem Papierdokument "
    "übereinstimmt."
)
_BORN_DIGITAL = (
    "Es handelt sich nicht um ein Scanprodukt: Das Dokument ist elektronisch eingegangen. Die "
    "Originaldatei ist unverändert beigefügt oder durch ihren Hashwert benannt."
)


def missing(note: NoteInput) -> Iterator[Text]:
    """Yield what TR-03138 A.NB.4 demands and the input does not say."""
    organisations = [note.contractor, *([note.client] if note.client else [])]
    names = {text.strip().casefold() for item in organisations for text in (item.name, item.unit)}
    creator = note.creator.name.strip()
    if not creator:
        yield Text("keine erstellende Person", "no creator")
    elif creator.casefold() in names:
        yield Text(
            "als Ersteller ist eine Organisation genannt, keine Person",
            "the creator is an organisation, not a person",
        )
    if not note.pages:
        yield Text("keine Seiten", "no pages")
    if not note.procedure.version.strip():
        yield Text(
            "keine Version der Verfahrensdokumentation",
            "no version of the procedure documentation",
        )
    if not note.born_digital and not (note.checks and note.checks[-1].passed):
        yield Text("keine bestandene Qualitätsprüfung", "no passed quality check")


def statement(note: NoteInput) -> str:
    """Return the statement of agreement (A.NB.4 f) with everything that limits it."""
    if note.born_digital:
        return _BORN_DIGITAL
    return " ".join([AGREEMENT, *_limits(note)])


def _limits(note: NoteInput) -> Iterator[str]:
    cropped = _numbers(page for page in note.pages if page.crop_removes_content)
    if cropped:
        yield (
            f"Auf {cropped} blendet ein Zuschnitt Bildinhalt aus; das vollständige Abbild ist "
            "in der Datei enthalten."
        )
    digital = _numbers(page for page in note.pages if page.origin == "born_digital")
    if digital:
        yield f"Nicht vom Papier, sondern aus einer elektronischen Originaldatei: {digital}."
    symbols = _numbers(page for page in note.pages if page.symbol_coded)
    if symbols:
        yield f"Als symbolkodiertes Bild (JBIG2) importiert: {symbols}."
    kinds = Counter(item.kind for item in note.left_out)
    for kind, words in _LEFT_OUT.items():
        if kinds[kind]:
            yield f"Nicht übernommen: {kinds[kind]} {words}."


_LEFT_OUT = {
    PageKind.BLANK: "leere Seite(n)",
    PageKind.SEPARATOR: "Trennblattseite(n)",
    PageKind.REJECTED: "verworfene Seite(n)",
    PageKind.REPLACED: "durch neue Abbilder ersetzte Seite(n)",
}


def _numbers(pages: Iterable[NotePage]) -> str:
    numbers = [str(page.number) for page in pages]
    return f"Seite {', '.join(numbers)}" if numbers else ""


def position(note: NoteInput) -> str:
    """Return where the document's images lie in the batch, in the wording of the DRV model."""
    places = sorted(page.position for page in note.pages)
    if not places:
        return ""
    if len(places) == 1:
        return f"Abbild {places[0]} von {note.images_in_batch}"
    if places[-1] - places[0] == len(places) - 1:
        return f"Abbild {places[0]} bis {places[-1]} von {note.images_in_batch}"
    listed = ", ".join(map(str, places))
    return f"Abbild {places[0]} bis {places[-1]} von {note.images_in_batch} (im Einzelnen {listed})"


def standard_steps(note: NoteInput) -> tuple[Step, ...]:
    """Return the steps that every document goes through, from the input's other values."""
    station, by = note.surroundings.station, note.creator.name
    capture = "Import" if note.pages and note.pages[0].origin != "scan" else "Scannen"
    steps = [
        Step(capture, note.times.scanned_to, by, _devices(note), tuple(_scan_attributes(note)))
    ]
    if note.times.indexed:
        steps.append(Step("Indexieren", note.times.indexed, by, station))
    for check in note.checks:
        result = Attribute("Ergebnis", "bestanden" if check.passed else "nicht bestanden")
        sample = Attribute("Geprüfte Seiten", str(check.sample))
        findings = [Attribute("Befund", check.findings, anomaly=True)] if check.findings else []
        found = (result, sample, *findings)
        steps.append(Step("Qualitätssicherung", check.time, check.by, station, found))
    if note.times.released:
        steps.append(Step("Freigabe", note.times.released, by, station))
    return tuple(steps)


def _devices(note: NoteInput) -> str:
    return ", ".join(note.surroundings.devices) or note.surroundings.station


def _scan_attributes(note: NoteInput) -> Iterator[Attribute]:
    resolutions = sorted({f"{page.dpi[0]:g} x {page.dpi[1]:g} dpi" for page in note.pages})
    yield Attribute("Auflösung", ", ".join(resolutions))
    yield Attribute("Bildformat", ", ".join(sorted({page.media_type for page in note.pages})))
    yield Attribute("Scanprofil", note.surroundings.profile)
