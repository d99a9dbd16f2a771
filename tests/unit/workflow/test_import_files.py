"""Files of every kind and in every bad shape become pages, or one clear sentence."""

from __future__ import annotations

import dataclasses
import errno
import io
import os
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from scanstation import errors
from scanstation.imaging.files import split
from scanstation.model import Page
from scanstation.sandbox import Limits
from scanstation.workflow import check
from scanstation.workflow.import_files import import_files
from scanstation.workflow.session import BatchSession
from tests.builders.files import (
    jbig2_pdf,
    jpeg_pdf,
    page_image,
    save,
    text_pdf,
)


def pages(session: BatchSession, *files: Path, limits: Limits | None = None) -> list[Page]:
    done = import_files(session, files, limits)
    assert done.failed == ()
    return list(session.batch().pages)


def failure(session: BatchSession, file: Path, limits: Limits | None = None) -> type[Exception]:
    done = import_files(session, [file], limits)
    assert done.pages == 0
    assert session.batch().pages == ()
    (failed,) = done.failed
    for language in ("de", "en"):
        assert file.name in failed.error.sentence(language)
    return type(failed.error)


def test_a_jpeg_keeps_its_bytes(session: BatchSession, tmp_path: Path) -> None:
    file = save(page_image(), tmp_path / "brief.jpg", dpi=(200, 200))
    (page,) = pages(session, file)
    assert session.blobs.read(page.image.blob) == file.read_bytes()
    assert (page.image.media_type, page.image.dpi) == ("image/jpeg", (200.0, 200.0))
    assert page.facts is not None
    assert page.source == "brief.jpg"


def test_a_pdf_page_that_is_one_image_keeps_that_images_bytes(
    session: BatchSession, tmp_path: Path
) -> None:
    jpeg = io.BytesIO()
    page_image().save(jpeg, "JPEG", quality=70)
    file = jpeg_pdf(tmp_path / "scan.pdf", jpeg.getvalue(), size=(1240, 1754), rotate=90)
    (page,) = pages(session, file)
    assert session.blobs.read(page.image.blob) == jpeg.getvalue()
    assert session.blobs.read(page.original) == file.read_bytes()
    assert page.rotation == 90
    assert page.image.dpi == pytest.approx((150, 150), abs=0.5)


def test_an_invisible_text_layer_does_not_hide_that_it_is_a_scan(
    session: BatchSession, tmp_path: Path
) -> None:
    jpeg = io.BytesIO()
    page_image().save(jpeg, "JPEG")
    text = b"BT 3 Tr /F1 12 Tf 72 700 Td (unsichtbar) Tj ET "
    file = jpeg_pdf(tmp_path / "ocr.pdf", jpeg.getvalue(), size=(1240, 1754), extra=text)
    (page,) = pages(session, file)
    assert session.blobs.read(page.image.blob) == jpeg.getvalue()


def test_a_page_with_visible_text_is_rendered_and_keeps_its_pdf(
    session: BatchSession, tmp_path: Path
) -> None:
    file = text_pdf(tmp_path / "bescheid.pdf", "Guten Tag")
    (page,) = pages(session, file)
    assert "born_digital" in page.anomalies
    assert page.image.dpi == (300.0, 300.0)
    assert (page.image.width, page.image.height) == pytest.approx((2480, 3508), abs=1)
    assert session.blobs.read(page.original) == file.read_bytes()


def test_jbig2_becomes_g4_with_an_anomaly(session: BatchSession, tmp_path: Path) -> None:
    file, expected = jbig2_pdf(tmp_path / "symbol.pdf")
    (page,) = pages(session, file)
    assert page.anomalies == ("jbig2_decoded",)
    with Image.open(io.BytesIO(session.blobs.read(page.image.blob))) as kept:
        assert kept.tag_v2[259] == 4  # type: ignore[attr-defined]
        assert np.array_equal(np.asarray(kept), expected)
    assert session.blobs.read(page.original) == file.read_bytes()


def test_a_multi_page_tiff_is_kept_without_loss(session: BatchSession, tmp_path: Path) -> None:
    bilevel = page_image().convert("L").convert("1")
    grey = page_image().convert("L")
    file = tmp_path / "fax.tif"
    bilevel.save(file, save_all=True, append_images=[grey], compression="tiff_lzw", dpi=(204, 196))
    first, second = pages(session, file)
    kept = [Image.open(io.BytesIO(session.blobs.read(p.image.blob))) for p in (first, second)]
    assert np.array_equal(np.asarray(kept[0]), np.asarray(bilevel))
    assert np.array_equal(np.asarray(kept[1]), np.asarray(grey))
    assert first.image.media_type == "image/tiff"


