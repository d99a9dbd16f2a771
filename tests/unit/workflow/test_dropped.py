"""Dropped paths as files: folders expanded, in natural order, nothing passed over unsaid."""

from __future__ import annotations

from pathlib import Path

from scanstation.workflow.dropped import files_of


def lay(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_a_folder_stands_for_its_files_in_natural_order(tmp_path: Path) -> None:
    lay(
        tmp_path / "Post ä",
        *("Seite 10.png", "seite 2.png", "Seite 1.png", "b/2.pdf", "a10/1.pdf", "a9/1.pdf"),
    )
    alone = tmp_path / "zuerst.pdf"
    alone.write_bytes(b"x")
    found = files_of([alone, tmp_path / "Post ä"])
    assert [path.relative_to(tmp_path).as_posix() for path in found] == [
        "zuerst.pdf",
        "Post ä/Seite 1.png",
        "Post ä/seite 2.png",
        "Post ä/Seite 10.png",
        "Post ä/a9/1.pdf",
        "Post ä/a10/1.pdf",
        "Post ä/b/2.pdf",
    ]


def test_only_litter_is_passed_over(tmp_path: Path) -> None:
    lay(tmp_path, "Thumbs.db", ".DS_Store", "desktop.ini", "~$Brief.docx", ".git/x", "Brief.docx")
    assert [path.name for path in files_of([tmp_path])] == ["Brief.docx"]


def test_a_file_named_twice_comes_once_and_one_that_is_missing_stays(tmp_path: Path) -> None:
    lay(tmp_path, "a.pdf")
    missing = tmp_path / "fehlt.pdf"
    assert files_of([tmp_path / "a.pdf", tmp_path, missing]) == (tmp_path / "a.pdf", missing)


def test_a_folder_that_leads_back_to_itself_ends(tmp_path: Path) -> None:
    lay(tmp_path, "a/a.pdf")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    assert [path.name for path in files_of([tmp_path])] == ["a.pdf"]
