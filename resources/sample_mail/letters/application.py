"""An application for basic income support, four sides."""

from __future__ import annotations

from resources.sample_mail.letters.parts import (
    PRIVACY,
    county_head,
    foot,
    form_rows,
    paragraphs,
    received,
)
from tests.builders.mail import GREY_INK, Paper


def application_1(paper: Paper) -> None:
    """Draw side 1."""
    y = county_head(paper, "Fachdienst Soziales", "50.1-123/2026", "02.03.2026")
    y = paper.text(25, y, "Antrag auf Grundsicherung im Alter", 15, "sans-bold")
    y = paper.text(25, y, "und bei Erwerbsminderung (SGB XII, viertes Kapitel)", 11)
    received(paper, "04. März 2026", 60)
    y = paper.text(25, y + 12, "1. Angaben zur antragstellenden Person", 11, "sans-bold") + 1
    y = form_rows(
        paper,
        y,
        (
            ("Familienname, Vorname", "Weißenbäcker, Jörg"),
            ("Geburtsdatum und Geburtsort", "17.05.1957, Großerlingen"),
            ("Straße, Hausnummer", "Mühlgrabenstraße 28 a"),
            ("Postleitzahl, Wohnort", "00417 Mühlenau, Ortsteil Süderende"),
            ("Familienstand", "verwitwet seit 12.11.2021"),
            ("Steueridentifikationsnummer", "00 123 456 789"),
        ),
    )
    y = paper.text(25, y, "2. Ich beantrage Leistungen", 11, "sans-bold") + 1
    y = paper.checkbox(28, y, "wegen Erreichens der Altersgrenze", True)
    y = paper.checkbox(28, y, "wegen dauerhafter voller Erwerbsminderung", False)
    y = paper.checkbox(28, y, "für Kosten der Unterkunft und Heizung", True)
    y = paper.checkbox(28, y, "für einen Mehrbedarf bei kostenaufwändiger Ernährung", False)
    paragraphs(
        paper,
        y + 4,
        (
            "Bitte füllen Sie alle Felder vollständig aus und fügen Sie die Nachweise in Kopie "
            "bei. Unvollständige Anträge können nicht abschließend geprüft werden.",
        ),
        points=10,
    )
    foot(paper, 1, 4)


def application_2(paper: Paper) -> None:
    """Draw side 2."""
    y = paper.text(25, 20, "3. Einkommen (monatlich, in Euro)", 11, "sans-bold") + 2
    rows = (
        ("Art des Einkommens", "Zahlende Stelle", "brutto", "netto"),
        ("Altersrente", "Rentenkasse Nordmark", "684,12", "609,55"),
        ("Witwerrente", "Rentenkasse Nordmark", "121,40", "108,17"),
        ("Betriebsrente", "Mühlenauer Ziegelwerke", "46,00", "41,35"),
        ("Wohngeld", "Stadt Erlingstedt", "0,00", "0,00"),
        ("Zinsen", "Sparbank Auental", "1,83", "1,83"),
    )
    y = paper.table(25, y, (50, 60, 25, 25), rows, 10, right=(2, 3))
    y = paper.text(25, y + 5, "4. Kosten der Unterkunft", 11, "sans-bold") + 2
    rows2 = (
        ("Position", "Betrag", "fällig"),
        ("Kaltmiete", "385,00", "zum 1."),
        ("Betriebskosten (Vorauszahlung)", "92,00", "zum 1."),
        ("Heizkosten (Vorauszahlung)", "74,00", "zum 1."),
        ("Müllgebühr", "11,50", "vierteljährlich"),
    )
    y = paper.table(25, y, (80, 35, 45), rows2, 10, right=(1,))
    y = paper.text(25, y + 5, "5. Vermögen", 11, "sans-bold") + 1
    y = paper.checkbox(28, y, "Bargeld und Guthaben bis 10.000 Euro", True)
    y = paper.checkbox(28, y, "Kraftfahrzeug", False)
    y = paper.checkbox(28, y, "Haus- oder Grundbesitz", False)
    y = paper.checkbox(28, y, "Lebens- oder Sterbegeldversicherung", True)
    paragraphs(
        paper,
        y + 4,
        (
            "Zur Sterbegeldversicherung bei der Hülfskasse Auental liegt ein Vertrag vom "
            "01.07.1998 vor. Der Rückkaufswert beträgt laut Schreiben vom 9. Januar 2026 "
            "genau 2.146,80 Euro.",
            "Schenkungen oder Übertragungen von Vermögen gab es in den letzten zehn Jahren nicht.",
        ),
        points=10,
    )
    foot(paper, 2, 4)


