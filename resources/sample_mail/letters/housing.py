"""A lease of four sides and a yearly statement of housing costs."""

from __future__ import annotations

from resources.sample_mail.letters.parts import (
    foot,
    paragraphs,
    received,
)
from tests.builders.mail import Paper


def lease_1(paper: Paper) -> None:
    """Draw side 1."""
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
            "Vermietet werden im Hause Auenweg 17, zweites Obergeschoß links, drei Zimmer, "
            "Küche, Bad und ein Kellerraum. Die Wohnfläche beträgt 68,4 Quadratmeter. Die Räume "
            "werden zu Wohnzwecken überlassen.",
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
    """Draw side 2."""
    texts = (
        (
            "§ 4 Sicherheit",
            (
                "Die Mieterin leistet eine Sicherheit in Höhe von drei Grundmieten, also 1.313,28 "
                "Euro. Sie darf den Betrag in drei gleichen Teilen zahlen. Die Vermieterin legt "
                "das Geld getrennt von ihrem Vermögen an."
            ),
        ),
        (
            "§ 5 Betriebskosten",
            (
                "Über die Vorauszahlungen wird jährlich abgerechnet. Eine Nachforderung nach "
                "Ablauf von zwölf Monaten ist ausgeschlossen, es sei denn, die Vermieterin hat die "
                "Verspätung nicht zu vertreten."
            ),
        ),
        (
            "§ 6 Schönheitsreparaturen",
            (
                "Die Vermieterin übernimmt die Erhaltung der Mietsache. Kleinere Schäden bis 75 "
                "Euro im Einzelfall trägt die Mieterin, höchstens jedoch 150 Euro im Jahr."
            ),
        ),
        (
            "§ 7 Benutzung",
            (
                "Haustiere dürfen nach Rücksprache gehalten werden. Das Treppenhaus ist "
                "abwechselnd wöchentlich zu reinigen; die Hausordnung hängt im Erdgeschoß aus."
            ),
        ),
    )
    y = 22.0
    for title, text in texts:
        y = paper.text(25, y, title, 12, "serif-bold") + 1
        y = paragraphs(paper, y, (text,), "serif") + 3
    foot(paper, 2, 4)


def lease_3(paper: Paper) -> None:
    """Draw side 3."""
    texts = (
        (
            "§ 8 Bauliche Veränderungen",
            (
                "Um- und Einbauten bedürfen der Zustimmung der Vermieterin. Sie ist zu erteilen, "
                "wenn ein berechtigtes Interesse besteht, etwa bei einer Behinderung oder "
                "Pflegebedürftigkeit."
            ),
        ),
        (
            "§ 9 Betreten der Räume",
            (
                "Die Vermieterin darf die Räume nach rechtzeitiger Ankündigung und aus wichtigem "
                "Grund betreten. Bei Gefahr im Verzug ist der Zutritt jederzeit zu ermöglichen."
            ),
        ),
        (
            "§ 10 Rückgabe",
            (
                "Bei Auszug ist die Wohnung geräumt und besenrein zu übergeben. Alle Schlüssel, "
                "auch selbst angefertigte, sind zurückzugeben. Über den Zustand wird ein "
                "Übergabeprotokoll geführt."
            ),
        ),
        (
            "§ 11 Sonstiges",
            (
                "Änderungen dieses Vertrages bedürfen der Schriftform. Sollte eine Bestimmung "
                "unwirksam sein, bleiben die übrigen gültig."
            ),
        ),
    )
    y = 22.0
    for title, text in texts:
        y = paper.text(25, y, title, 12, "serif-bold") + 1
        y = paragraphs(paper, y, (text,), "serif") + 3
    foot(paper, 3, 4)


def lease_4(paper: Paper) -> None:
    """Draw side 4."""
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


def costs_1(paper: Paper) -> None:
    """Draw side 1."""
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
    """Draw side 2."""
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
            "Bitte überweisen Sie den Nachzahlungsbetrag bis zum 15. April 2026. Ab Mai beträgt "
            "Ihre monatliche Vorauszahlung 184,00 Euro.",
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
