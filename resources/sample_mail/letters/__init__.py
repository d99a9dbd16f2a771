"""The letters of the sample stack: ten documents of a county's social services and mail room.

Every person, place, authority, number and bank in here is invented; the postal code 00417,
the bank code 000 000 00 and the telephone numbers do not exist. Each page says so at its foot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from resources.sample_mail.letters import (
    application,
    authorities,
    bank,
    health,
    housing,
    objection,
)
from tests.builders.mail import Paper


@dataclass(frozen=True)
class Letter:
    """A document of the stack.

    Attributes:
        name: short name for files and the manifest.
        document_class: of the shipped classes.
        sides: what draws each side.
        values: index values that the separator sheet carries besides the case number.
    """

    name: str
    title: str
    document_class: str
    case_number: str
    sides: tuple[Callable[[Paper], None], ...]
    values: dict[str, str] = field(default_factory=dict)


def _letter(
    name: str,
    title: str,
    document_class: str,
    case_number: str,
    date: str,
    *sides: Callable[[Paper], None],
) -> Letter:
    return Letter(name, title, document_class, case_number, sides, {"document_date": date})


LETTERS = (
    _letter(
        "antrag",
        "Antrag Grundsicherung",
        "antrag",
        "50.1-123/2026",
        "2026-03-02",
        application.application_1,
        application.application_2,
        application.application_3,
        application.application_4,
    ),
    _letter(
        "kontoauszug",
        "Kontoauszug",
        "nachweis",
        "50.1-123/2026",
        "2026-02-28",
        bank.statement_1,
        bank.statement_2,
        bank.statement_3,
    ),
    _letter(
        "mietvertrag",
        "Mietvertrag",
        "nachweis",
        "50.1-318/2026",
        "2026-03-12",
        housing.lease_1,
        housing.lease_2,
        housing.lease_3,
        housing.lease_4,
    ),
    _letter(
        "widerspruch",
        "Widerspruch",
        "widerspruch",
        "50.2-77/2026",
        "2026-03-09",
        objection.objection_1,
        objection.objection_2,
    ),
    _letter(
        "arztbrief",
        "Ärztlicher Befundbericht",
        "aerztliche-unterlage",
        "50.3-2041/2026",
        "2026-02-25",
        health.doctor_1,
        health.doctor_2,
    ),
    _letter(
        "bescheid",
        "Bewilligungsbescheid",
        "bescheid",
        "50.1-318/2026",
        "2026-03-18",
        authorities.notice_1,
        authorities.notice_2,
        authorities.notice_3,
    ),
    _letter(
        "schulbescheinigung",
        "Schulbescheinigung",
        "nachweis",
        "50.4-9/2026",
        "2026-03-05",
        authorities.school,
    ),
    _letter(
        "betriebskosten",
        "Betriebskostenabrechnung",
        "nachweis",
        "50.1-123/2026",
        "2026-03-11",
        housing.costs_1,
        housing.costs_2,
    ),
    _letter(
        "betreuung",
        "Beschluss Betreuungsgericht",
        "schriftverkehr",
        "50.3-415/2026",
        "2026-02-27",
        authorities.court_1,
        authorities.court_2,
    ),
    _letter(
        "rechnung",
        "Rechnung Pflegedienst",
        "rechnung",
        "50.3-415/2026",
        "2026-03-12",
        health.care_1,
        health.care_2,
    ),
)
