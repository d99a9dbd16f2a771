"""What several letters share: letterheads, foot, stamp, form rows, the privacy notice."""

from __future__ import annotations

from tests.builders.mail import GREY_INK, STAMP_RED, Colour, Paper

COUNTY_BLUE: Colour = (20, 70, 130)
NOTE = "Muster: Personen, Orte und Nummern sind frei erfunden."
PRIVACY = (
    "Die Angaben werden auf Grundlage der §§ 60 ff. SGB I und § 67a SGB X erhoben und "
    "ausschließlich zur Prüfung Ihres Anspruchs verarbeitet. Verantwortlich ist der Landkreis "
    "Mühlenau, Fachdienst Soziales, Am Schloßplatz 4, 00417 Mühlenau. Die Daten werden zehn "
    "Jahre nach Ende des Leistungsbezugs gelöscht. Sie haben das Recht auf Auskunft, "
    "Berichtigung, Löschung und Einschränkung der Verarbeitung sowie auf Beschwerde bei der "
    "Aufsichtsbehörde. Ohne Ihre Mitwirkung kann die Leistung ganz oder teilweise versagt oder "
    "entzogen werden. Eine Übermittlung an andere Stellen erfolgt nur, soweit ein Gesetz dies "
    "erlaubt oder Sie eingewilligt haben."
)


def foot(paper: Paper, number: int, total: int) -> None:
    """Page number and the note that everything is invented."""
    paper.rule(20, 283, 170)
    paper.text(20, 284.6, NOTE, 7, colour=GREY_INK)
    paper.text(190, 284, f"Seite {number} von {total}", 9, align="right")


def county_head(paper: Paper, department: str, case_number: str, date: str) -> float:
    """Letterhead of the county with crest, department, case number and date."""
    paper.draw.polygon(
        [(paper.px(x), paper.px(y)) for x, y in ((20, 14), (34, 14), (34, 24), (27, 31), (20, 24))],
        fill=COUNTY_BLUE,
    )
    paper.draw.ellipse([paper.px(v) for v in (24, 17, 30, 23)], fill=(235, 200, 60))
    paper.text(38, 14, "Landkreis Mühlenau", 18, "sans-bold", COUNTY_BLUE)
    paper.text(38, 22.5, department, 11, colour=COUNTY_BLUE)
    paper.rule(20, 33, 170, 0.6)
    paper.text(130, 38, f"Aktenzeichen: {case_number}", 10, "sans-bold")
    paper.text(130, 43, "Auskunft: Frau Ährenfeld", 9)
    paper.text(130, 47.5, "Telefon: 03999 555-0 17", 9)
    paper.text(130, 52, f"Datum: {date}", 9)
    return 64


def private_head(
    paper: Paper, sender: tuple[str, ...], date: str, subject: tuple[str, ...]
) -> float:
    """Sender, address of the county, date and subject of a citizen's letter."""
    y = 20.0
    for line in sender:
        y = paper.text(25, y, line, 11, "serif")
    y = 52.0
    for line in ("Landkreis Mühlenau", "Fachdienst Soziales", "Am Schloßplatz 4", "00417 Mühlenau"):
        y = paper.text(25, y, line, 11, "serif")
    paper.text(185, y + 4, f"Erlingstedt, {date}", 11, "serif", align="right")
    y += 14
    for line in subject:
        y = paper.text(25, y, line, 11.5, "serif-bold")
    return y + 5


def paragraphs(
    paper: Paper, y: float, texts: tuple[str, ...], face: str = "sans", points: float = 11
) -> float:
    """Draw paragraphs one below the other."""
    for text in texts:
        y = paper.paragraph(25, y, 160, text, points, face) + 1.5
    return y


def received(paper: Paper, date: str, y: float = 34, colour: Colour = STAMP_RED) -> None:
    """The mail room's stamp."""
    paper.stamp(126, y, ("EINGEGANGEN", date, "Landkreis Mühlenau"), colour)


def form_rows(
    paper: Paper, y: float, rows: tuple[tuple[str, str], ...], points: float = 10
) -> float:
    """Boxes of a form: printed label, value filled in with a typewriter."""
    for label, value in rows:
        paper.frame(25, y, 160, 9.5)
        paper.text(26.5, y + 0.6, label, 7, colour=GREY_INK)
        paper.text(28, y + 4.2, value, points, "mono")
        y += 9.5
    return y + 4
