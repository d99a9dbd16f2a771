"""Where a browser shows a stored document."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanstation.errors import Text
from scanstation.model import Target
from scanstation.workflow.outbox_rows import web_address

TITLE = Text("eAkte", "eAkte")


def cmis(**options: str) -> Target:
    return Target("dms", TITLE, "cmis", "https://dms.example/cmis/browser", options=options)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (None, ""),
        (cmis(), ""),
        (cmis(object_type="sst:document"), "https://dms.example/dokumente/a%2Fb%201"),
        (
            cmis(open_url="https://web.example/d/{id}/anzeige"),
            "https://web.example/d/a%2Fb%201/anzeige",
        ),
    ],
)
def test_the_page_of_a_document(target: Target | None, expected: str) -> None:
    assert web_address(target, "a/b 1") == expected
    assert web_address(target, "") == ""


def test_a_folder_is_shown_where_the_file_is(tmp_path: Path) -> None:
    (tmp_path / "Brief ä.pdf").write_bytes(b"%PDF")
    folder = Target("ablage", TITLE, "folder", str(tmp_path))
    assert web_address(folder, "Brief ä.pdf") == (tmp_path / "Brief ä.pdf").as_uri()
    assert web_address(folder, "weg.pdf") == ""