def application_3(paper: Paper) -> None:
    """Draw side 3."""
    y = paper.text(25, 20, "6. Weitere Personen im Haushalt", 11, "sans-bold") + 2
    rows = (
        ("Name", "Geburtsdatum", "Verhältnis", "Einkommen"),
        ("Weißenbäcker, Käthe", "30.09.1931", "Mutter", "Altersrente"),
        ("Weißenbäcker, Björn", "08.02.1999", "Sohn", "Ausbildung"),
    )
    y = paper.table(25, y, (55, 35, 35, 35), rows, 10)
    y = paper.text(25, y + 5, "7. Kranken- und Pflegeversicherung", 11, "sans-bold") + 1
    y = form_rows(
        paper,
        y,
        (
            ("Krankenkasse", "Gesundheitskasse Drei Flüsse"),
            ("Versichertennummer", "X000123456"),
            ("Beitrag im Monat", "89,14 EUR"),
            ("Pflegegrad", "keiner, Höherstufung nicht beantragt"),
        ),
    )
    y = paper.text(25, y, "8. Bankverbindung", 11, "sans-bold") + 1
    y = form_rows(
        paper,
        y,
        (
            ("Kontoinhaber", "Jörg Weißenbäcker"),
            ("IBAN", "DE00 0000 0000 0001 2345 67"),
            ("Geldinstitut", "Sparbank Auental"),
        ),
    )
    paragraphs(
        paper,
        y,
        (
            "Die Überweisung soll jeweils zum Ersten des Monats erfolgen. Eine abweichende "
            "Auszahlung an Dritte, zum Beispiel an den Vermieter oder den Energieversorger, ist "
            "auf einem gesonderten Blatt zu beantragen.",
        ),
        points=10,
    )
    foot(paper, 3, 4)


def application_4(paper: Paper) -> None:
    """Draw side 4."""
    y = paper.text(25, 20, "9. Erklärung", 11, "sans-bold") + 2
    y = paragraphs(
        paper,
        y,
        (
            "Ich versichere, dass meine Angaben richtig und vollständig sind. Mir ist bekannt, "
            "dass ich jede Änderung der Verhältnisse unverzüglich mitteilen muss und dass zu "
            "Unrecht erhaltene Leistungen zurückzuzahlen sind.",
            "Ich bin damit einverstanden, dass die erforderlichen Auskünfte bei Arbeitgebern, "
            "Leistungsträgern und Geldinstituten eingeholt werden, soweit dies für die Prüfung "
            "des Antrags nötig ist.",
        ),
        points=10.5,
    )
    y = paper.text(25, y + 4, "Mühlenau, 02.03.2026", 11, "mono")
    paper.signature(90, y + 4, 11)
    paper.rule(25, y + 12, 130)
    y = paper.text(25, y + 13, "Ort, Datum und Unterschrift", 8, colour=GREY_INK)
    y = paper.text(25, y + 10, "Anlagen", 11, "sans-bold")
    for line in (
        "Rentenbescheid in Kopie",
        "Mietvertrag und letzte Mieterhöhung",
        "Kontoauszüge der letzten drei Monate",
    ):
        y = paper.checkbox(28, y, line, True)
    y = paper.text(25, y + 8, "Hinweise zum Datenschutz", 9, "sans-bold")
    paper.paragraph(25, y, 160, PRIVACY, 7)
    foot(paper, 4, 4)
