from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scanstation.errors import TargetRefused
from scanstation.upload.names import document_name, folder_name, folder_path

PACKAGE = "9b2f6f5e-3c1a-4f0e-9d55-0a6c6f1c2b3d"
FORBIDDEN = re.compile(r'[/\\:"*?<>|\x00-\x1f\x7f]')
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
CASES = st.text("50./-_ \\:∕~Aa*", max_size=8)


@given(TEXTS)
def test_a_document_name_is_harmless(title: str) -> None:
    name = document_name(PACKAGE, title, "application/pdf")
    assert name.startswith(f"{PACKAGE}_")
    assert name.endswith(".pdf")
    assert not FORBIDDEN.search(name)
    assert len(name.encode()) <= 160
    assert name.isprintable() or any(sign.isspace() for sign in name)
    assert name == unicodedata.normalize("NFC", name)


def test_a_document_name_stays_readable() -> None:
    name = document_name(PACKAGE, "Antrag: Müller/Söhne.pdf", "application/pdf")
    assert name == f"{PACKAGE}_Antrag- Müller-Söhne.pdf"
    assert document_name(PACKAGE, " . ", "image/tiff") == f"{PACKAGE}_Dokument.tif"


@given(TEXTS)
def test_a_folder_name_is_harmless(value: str) -> None:
    assume(value.strip())
    name = folder_name(value)
    assert name
    assert not FORBIDDEN.search(name)
    assert name == name.strip()
    assert not name.endswith(".")
    assert name.upper() not in ("CON", "PRN", "AUX", "NUL", "COM1", "LPT1", "..", ".")
    assert len(name.encode()) <= 115


@given(CASES, CASES)
def test_different_case_numbers_never_share_a_folder(one: str, other: str) -> None:
    same = unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)
    assert (folder_name(one) == folder_name(other)) == same


def test_a_case_number_reads_as_it_is_written() -> None:
    assert folder_name("50.1-123/2026") == "50.1-123∕2026"


@pytest.mark.parametrize("device", ["CON", "nul", "Com1", "LPT9.txt"])
def test_names_of_devices_are_avoided(device: str) -> None:
    assert folder_name(device).startswith(f"{device} ~")


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\x85", "\u2028", "\x00", "\ufeff"])
def test_what_cannot_be_seen_does_not_get_into_a_name(hidden: str) -> None:
    assert hidden not in document_name(PACKAGE, f"Be{hidden}scheid", "application/pdf")
    assert hidden not in folder_name(f"50{hidden}1")
    assert folder_name(f"50{hidden}1") != folder_name("50-1")


def test_a_template_is_filled_part_by_part() -> None:
    filing = {"case_number": "50.1/7", "amt": "Sozialamt"}
    path = folder_path("/{amt}/Fälle {case_number}/", filing, "t")
    assert path == ("Sozialamt", "Fälle 50.1∕7")
    assert folder_path("", filing, "t") == ()


@pytest.mark.parametrize("filing", [{}, {"case_number": ""}, {"case_number": "  "}])
def test_a_missing_value_is_refused(filing: dict[str, str]) -> None:
    with pytest.raises(TargetRefused) as caught:
        folder_path("{case_number}", filing, "ziel")
    assert "case_number" in str(caught.value)
