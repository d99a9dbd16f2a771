"""A notice, a certificate of a school and the order of a court."""

from __future__ import annotations

from resources.sample_mail.letters.parts import (
    PRIVACY,
    county_head,
    foot,
    form_rows,
    paragraphs,
)
from tests.builders.mail import STAMP_BLUE, Paper


def notice_1(paper: Paper) -> None:
    """Draw side 1."""
    y = county_head(paper, "Fachdienst Soziales", "50.1-318/2026", "18.03.2026")
    for line in ("Frau", "Şule Yıldız-Förster", "Auenweg 17", "00417 Mühlenau"):
        paper.text(25, y - 26, line, 11)
        y += 4.9
    y = 72.0
    y = paper.text(25, y, "Bewilligungsbescheid", 15, "sans-bold")
    y = paper.text(25, y, "Hilfe zum Lebensunterhalt nach dem dritten Kapitel SGB XII", 11) + 3
    y = paragraphs(
        paper,
        y,
        (
            "Sehr geehrte Frau Yıldız-Förster,",
            "auf Ihren Antrag vom 20. Januar 2026 bewillige ich Ihnen für die Zeit vom 1. April "
            "2026 bis zum 31. März 2027 laufende Leistungen. Die Höhe ergibt sich aus der "
            "folgenden Übersicht.",
        ),
    )
    rows = (
        ("Bedarf", "Euro"),
        ("Regelbedarf", "563,00"),
        ("Mehrbedarf Alleinerziehung", "202,68"),
        ("Grundmiete", "437,76"),
        ("Betriebskosten", "118,00"),
        ("Heizung und Warmwasser", "96,00"),
        ("Summe", "1.417,44"),
    )
    paper.table(25, y + 2, (110, 40), rows, 10.5, right=(1,))
    foot(paper, 1, 3)


def notice_2(paper: Paper) -> None:
    """Draw side 2."""
    y = paper.text(25, 22, "Anrechnung von Einkommen", 12, "sans-bold") + 2
    rows = (
        ("Einkommen", "Euro"),
        ("Unterhaltsvorschuß", "227,00"),
        ("Kindergeld", "259,00"),
        ("Erwerbseinkommen, bereinigt", "188,40"),
        ("Summe", "674,40"),
    )
    y = paper.table(25, y, (110, 40), rows, 10.5, right=(1,))
    y = paper.text(25, y + 3, "Auszahlungsbetrag: 743,04 Euro monatlich", 12, "sans-bold") + 3
    paragraphs(
        paper,
        y,
        (
            "Begründung: Sie können Ihren notwendigen Lebensunterhalt nicht ausreichend aus "
            "eigenen Kräften und Mitteln bestreiten. Die Kosten der Unterkunft sind angemessen "
            "und werden in voller Höhe anerkannt.",
            "Der Betrag wird auf das von Ihnen angegebene Konto überwiesen. Die Leistung für "
            "April geht Ihnen bis zum 31. März zu.",
            "Mitwirkungspflichten: Bitte teilen Sie jede Änderung unverzüglich mit, insbesondere "
            "Arbeitsaufnahme, Umzug, Änderungen der Miete, Heirat, Zuzug oder Auszug von Personen.",
        ),
    )
    foot(paper, 2, 3)


def notice_3(paper: Paper) -> None:
    """Draw side 3."""
    y = paper.text(25, 22, "Rechtsbehelfsbelehrung", 12, "sans-bold") + 2
    y = paragraphs(
        paper,
        y,
        (
            "Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Widerspruch "
            "erhoben werden. Der Widerspruch ist schriftlich oder zur Niederschrift beim "
            "Landkreis Mühlenau, Fachdienst Soziales, Am Schloßplatz 4, 00417 Mühlenau, "
            "einzulegen.",
            "Mit freundlichen Grüßen",
            "Im Auftrag",
        ),
    )
    paper.signature(26, y + 4, 61)
    paper.stamp(110, y, ("Landkreis Mühlenau", "Siegel Nr. 7"), STAMP_BLUE, 2)
    y = paper.text(25, y + 14, "Ährenfeld", 11)
    y = paper.text(25, y + 12, "Merkblatt", 9, "sans-bold")
    paper.paragraph(25, y, 160, PRIVACY, 7)
    foot(paper, 3, 3)


