"""A bank statement, three sides, the last in small print."""

from __future__ import annotations

from resources.sample_mail.letters.parts import (
    foot,
    paragraphs,
)
from tests.builders.mail import Colour, Paper

BANK_RED: Colour = (190, 20, 30)


def bank_head(paper: Paper, number: int) -> float:
    """Draw the bank's letterhead."""
    paper.draw.rectangle([paper.px(v) for v in (20, 14, 30, 24)], fill=BANK_RED)
    paper.text(34, 14, "Sparbank Auental", 17, "sans-bold", BANK_RED)
    paper.text(34, 22, "Marktstraße 1, 00417 Mühlenau", 9)
    paper.text(190, 16, f"Kontoauszug 3/2026, Blatt {number}", 11, "sans-bold", align="right")
    paper.text(190, 22, "IBAN DE00 0000 0000 0001 2345 67", 9, align="right")
    return 34


BOOKINGS = (
    ("02.02.", "Rentenkasse Nordmark, Altersrente", "609,55"),
    ("02.02.", "Rentenkasse Nordmark, Witwerrente", "108,17"),
    ("03.02.", "Miete Februar, Hausverwaltung Krüger", "-551,00"),
    ("05.02.", "Stadtwerke Mühlenau, Abschlag Strom", "-48,00"),
    ("06.02.", "Lebensmittelmarkt Süderende", "-37,84"),
    ("09.02.", "Bargeldauszahlung Automat Marktstraße", "-60,00"),
    ("10.02.", "Hülfskasse Auental, Beitrag", "-14,20"),
    ("12.02.", "Mühlenauer Ziegelwerke, Betriebsrente", "41,35"),
    ("13.02.", "Apotheke am Weißen Hügel", "-9,95"),
    ("16.02.", "Lebensmittelmarkt Süderende", "-42,11"),
    ("17.02.", "Überweisung Björn, Fahrkarte", "-49,00"),
    ("19.02.", "Rundfunkgebühr, Befreiung erstattet", "18,36"),
    ("20.02.", "Bäckerei Großkötter", "-7,40"),
    ("23.02.", "Schuhhaus Jäger", "-39,90"),
    ("24.02.", "Fernmeldewerk Nord, Rechnung", "-24,95"),
    ("26.02.", "Lebensmittelmarkt Süderende", "-33,27"),
    ("27.02.", "Gesundheitskasse Drei Flüsse, Beitrag", "-89,14"),
)


def statement_1(paper: Paper) -> None:
    """Draw side 1."""
    y = bank_head(paper, 1)
    for line in ("Herrn", "Jörg Weißenbäcker", "Mühlgrabenstraße 28 a", "00417 Mühlenau"):
        y = paper.text(25, y, line, 10)
    y = paper.table(
        25,
        y + 10,
        (25, 105, 30),
        (
            ("Datum", "Buchungstext", "Betrag EUR"),
            ("01.02.", "Alter Kontostand", "412,06"),
            *BOOKINGS[:11],
        ),
        10,
        right=(2,),
    )
    foot(paper, 1, 3)


def statement_2(paper: Paper) -> None:
    """Draw side 2."""
    y = bank_head(paper, 2)
    y = paper.table(
        25,
        y + 4,
        (25, 105, 30),
        (
            ("Datum", "Buchungstext", "Betrag EUR"),
            *BOOKINGS[11:],
            ("28.02.", "Neuer Kontostand", "184,73"),
        ),
        10,
        right=(2,),
    )
    paragraphs(
        paper,
        y + 6,
        (
            "Bitte prüfen Sie die Buchungen. Einwendungen gegen den Rechnungsabschluss sind "
            "spätestens sechs Wochen nach Zugang schriftlich zu erheben.",
        ),
        points=10,
    )
    foot(paper, 2, 3)


TERMS = (
    "1. Der Rechnungsabschluss gilt als genehmigt, wenn der Kunde nicht innerhalb von sechs "
    "Wochen nach Zugang Einwendungen erhebt. Zur Wahrung der Frist genügt die rechtzeitige "
    "Absendung.",
    "2. Für geduldete Überziehungen berechnet die Sparbank Auental einen Sollzinssatz von 11,20 "
    "Prozent im Jahr. Die Zinsen sind am Ende eines Vierteljahres fällig.",
    "3. Der Kunde hat Änderungen seiner Anschrift, seines Namens und seiner Verfügungsbefugnis "
    "unverzüglich mitzuteilen. Unterlässt er dies, gelten Erklärungen als zugegangen.",
    "4. Aufträge müssen ihren Inhalt eindeutig erkennen lassen. Nicht eindeutig formulierte "
    "Aufträge können Rückfragen und damit Verzögerungen zur Folge haben.",
    "5. Die Einlagen sind durch die Sicherungseinrichtung der Auentaler Institute geschützt. "
    "Näheres enthält der Informationsbogen, der in jeder Geschäftsstelle ausliegt.",
    "6. Verlangt der Kunde einen Beleg in Zweitschrift, so trägt er die dadurch entstehenden "
    "Kosten nach dem Preisverzeichnis, höchstens jedoch 7,50 Euro für jeden Auszug.",
)


def statement_3(paper: Paper) -> None:
    """Draw side 3."""
    y = bank_head(paper, 3)
    y = (
        paper.text(
            25, y + 4, "Hinweise zum Kontoauszug (Auszug aus den Bedingungen)", 10, "sans-bold"
        )
        + 1
    )
    for term in TERMS:
        y = paper.paragraph(25, y, 160, term, 7)
    foot(paper, 3, 3)