def test_a_phone_picture_is_turned_by_geometry(session: BatchSession, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    file = tmp_path / "foto.jpg"
    page_image().save(file, exif=exif)
    (page,) = pages(session, file)
    assert session.blobs.read(page.image.blob) == file.read_bytes()
    assert page.rotation == 90


@pytest.mark.parametrize(("mode", "converted"), [("RGBA", True), ("P", False), ("CMYK", True)])
def test_pixels_that_a_pdf_cannot_carry_are_converted_and_said(
    session: BatchSession, tmp_path: Path, mode: str, converted: bool
) -> None:
    suffix = "jpg" if mode == "CMYK" else "png"
    file = tmp_path / f"bild.{suffix}"
    page_image().convert(mode).save(file)
    (page,) = pages(session, file)
    assert ("pixels_converted" in page.anomalies) is converted
    assert page.image.media_type == "image/png"


def test_one_failing_file_does_not_stop_the_others(session: BatchSession, tmp_path: Path) -> None:
    good = save(page_image(), tmp_path / "gut.png")
    bad = tmp_path / "schlecht.pdf"
    bad.write_bytes(b"%PDF-1.7\nnothing of a PDF")
    done = import_files(session, [bad, good, tmp_path / "fehlt.tif"])
    assert done.pages == 1
    names = [(one.file.name, type(one.error)) for one in done.failed]
    assert names == [("schlecht.pdf", errors.FileBroken), ("fehlt.tif", errors.FileUnreadable)]
    assert session.batch().ledger.balanced


def test_a_file_that_breaks_in_the_middle_leaves_nothing(
    session: BatchSession, tmp_path: Path
) -> None:
    frames = [page_image().convert("L") for _ in range(3)]
    file = tmp_path / "halb.tif"
    frames[0].save(file, save_all=True, append_images=frames[1:], compression="tiff_lzw")
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert failure(session, file) is errors.FileBroken


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_bad_files_are_named_with_their_reason(session: BatchSession, tmp_path: Path) -> None:
    locked = tmp_path / "geheim.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    no_pages = tmp_path / "ohne.pdf"
    with pikepdf.new() as pdf:
        pdf.save(no_pages)
    truncated = save(page_image(), tmp_path / "kurz.jpg")
    truncated.write_bytes(truncated.read_bytes()[:2000])
    cases = {
        write(tmp_path / "leer.tif", b""): errors.FileEmpty,
        no_pages: errors.FileEmpty,
        locked: errors.FileEncrypted,
        truncated: errors.FileBroken,
        save(page_image(), tmp_path / "bild.png").rename(tmp_path / "luege.pdf"): errors.FileBroken,
        write(tmp_path / "brief.docx", b"PK\3\4"): errors.FileUnsupported,
        tmp_path: errors.FileUnreadable,
    }
    for file, expected in cases.items():
        assert failure(session, file) is expected, file


def test_limits_hold(session: BatchSession, tmp_path: Path) -> None:
    bomb = tmp_path / "bombe.png"
    Image.new("1", (20_000, 20_000)).save(bomb)
    assert failure(session, bomb, Limits(pixels=100_000_000)) is errors.FileOversized
    many = text_pdf(tmp_path / "viele.pdf", *("Seite" for _ in range(3)))
    assert failure(session, many, Limits(pages=2)) is errors.FileOversized
    assert failure(session, many, Limits(size=100)) is errors.FileOversized
    assert failure(session, many, Limits(idle_seconds=0.01)) is errors.FileTooSlow
    assert failure(session, bomb, Limits(memory=200 << 20)) is errors.FileOversized


def test_temporary_files_are_gone(session: BatchSession, tmp_path: Path) -> None:
    pages(session, save(page_image(), tmp_path / "brief.png"))
    assert list(session.temp.iterdir()) == []


@pytest.mark.parametrize("suffix", ["tif", "pdf", "png"])
def test_a_full_disk_is_not_the_files_fault(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / f"brief.{suffix}"
    page_image().convert("RGBA" if suffix == "png" else "L").save(file)
    said: list[dict[str, object]] = []

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    argument = {"path": str(file), "out": str(tmp_path), "limits": dataclasses.asdict(Limits())}
    split(argument, said.append)
    assert said == [{"error": "StoreFull", "details": {}}]


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif"])
def test_a_truncated_picture_names_its_page(
    session: BatchSession, suffix: str, tmp_path: Path
) -> None:
    file = tmp_path / f"halb.{suffix}"
    page_image().save(file)
    file.write_bytes(file.read_bytes()[:3000])
    (failed,) = import_files(session, [file]).failed
    assert isinstance(failed.error, errors.FileBroken)
    assert "crash" not in str(failed.error)


def test_a_pipe_is_no_file(session: BatchSession, tmp_path: Path) -> None:
    """Opening one waits for somebody who writes."""
    os.mkfifo(tmp_path / "brief.pdf")
    assert failure(session, tmp_path / "brief.pdf") is errors.FileUnreadable


def letters(folder: Path, count: int) -> list[Path]:
    return [save(page_image(seed), folder / f"{seed}.png") for seed in range(count)]


def test_an_import_that_the_disk_breaks_off_ends_and_names_what_is_left(
    session: BatchSession, tmp_path: Path
) -> None:
    files = letters(tmp_path, 3)
    answers = iter([True, True, False])
    with pytest.raises(errors.StoreFull) as full:
        import_files(session, files, room=lambda: next(answers))
    assert full.value.left == (files[2],)
    assert full.value.details == {"sheet": 2}
    batch = session.batch()
    assert (batch.in_flight, len(batch.pages), batch.ledger.balanced) == ("", 2, True)
    assert full.value.left is not None
    import_files(session, full.value.left)
    assert [page.source for page in session.batch().pages] == ["0.png", "1.png", "2.png"]


def test_an_import_whose_end_found_no_room_is_ended_by_the_next(
    session: BatchSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = letters(tmp_path, 2)

    def full(*_: object, **__: object) -> None:
        raise errors.StoreFull(sheet=0)

    with monkeypatch.context() as patched, pytest.raises(errors.StoreFull):
        import_files(
            session, [first], report=lambda _: patched.setattr(session.journal, "append", full)
        )
    assert session.batch().in_flight == "feed"
    import_files(session, [second])
    batch = session.batch()
    assert (batch.in_flight, len(batch.pages)) == ("", 2)
    (doubt,) = check.open_doubts(batch)
    assert doubt.kind == "feed_interrupted"
