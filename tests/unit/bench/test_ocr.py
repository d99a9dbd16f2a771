"""The OCR bench on a few pages: what it counts, not how fast it was."""

from __future__ import annotations

import json

from scanstation.bench import ocr
from scanstation.settings import resource


def test_forty_different_pages_eight_of_them_in_small_print() -> None:
    pages = ocr.sample_pages()
    assert len(set(pages)) == len({page.read_bytes() for page in pages}) == 40
    manifest = json.loads((resource("sample_mail") / "print" / "print.json").read_text("utf-8"))
    points = {side["file"]: side["points"] for side in manifest["sides"]}
    assert sum(points.get(page.name) == 7 for page in pages) == 8


def test_the_text_is_that_of_the_command_line_with_the_same_model() -> None:
    found = ocr.measure(2)
    assert found["pages"] == 2
    assert found["same_model"] is True
    assert isinstance(found["edit_distance"], float)
    assert found["edit_distance"] <= 0.005
    for name in ("ratio", "cpu_ms_per_page", "reference_cpu_ms_per_page", "peak_rss_mb"):
        assert float(str(found[name])) > 0
