"""An objection with its grounds."""

from __future__ import annotations

from resources.sample_mail.letters.parts import (
    foot,
    paragraphs,
    private_head,
    received,
)
from tests.builders.mail import Paper


def objection_1(paper: Paper) -> None:
    """Draw side 1."""
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
            "Meine Wohnung ist 52 Quadratmeter groß. Eine kleinere Wohnung ist in Erlingstedt "
            "nicht verfügbar. Ich habe mich in den vergangenen sechs Monaten nachweislich um elf "
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
    """Draw side 2."""
    y = paper.text(25, 24, "Begründung zum Widerspruch vom 9. März 2026", 12, "serif-bold") + 3
    y = paragraphs(
        paper,
        y,
        (
            "1. Die Richtwerte der Verwaltung stammen aus dem Jahr 2021. Seither sind die Mieten "
            "im Landkreis um durchschnittlich 14 Prozent gestiegen.",
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
            "3. Ein Umzug würde mich aus der gewohnten Umgebung reißen, in der meine Schwester "
            "mich täglich unterstützt. Ohne diese Hilfe müßte ein Pflegedienst beauftragt werden.",
        ),
        "serif",
    )
    foot(paper, 2, 2)