def school(paper: Paper) -> None:
    """Draw the side."""
    paper.text(105, 20, "Grundschule am Weißen Hügel", 17, "dejavu-bold", (120, 60, 20), "centre")
    paper.text(105, 29, "Hügelweg 2, 00417 Mühlenau", 10, "dejavu", align="centre")
    paper.rule(20, 36, 170, 0.5)
    y = paper.text(105, 52, "Schulbescheinigung", 20, "dejavu-serif", align="centre") + 8
    y = paragraphs(
        paper,
        y,
        ("Hiermit wird bescheinigt, dass die Schülerin",),
        "dejavu",
    )
    y = form_rows(
        paper,
        y,
        (
            ("Name, Vorname", "Förster, Mäité Leyla"),
            ("geboren am", "14.06.2017"),
            ("wohnhaft", "Auenweg 17, 00417 Mühlenau"),
            ("Klasse", "3 b (Schuljahr 2025/2026)"),
        ),
        11,
    )
    y = paragraphs(
        paper,
        y + 2,
        (
            "seit dem 1. August 2023 unsere Schule besucht und sie voraussichtlich am 31. Juli "
            "2027 verlassen wird. Das Mittagessen in der Schule wird an drei Tagen in der Woche "
            "in Anspruch genommen.",
            "Die Bescheinigung dient zur Vorlage beim Landkreis Mühlenau, Leistungen für Bildung "
            "und Teilhabe, Aktenzeichen 50.4-9/2026.",
            "Mühlenau, den 5. März 2026",
        ),
        "dejavu",
    )
    paper.signature(30, y + 6, 71)
    paper.stamp(105, y, ("Grundschule", "am Weißen Hügel", "Mühlenau"), STAMP_BLUE, -5)
    paper.text(25, y + 17, "Schulleiterin", 9, "dejavu")
    foot(paper, 1, 1)


def court_1(paper: Paper) -> None:
    """Draw side 1."""
    paper.text(25, 18, "Amtsgericht Erlingstedt", 16, "serif-bold")
    paper.text(25, 25.5, "Betreuungsgericht", 12, "serif")
    paper.text(185, 25.5, "Geschäftszeichen 7 XVII 1203/25", 12, "serif", align="right")
    paper.rule(20, 33, 170, 0.4)
    y = paper.text(105, 46, "Beschluss", 18, "serif-bold", align="centre") + 6
    paragraphs(
        paper,
        y,
        (
            "In dem Betreuungsverfahren für Herrn Tönnies Päßler, geboren am 19. Dezember 1943, "
            "wohnhaft Haus Birkenmoor, Heideweg 40, 00419 Birkenmoor, wird Frau Rechtsanwältin "
            "Henriette Überschär zur Betreuerin bestellt.",
            "Der Aufgabenkreis umfaßt die Vermögenssorge, die Vertretung gegenüber Behörden und "
            "Sozialleistungsträgern, die Gesundheitssorge sowie das Entgegennehmen und Öffnen "
            "der Post in diesen Angelegenheiten.",
            "Das Gericht wird spätestens bis zum 28. Februar 2033 über die Aufhebung oder "
            "Verlängerung der Betreuung beschließen. Die Entscheidung ist sofort wirksam.",
            "Gründe: Der Betroffene leidet nach dem Gutachten des Sachverständigen vom 7. Januar "
            "2026 an einer fortgeschrittenen Demenz. Er ist nicht in der Lage, die genannten "
            "Angelegenheiten selbst zu besorgen.",
        ),
        "serif",
        12,
    )
    foot(paper, 1, 2)


def court_2(paper: Paper) -> None:
    """Draw side 2."""
    y = paragraphs(
        paper,
        24,
        (
            "Eine Vorsorgevollmacht liegt nicht vor. Angehörige, die zur Übernahme bereit und "
            "geeignet wären, sind nicht bekannt. Der Betroffene wurde am 2. Februar 2026 in "
            "seiner üblichen Umgebung persönlich angehört.",
            "Rechtsmittelbelehrung: Gegen diesen Beschluss ist die Beschwerde zulässig. Sie ist "
            "binnen einer Frist von einem Monat beim Amtsgericht Erlingstedt, Gerichtsstraße 1, "
            "00418 Erlingstedt, einzulegen.",
            "Erlingstedt, den 27. Februar 2026",
        ),
        "serif",
        12,
    )
    paper.signature(26, y + 4, 92)
    paper.stamp(110, y + 2, ("Amtsgericht", "Erlingstedt"), STAMP_BLUE, 6)
    y = paper.text(25, y + 14, "Dr. Schäfer-Nüßlein", 12, "serif")
    y = paper.text(25, y, "Richterin am Amtsgericht", 12, "serif") + 12
    y = paper.text(25, y, "Durchschrift für den Landkreis Mühlenau", 11, "serif-bold")
    paper.text(25, y, "Aktenzeichen dort: 50.3-415/2026", 11, "serif")
    foot(paper, 2, 2)
