"""A medical report and the invoice of a nursing service."""

from __future__ import annotations

from resources.sample_mail.letters.parts import (
    foot,
    paragraphs,
    received,
)
from tests.builders.mail import STAMP_BLUE, Colour, Paper

CARE_GREEN: Colour = (30, 120, 80)


def doctor_head(paper: Paper) -> float:
    """Draw the practice's letterhead."""
    paper.text(105, 14, "Dr. med. Günther Löwenhäuser", 15, "dejavu-bold", CARE_GREEN, "centre")
    paper.text(
        105, 21.5, "Facharzt für Orthopädie und Unfallchirurgie", 9, "dejavu", align="centre"
    )
    paper.text(105, 26, "Gänsemarkt 11, 00418 Erlingstedt", 9, "dejavu", align="centre")
    paper.rule(20, 31, 170, 0.5)
    return 38


def doctor_1(paper: Paper) -> None:
    """Draw side 1."""
    y = doctor_head(paper)
    y = paper.text(25, y, "Erlingstedt, 25. Februar 2026", 10, "dejavu") + 4
    y = paper.text(25, y, "Ärztlicher Befundbericht", 13, "dejavu-bold")
    y = paper.text(25, y, "Ihr Zeichen: 50.3-2041/2026", 10, "dejavu") + 3
    y = paragraphs(
        paper,
        y,
        (
            "Patient: Matthäus Özdemir-Brückner, geboren am 3. Juli 1969",
            "Sehr geehrte Kolleginnen und Kollegen, über den genannten Patienten berichte ich auf "
            "Ihre Anfrage wie folgt.",
            "Diagnosen: Zustand nach Bandscheibenvorfall L4/L5, chronisches Schmerzsyndrom, "
            "Hüftgelenksverschleiß rechts, arterielle Hypertonie.",
            "Befund: Gangbild links hinkend, Treppensteigen nur mit Geländer möglich. Die "
            "Beweglichkeit der Lendenwirbelsäule ist erheblich eingeschränkt. Reflexe "
            "seitengleich, keine frischen Lähmungen. Röntgen vom 11. Februar 2026: "
            "fortgeschrittene Verschmälerung des Gelenkspalts.",
            "Therapie: Krankengymnastik zweimal wöchentlich, Wärmeanwendungen, Schmerzmittel nach "
            "Bedarf. Eine Operation der Hüfte ist für den Spätsommer vorgesehen.",
        ),
        "dejavu",
        10,
    )
    paper.stamp(120, min(y, 240), ("Dr. G. Löwenhäuser", "Orthopädie"), STAMP_BLUE, -3)
    foot(paper, 1, 2)


def doctor_2(paper: Paper) -> None:
    """Draw side 2."""
    y = doctor_head(paper)
    rows = (
        ("Medikament", "Dosis", "Einnahme"),
        ("Ibuprofen", "400 mg", "bei Bedarf, höchstens dreimal täglich"),
        ("Ramipril", "5 mg", "morgens"),
        ("Vitamin D", "1000 IE", "täglich zum Frühstück"),
    )
    y = paper.table(25, y, (40, 30, 90), rows, 10, "dejavu")
    y = paragraphs(
        paper,
        y + 4,
        (
            "Beurteilung: Tätigkeiten mit schwerem Heben, Bücken oder Zwangshaltungen sind "
            "dauerhaft nicht möglich. Leichte Arbeiten im Wechsel von Sitzen, Stehen und Gehen "
            "können drei bis unter sechs Stunden täglich ausgeübt werden.",
            "Die Einschränkungen bestehen voraussichtlich länger als sechs Monate. Eine erneute "
            "Untersuchung empfehle ich nach Abschluß der Heilbehandlung, frühestens im Februar "
            "2027.",
            "Mit kollegialen Grüßen",
        ),
        "dejavu",
        10,
    )
    paper.signature(26, y + 4, 52)
    paper.text(25, y + 14, "Dr. med. Günther Löwenhäuser", 10, "dejavu")
    foot(paper, 2, 2)


def care_1(paper: Paper) -> None:
    """Draw side 1."""
    paper.draw.ellipse([paper.px(v) for v in (20, 13, 32, 25)], fill=CARE_GREEN)
    paper.text(36, 14, "Pflegedienst Auental gGmbH", 16, "sans-bold", CARE_GREEN)
    paper.text(36, 22, "Kirchplatz 3, 00418 Erlingstedt", 9)
    y = 40.0
    for line in ("Landkreis Mühlenau", "Hilfe zur Pflege", "Am Schloßplatz 4", "00417 Mühlenau"):
        y = paper.text(25, y, line, 10.5)
    y = paper.text(25, y + 10, "Rechnung 2026-0288", 13, "sans-bold")
    y = paper.text(25, y, "Leistungsempfänger: Tönnies Päßler, Aktenzeichen 50.3-415/2026", 10) + 3
    rows = (
        ("Leistung", "Anzahl", "Einzelpreis", "Betrag"),
        ("Große Körperpflege", "28", "27,40", "767,20"),
        ("Hilfe bei der Nahrungsaufnahme", "56", "11,85", "663,60"),
        ("Hauswirtschaftliche Versorgung", "12", "18,20", "218,40"),
        ("Begleitung außer Haus", "3", "32,00", "96,00"),
        ("Nächtliche Bereitschaft", "4", "41,75", "167,00"),
        ("Wegepauschale", "56", "4,90", "274,40"),
        ("Zwischensumme", "", "", "2.186,60"),
        ("abzüglich Pflegekasse", "", "", "-1.497,00"),
        ("Rechnungsbetrag", "", "", "689,60"),
    )
    paper.table(25, y, (80, 22, 29, 29), rows, 10.5, right=(1, 2, 3))
    received(paper, "16. März 2026", 200)
    foot(paper, 1, 2)


def care_2(paper: Paper) -> None:
    """Draw side 2."""
    y = paper.text(25, 22, "Leistungsnachweis Februar 2026", 12, "sans-bold") + 2
    head = ("Tag", "morgens", "mittags", "abends", "Kürzel")
    names = ("Mü", "Öz", "Jä", "Ke")
    rows = [
        (f"{day:02d}.02.2026", "07:15", "12:05", "18:40" if day % 3 else "19:10", names[day % 4])
        for day in range(1, 21)
    ]
    y = paper.table(25, y, (40, 30, 30, 30, 30), (head, *rows), 9.5)
    paper.signature(26, y + 4, 102)
    paper.text(25, y + 14, "Für die Richtigkeit: Pflegedienstleitung", 10)
    foot(paper, 2, 2)
