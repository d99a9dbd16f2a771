"""File names that every system takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanstation.export.names import MAX_BYTES, safe_name, unique


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bescheid über Wohngeld", "Bescheid_über_Wohngeld"),
        ("../../etc/passwd", "etc_passwd"),
        ("a\\b:c*d?e", "a_b_c_d_e"),
        ("u\u0308ber", "über"),
        ("CON", "Dokument_CON"),
        ("nul.txt", "Dokument_nul.txt"),
        ("com¹", "Dokument_com¹"),
        ("Punkt. . .", "Punkt"),
        ("\u202egnp.exe", "gnp.exe"),
        ("  \t", "Dokument"),
        ("", "Dokument"),
        ("ä" * 300, "ä" * 60),
    ],
)
def test_known_cases(text: str, expected: str) -> None:
    assert safe_name(text) == expected


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=400))
def test_every_text_gives_a_name_that_can_be_used(tmp_path: Path, text: str) -> None:
    name = safe_name(text)
    assert name
    assert len(name.encode("utf-8")) <= MAX_BYTES + len("Dokument_")
    assert safe_name(name) == name
    path = tmp_path / name
    assert path.parent == tmp_path
    path.write_bytes(b"")
    assert path.name in [entry.name for entry in tmp_path.iterdir()]
    path.unlink()


def test_taken_names_are_numbered_without_regard_to_case() -> None:
    assert unique("a.pdf", []) == "a.pdf"
    assert unique("A.pdf", ["a.pdf", "a-2.PDF"]) == "A-3.pdf"
    assert unique("a", ["a"]) == "a-2"
