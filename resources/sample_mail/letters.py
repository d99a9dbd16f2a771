"""The letters of the sample stack: ten documents of a county's social services and mail room.

Every person, place, authority, number and bank in here is invented; the postal code 00417,
the bank code 000 000 00 and the telephone numbers do not exist. Each page says so at its foot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.builders.mail import GREY_INK, STAMP_BLUE, STAMP_RED, Colour, Paper

COUNTY_BLUE: Colour = (20, 70, 130)
BANK_RED: Colour = (190, 20, 30)
CARE_GREEN: Colour = (30, 120, 80)
NOTE = "Muster: Personen, Orte und Nummern sind frei erfunden."


@dataclass(frozen=True)
class Letter:
    """A document of the stack: its name, case number, sender and the drawers of its sides."""

    name: str
    title: str
    case_number: str
    sides: tuple[Callable[[Paper], None], ...]


def foot(paper: Paper, number: int, total: int) -> None:
    """Page number and the note that everything is invented."""
    paper.rule(20, 283, 170)
    paper.text(20, 284.5, NOTE, 7, colour=GREY_INK)
    paper.text(190, 284.5, f"Seite {number} von {total}", 9, align="right")


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


# --- 1 Antrag auf Grundsicherung -------------------------------------------------------------


def application_1(paper: Paper) -> None:
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
            "Bitte füllen Sie alle Felder vollständig aus und fügen Sie die Nachweise in Kopie bei. "
            "Unvollständige Anträge können nicht abschließend geprüft werden.",
        ),
        points=10,
    )
    foot(paper, 1, 4)


def application_2(paper: Paper) -> None:
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
    y = paper.text(25, 20, "9. Erklärung", 11, "sans-bold") + 2
    y = paragraphs(
        paper,
        y,
        (
            "Ich versichere, dass meine Angaben richtig und vollständig sind. Mir ist bekannt, dass "
            "ich jede Änderung der Verhältnisse unverzüglich mitteilen muss und dass zu Unrecht "
            "erhaltene Leistungen zurückzuzahlen sind.",
            "Ich bin damit einverstanden, dass die erforderlichen Auskünfte bei Arbeitgebern, "
            "Leistungsträgern und Geldinstituten eingeholt werden, soweit dies für die Prüfung des "
            "Antrags nötig ist.",
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


PRIVACY = (
    "Die Angaben werden auf Grundlage der §§ 60 ff. SGB I und § 67a SGB X erhoben und ausschließlich "
    "zur Prüfung Ihres Anspruchs verarbeitet. Verantwortlich ist der Landkreis Mühlenau, Fachdienst "
    "Soziales, Am Schloßplatz 4, 00417 Mühlenau. Die Daten werden zehn Jahre nach Ende des "
    "Leistungsbezugs gelöscht. Sie haben das Recht auf Auskunft, Berichtigung, Löschung und "
    "Einschränkung der Verarbeitung sowie auf Beschwerde bei der Aufsichtsbehörde. Ohne Ihre "
    "Mitwirkung kann die Leistung ganz oder teilweise versagt oder entzogen werden. Eine Übermittlung "
    "an andere Stellen erfolgt nur, soweit ein Gesetz dies erlaubt oder Sie eingewilligt haben."
)


# --- 2 Kontoauszug ---------------------------------------------------------------------------


def bank_head(paper: Paper, number: int) -> float:
    paper.draw.rectangle([paper.px(v) for v in (20, 14, 30, 24)], fill=BANK_RED)
    paper.text(34, 14, "Sparbank Auental", 17, "sans-bold", BANK_RED)
    paper.text(34, 22, "Marktstraße 1, 00417 Mühlenau", 9)
    paper.text(190, 14, f"Kontoauszug 3/2026, Blatt {number}", 11, "sans-bold", align="right")
    paper.text(190, 20, "IBAN DE00 0000 0000 0001 2345 67", 9, align="right")
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
    "1. Der Rechnungsabschluss gilt als genehmigt, wenn der Kunde nicht innerhalb von sechs Wochen nach "
    "Zugang Einwendungen erhebt. Zur Wahrung der Frist genügt die rechtzeitige Absendung.",
    "2. Für geduldete Überziehungen berechnet die Sparbank Auental einen Sollzinssatz von 11,20 Prozent "
    "im Jahr. Die Zinsen sind am Ende eines Vierteljahres fällig.",
    "3. Der Kunde hat Änderungen seiner Anschrift, seines Namens und seiner Verfügungsbefugnis "
    "unverzüglich mitzuteilen. Unterlässt er dies, gelten Erklärungen als zugegangen.",
    "4. Aufträge müssen ihren Inhalt eindeutig erkennen lassen. Nicht eindeutig formulierte Aufträge "
    "können Rückfragen und damit Verzögerungen zur Folge haben.",
    "5. Die Einlagen sind durch die Sicherungseinrichtung der Auentaler Institute geschützt. Näheres "
    "enthält der Informationsbogen, der in jeder Geschäftsstelle ausliegt.",
    "6. Verlangt der Kunde einen Beleg in Zweitschrift, so trägt er die dadurch entstehenden Kosten nach "
    "dem Preisverzeichnis, höchstens jedoch 7,50 Euro für jeden Auszug.",
)


def statement_3(paper: Paper) -> None:
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


# --- 3 Mietvertrag ---------------------------------------------------------------------------


def lease_1(paper: Paper) -> None:
    y = paper.text(105, 22, "Mietvertrag über Wohnraum", 18, "serif-bold", align="centre") + 6
    y = paragraphs(
        paper,
        y,
        (
            "Zwischen der Hausverwaltung Krüger und Söhne, Lindenallee 9, 00417 Mühlenau "
            "(Vermieterin), und Frau Şule Yıldız-Förster, geboren am 24.10.1988 (Mieterin), wird "
            "folgender Vertrag geschlossen:",
        ),
        "serif",
    )
    y = paper.text(25, y + 2, "§ 1 Mieträume", 12, "serif-bold") + 1
    y = paragraphs(
        paper,
        y,
        (
            "Vermietet werden im Hause Auenweg 17, zweites Obergeschoß links, drei Zimmer, Küche, "
            "Bad und ein Kellerraum. Die Wohnfläche beträgt 68,4 Quadratmeter. Die Räume werden zu "
            "Wohnzwecken überlassen.",
        ),
        "serif",
    )
    y = paper.text(25, y + 2, "§ 2 Mietzeit", 12, "serif-bold") + 1
    y = paragraphs(
        paper,
        y,
        (
            "Das Mietverhältnis beginnt am 1. April 2026 und läuft auf unbestimmte Zeit. Es kann "
            "von der Mieterin mit einer Frist von drei Monaten zum Monatsende gekündigt werden.",
        ),
        "serif",
    )
    y = paper.text(25, y + 2, "§ 3 Miete", 12, "serif-bold") + 2
    rows = (
        ("Bestandteil", "monatlich in Euro"),
        ("Grundmiete", "437,76"),
        ("Vorauszahlung Betriebskosten", "118,00"),
        ("Vorauszahlung Heizung und Warmwasser", "96,00"),
        ("Gesamtbetrag", "651,76"),
    )
    paper.table(25, y, (100, 50), rows, 11, "serif", right=(1,))
    foot(paper, 1, 4)


def lease_2(paper: Paper) -> None:
    texts = (
        (
            "§ 4 Sicherheit",
            "Die Mieterin leistet eine Sicherheit in Höhe von drei Grundmieten, also 1.313,28 Euro. Sie darf den Betrag in drei gleichen Teilen zahlen. Die Vermieterin legt das Geld getrennt von ihrem Vermögen an.",
        ),
        (
            "§ 5 Betriebskosten",
            "Über die Vorauszahlungen wird jährlich abgerechnet. Eine Nachforderung nach Ablauf von zwölf Monaten ist ausgeschlossen, es sei denn, die Vermieterin hat die Verspätung nicht zu vertreten.",
        ),
        (
            "§ 6 Schönheitsreparaturen",
            "Die Vermieterin übernimmt die Erhaltung der Mietsache. Kleinere Schäden bis 75 Euro im Einzelfall trägt die Mieterin, höchstens jedoch 150 Euro im Jahr.",
        ),
        (
            "§ 7 Benutzung",
            "Haustiere dürfen nach Rücksprache gehalten werden. Das Treppenhaus ist abwechselnd wöchentlich zu reinigen; die Hausordnung hängt im Erdgeschoß aus.",
        ),
    )
    y = 22.0
    for title, text in texts:
        y = paper.text(25, y, title, 12, "serif-bold") + 1
        y = paragraphs(paper, y, (text,), "serif") + 3
    foot(paper, 2, 4)


def lease_3(paper: Paper) -> None:
    texts = (
        (
            "§ 8 Bauliche Veränderungen",
            "Um- und Einbauten bedürfen der Zustimmung der Vermieterin. Sie ist zu erteilen, wenn ein berechtigtes Interesse besteht, etwa bei einer Behinderung oder Pflegebedürftigkeit.",
        ),
        (
            "§ 9 Betreten der Räume",
            "Die Vermieterin darf die Räume nach rechtzeitiger Ankündigung und aus wichtigem Grund betreten. Bei Gefahr im Verzug ist der Zutritt jederzeit zu ermöglichen.",
        ),
        (
            "§ 10 Rückgabe",
            "Bei Auszug ist die Wohnung geräumt und besenrein zu übergeben. Alle Schlüssel, auch selbst angefertigte, sind zurückzugeben. Über den Zustand wird ein Übergabeprotokoll geführt.",
        ),
        (
            "§ 11 Sonstiges",
            "Änderungen dieses Vertrages bedürfen der Schriftform. Sollte eine Bestimmung unwirksam sein, bleiben die übrigen gültig.",
        ),
    )
    y = 22.0
    for title, text in texts:
        y = paper.text(25, y, title, 12, "serif-bold") + 1
        y = paragraphs(paper, y, (text,), "serif") + 3
    foot(paper, 3, 4)


def lease_4(paper: Paper) -> None:
    y = paper.text(25, 22, "Übergabeprotokoll (Anlage zum Mietvertrag)", 12, "serif-bold") + 3
    rows = (
        ("Raum", "Zustand", "Bemerkung"),
        ("Küche", "in Ordnung", "Spüle neu, Herd gebraucht"),
        ("Bad", "in Ordnung", "Fuge an der Wanne rissig"),
        ("Wohnzimmer", "in Ordnung", "zwei Dübellöcher"),
        ("Kinderzimmer", "in Ordnung", "Tür schließt schwer"),
        ("Keller", "feucht", "Außenwand wird überprüft"),
    )
    y = paper.table(25, y, (40, 40, 80), rows, 11, "serif")
    y = paper.text(25, y + 6, "Zählerstände: Strom 20417, Gas 8836, Wasser 512", 11, "serif")
    y = paper.text(25, y + 14, "Mühlenau, den 12. März 2026", 11, "serif")
    paper.signature(28, y + 8, 31)
    paper.signature(110, y + 8, 32)
    paper.rule(25, y + 16, 60)
    paper.rule(108, y + 16, 60)
    paper.text(25, y + 17, "Vermieterin", 9, "serif")
    paper.text(108, y + 17, "Mieterin", 9, "serif")
    foot(paper, 4, 4)


# --- 4 Widerspruch ---------------------------------------------------------------------------


def objection_1(paper: Paper) -> None:
    y = private_head(
        paper,
        ("Änne Großkötter", "Am Bäckergraben 5", "00418 Erlingstedt"),
        "9. März 2026",
        ("Widerspruch gegen den Bescheid vom 12. Februar 2026", "Aktenzeichen 50.2-77/2026"),
    )
    received(paper, "11. März 2026")
    y = paragraphs(
        paper,
        y,
        (
            "Sehr geehrte Damen und Herren,",
            "gegen den oben genannten Bescheid, zugegangen am 16. Februar 2026, lege ich hiermit "
            "Widerspruch ein. Die Leistung für die Unterkunft wurde zu niedrig festgesetzt.",
            "Meine Wohnung ist 52 Quadratmeter groß. Eine kleinere Wohnung ist in Erlingstedt nicht "
            "verfügbar. Ich habe mich in den vergangenen sechs Monaten nachweislich um elf "
            "Wohnungen bemüht und keine Zusage erhalten.",
            "Außerdem blieb unberücksichtigt, dass ich wegen meiner Gehbehinderung auf ein "
            "Erdgeschoß oder einen Aufzug angewiesen bin. Das ärztliche Attest lag dem Antrag bei.",
            "Ich beantrage, die Kosten der Unterkunft in tatsächlicher Höhe von 512,40 Euro zu "
            "übernehmen. Eine ausführliche Begründung füge ich bei.",
            "Mit freundlichen Grüßen",
        ),
        "serif",
    )
    paper.signature(26, y + 4, 41)
    paper.text(25, y + 14, "Änne Großkötter", 11, "serif")
    foot(paper, 1, 2)


def objection_2(paper: Paper) -> None:
    y = paper.text(25, 24, "Begründung zum Widerspruch vom 9. März 2026", 12, "serif-bold") + 3
    y = paragraphs(
        paper,
        y,
        (
            "1. Die Richtwerte der Verwaltung stammen aus dem Jahr 2021. Seither sind die Mieten im "
            "Landkreis um durchschnittlich 14 Prozent gestiegen.",
            "2. Die Bemühungen um eine günstigere Wohnung sind in der folgenden Übersicht belegt.",
        ),
        "serif",
    )
    rows = (
        ("Datum", "Anschrift", "Ergebnis"),
        ("08.09.2025", "Lindenallee 44, Mühlenau", "bereits vergeben"),
        ("22.09.2025", "Süderende 3", "keine Rückmeldung"),
        ("06.10.2025", "Kirchplatz 12, Großerlingen", "Absage"),
        ("03.11.2025", "Birkenmoorweg 8", "dritter Stock ohne Aufzug"),
        ("01.12.2025", "Auenweg 2, Mühlenau", "Absage"),
        ("12.01.2026", "Gänsemarkt 6, Erlingstedt", "Miete zu hoch"),
    )
    y = paper.table(25, y + 2, (30, 75, 55), rows, 10.5, "serif")
    paragraphs(
        paper,
        y + 4,
        (
            "3. Ein Umzug würde mich aus der gewohnten Umgebung reißen, in der meine Schwester mich "
            "täglich unterstützt. Ohne diese Hilfe müßte ein Pflegedienst beauftragt werden.",
        ),
        "serif",
    )
    foot(paper, 2, 2)


# --- 5 Arztbrief -----------------------------------------------------------------------------


def doctor_head(paper: Paper) -> float:
    paper.text(105, 14, "Dr. med. Günther Löwenhäuser", 15, "dejavu-bold", CARE_GREEN, "centre")
    paper.text(
        105, 21.5, "Facharzt für Orthopädie und Unfallchirurgie", 9, "dejavu", align="centre"
    )
    paper.text(105, 26, "Gänsemarkt 11, 00418 Erlingstedt", 9, "dejavu", align="centre")
    paper.rule(20, 31, 170, 0.5)
    return 38


def doctor_1(paper: Paper) -> None:
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
            "seitengleich, keine frischen Lähmungen. Röntgen vom 11. Februar 2026: fortgeschrittene "
            "Verschmälerung des Gelenkspalts.",
            "Therapie: Krankengymnastik zweimal wöchentlich, Wärmeanwendungen, Schmerzmittel nach "
            "Bedarf. Eine Operation der Hüfte ist für den Spätsommer vorgesehen.",
        ),
        "dejavu",
        10,
    )
    paper.stamp(120, min(y, 240), ("Dr. G. Löwenhäuser", "Orthopädie"), STAMP_BLUE, -3)
    foot(paper, 1, 2)


def doctor_2(paper: Paper) -> None:
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
            "Untersuchung empfehle ich nach Abschluß der Heilbehandlung, frühestens im Februar 2027.",
            "Mit kollegialen Grüßen",
        ),
        "dejavu",
        10,
    )
    paper.signature(26, y + 4, 52)
    paper.text(25, y + 14, "Dr. med. Günther Löwenhäuser", 10, "dejavu")
    foot(paper, 2, 2)


# --- 6 Bescheid ------------------------------------------------------------------------------


def notice_1(paper: Paper) -> None:
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
            "auf Ihren Antrag vom 20. Januar 2026 bewillige ich Ihnen für die Zeit vom 1. April 2026 "
            "bis zum 31. März 2027 laufende Leistungen. Die Höhe ergibt sich aus der folgenden "
            "Übersicht.",
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
            "Begründung: Sie können Ihren notwendigen Lebensunterhalt nicht ausreichend aus eigenen "
            "Kräften und Mitteln bestreiten. Die Kosten der Unterkunft sind angemessen und werden in "
            "voller Höhe anerkannt.",
            "Der Betrag wird auf das von Ihnen angegebene Konto überwiesen. Die Leistung für April "
            "geht Ihnen bis zum 31. März zu.",
            "Mitwirkungspflichten: Bitte teilen Sie jede Änderung unverzüglich mit, insbesondere "
            "Arbeitsaufnahme, Umzug, Änderungen der Miete, Heirat, Zuzug oder Auszug von Personen.",
        ),
    )
    foot(paper, 2, 3)


def notice_3(paper: Paper) -> None:
    y = paper.text(25, 22, "Rechtsbehelfsbelehrung", 12, "sans-bold") + 2
    y = paragraphs(
        paper,
        y,
        (
            "Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Widerspruch erhoben "
            "werden. Der Widerspruch ist schriftlich oder zur Niederschrift beim Landkreis Mühlenau, "
            "Fachdienst Soziales, Am Schloßplatz 4, 00417 Mühlenau, einzulegen.",
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


# --- 7 Schulbescheinigung --------------------------------------------------------------------


def school(paper: Paper) -> None:
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
            "seit dem 1. August 2023 unsere Schule besucht und sie voraussichtlich am 31. Juli 2027 "
            "verlassen wird. Das Mittagessen in der Schule wird an drei Tagen in der Woche in "
            "Anspruch genommen.",
            "Die Bescheinigung dient zur Vorlage beim Landkreis Mühlenau, Leistungen für Bildung und "
            "Teilhabe, Aktenzeichen 50.4-9/2026.",
            "Mühlenau, den 5. März 2026",
        ),
        "dejavu",
    )
    paper.signature(30, y + 6, 71)
    paper.stamp(105, y, ("Grundschule", "am Weißen Hügel", "Mühlenau"), STAMP_BLUE, -5)
    paper.text(25, y + 17, "Schulleiterin", 9, "dejavu")
    foot(paper, 1, 1)


# --- 8 Nebenkostenabrechnung -----------------------------------------------------------------


def costs_1(paper: Paper) -> None:
    y = paper.text(25, 20, "Hausverwaltung Krüger und Söhne", 14, "sans-bold", (90, 40, 90))
    y = paper.text(25, y, "Lindenallee 9, 00417 Mühlenau", 9) + 8
    for line in ("Herrn", "Jörg Weißenbäcker", "Mühlgrabenstraße 28 a", "00417 Mühlenau"):
        y = paper.text(25, y, line, 10.5)
    y = paper.text(25, y + 8, "Betriebskostenabrechnung für das Jahr 2025", 13, "sans-bold") + 3
    rows = (
        ("Kostenart", "Gesamt", "Schlüssel", "Ihr Anteil"),
        ("Grundsteuer", "1.864,20", "Wohnfläche", "121,17"),
        ("Wasser und Abwasser", "3.412,55", "Zähler", "204,33"),
        ("Müllabfuhr", "988,00", "Personen", "82,33"),
        ("Straßenreinigung", "312,40", "Wohnfläche", "20,31"),
        ("Gebäudeversicherung", "1.540,00", "Wohnfläche", "100,10"),
        ("Hausmeister, Gartenpflege", "2.206,90", "Wohnfläche", "143,45"),
        ("Aufzug", "1.118,60", "Wohnfläche", "72,71"),
        ("Allgemeinstrom", "407,75", "Wohnfläche", "26,50"),
        ("Schornsteinfeger", "146,30", "Wohnfläche", "9,51"),
        ("Heizung und Warmwasser", "9.877,04", "Verbrauch", "691,08"),
    )
    paper.table(25, y, (65, 30, 35, 30), rows, 10, right=(1, 3))
    foot(paper, 1, 2)


def costs_2(paper: Paper) -> None:
    y = paper.text(25, 22, "Ergebnis der Abrechnung", 12, "sans-bold") + 2
    rows = (
        ("", "Euro"),
        ("Summe Ihrer Anteile", "1.471,49"),
        ("abzüglich Vorauszahlungen", "1.284,19"),
        ("Nachzahlung", "187,30"),
    )
    y = paper.table(25, y, (110, 40), rows, 11, right=(1,))
    y = paragraphs(
        paper,
        y + 3,
        (
            "Bitte überweisen Sie den Nachzahlungsbetrag bis zum 15. April 2026. Ab Mai beträgt Ihre "
            "monatliche Vorauszahlung 184,00 Euro.",
            "Die Belege können nach Absprache in unseren Geschäftsräumen eingesehen werden. "
            "Einwendungen sind innerhalb von zwölf Monaten mitzuteilen.",
            "Mit freundlichen Grüßen",
        ),
    )
    paper.signature(26, y + 4, 82)
    y = paper.text(25, y + 15, "Hausverwaltung Krüger und Söhne", 11)
    received(paper, "13. März 2026", 150)
    paper.text(25, y + 8, "Ihr Aktenzeichen beim Landkreis: 50.1-123/2026", 10)
    foot(paper, 2, 2)


# --- 9 Schreiben des Betreuungsgerichts ------------------------------------------------------


def court_1(paper: Paper) -> None:
    paper.text(25, 18, "Amtsgericht Erlingstedt", 16, "serif-bold")
    paper.text(25, 25.5, "Betreuungsgericht", 12, "serif")
    paper.text(185, 18, "Geschäftszeichen 7 XVII 1203/25", 10, "serif", align="right")
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
            "Sozialleistungsträgern, die Gesundheitssorge sowie das Entgegennehmen und Öffnen der Post "
            "in diesen Angelegenheiten.",
            "Das Gericht wird spätestens bis zum 28. Februar 2033 über die Aufhebung oder "
            "Verlängerung der Betreuung beschließen. Die Entscheidung ist sofort wirksam.",
            "Gründe: Der Betroffene leidet nach dem Gutachten des Sachverständigen vom 7. Januar 2026 "
            "an einer fortgeschrittenen Demenz. Er ist nicht in der Lage, die genannten "
            "Angelegenheiten selbst zu besorgen.",
        ),
        "serif",
        12,
    )
    foot(paper, 1, 2)


def court_2(paper: Paper) -> None:
    y = paragraphs(
        paper,
        24,
        (
            "Eine Vorsorgevollmacht liegt nicht vor. Angehörige, die zur Übernahme bereit und "
            "geeignet wären, sind nicht bekannt. Der Betroffene wurde am 2. Februar 2026 in seiner "
            "üblichen Umgebung persönlich angehört.",
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


# --- 10 Rechnung eines Pflegedienstes --------------------------------------------------------


def care_1(paper: Paper) -> None:
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
    received(paper, "16. März 2026")
    foot(paper, 1, 2)


def care_2(paper: Paper) -> None:
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


LETTERS = (
    Letter(
        "antrag",
        "Antrag Grundsicherung",
        "50.1-123/2026",
        (application_1, application_2, application_3, application_4),
    ),
    Letter("kontoauszug", "Kontoauszug", "50.1-123/2026", (statement_1, statement_2, statement_3)),
    Letter("mietvertrag", "Mietvertrag", "50.1-318/2026", (lease_1, lease_2, lease_3, lease_4)),
    Letter("widerspruch", "Widerspruch", "50.2-77/2026", (objection_1, objection_2)),
    Letter("arztbrief", "Ärztlicher Befundbericht", "50.3-2041/2026", (doctor_1, doctor_2)),
    Letter("bescheid", "Bewilligungsbescheid", "50.1-318/2026", (notice_1, notice_2, notice_3)),
    Letter("schulbescheinigung", "Schulbescheinigung", "50.4-9/2026", (school,)),
    Letter("betriebskosten", "Betriebskostenabrechnung", "50.1-123/2026", (costs_1, costs_2)),
    Letter("betreuung", "Beschluss Betreuungsgericht", "50.3-415/2026", (court_1, court_2)),
    Letter("rechnung", "Rechnung Pflegedienst", "50.3-415/2026", (care_1, care_2)),
)
