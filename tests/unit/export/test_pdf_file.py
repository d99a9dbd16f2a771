"""The written file as a whole: structure, metadata, determinism, attachments, refusals."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanstation.errors import ExportFailed
from scanstation.export import glyphless
from scanstation.export.pdf_document import PAGES_A_NODE, Attachment
from scanstation.export.pdfa import EmbeddedImage, PdfDocument, PdfPage, write_pdf
from scanstation.export.resources import resource
from scanstation.export.sources import BytesSource, GivenWords, read_all
from scanstation.model import Box, Quarter, Word
from scanstation.progress import Progress
from tests.unit.export import samples
from tests.unit.export.samples import document, page


def test_result_tells_hash_and_size_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    result = write_pdf(path, document(page(), page(coding="g4")))
    data = path.read_bytes()
    assert result.sha256 == hashlib.sha256(data).hexdigest()
    assert result.size == len(data)
    assert "No syntax or stream encoding errors" in samples.run("qpdf", "--check", path)


def test_equal_input_gives_an_equal_file(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        write_pdf(tmp_path / name, document(page(rotation=90, skew=1.0)))
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_file_id_keeps_the_package_and_follows_the_content(tmp_path: Path) -> None:
    ids = []
    for name, title in (("a.pdf", "eins"), ("b.pdf", "zwei")):
        write_pdf(tmp_path / name, document(page(), title=title))
        with pikepdf.open(tmp_path / name) as pdf:
            ids.append([bytes(part) for part in pdf.trailer["/ID"].as_list()])
    assert ids[0][0] == ids[1][0]
    assert ids[0][0].hex() == samples.identifier("package").replace("-", "")
    assert ids[0][1] != ids[1][1]


def test_information_and_xmp_say_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    title = "Bescheid <über> & „Größe“ 𝔗 \ufffd"
    write_pdf(path, document(page(), title=title.replace("\ufffd", "\x07")))
    with pikepdf.open(path) as pdf, pdf.open_metadata() as xmp:
        info = pdf.docinfo
        assert str(info["/Title"]) == xmp["dc:title"] == title
        assert str(info["/Producer"]) == xmp["pdf:Producer"]
        assert str(info["/Creator"]) == xmp["xmp:CreatorTool"]
        assert str(info["/CreationDate"]) == str(info["/ModDate"]) == "D:20260304090000Z"
        assert xmp["xmp:CreateDate"] == xmp["xmp:ModifyDate"] == "2026-03-04T09:00:00Z"
        assert xmp["{urn:scanstation:ns:package:1.0#}batch"] == samples.identifier("batch")
        assert str(pdf.Root["/Lang"]) == "de-DE"
        assert xmp.pdfa_status == "2U"


def test_a_long_document_has_a_balanced_page_tree(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    small = replace(page(), words=GivenWords())
    seen: list[Progress] = []
    count = 2 * PAGES_A_NODE + 3
    write_pdf(path, document(*[small] * count), seen.append)
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == count
        assert [int(kid["/Count"]) for kid in pdf.Root["/Pages"]["/Kids"].as_list()] == [64, 64, 3]
    assert [progress.done for progress in seen] == list(range(1, count + 1))
    assert {progress.total for progress in seen} == {count}


def test_pages_are_taken_one_at_a_time(tmp_path: Path) -> None:
    taken: list[int] = []
    written: list[int] = []

    def pages() -> Iterator[PdfPage]:
        for number in range(5):
            assert len(written) == number
            taken.append(number)
            yield page()

    given = replace(document(), pages=pages())
    write_pdf(tmp_path / "a.pdf", given, lambda progress: written.append(progress.done))
    assert written == [1, 2, 3, 4, 5]


def test_attachments_come_back_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    contents = {"Ä b.xml": b"<a>\xc3\xa4</a>" * 99, "leer.bin": b"", "c.pdf": bytes(range(256))}
    attachments = tuple(
        Attachment(
            name=name,
            media_type="application/xml" if name.endswith("xml") else "application/pdf",
            source=BytesSource(data),
            relationship="Source",
            description="Beschreibung – ä",
            modified=samples.CREATED,
        )
        for name, data in contents.items()
    )
    result = write_pdf(path, replace(document(page()), attachments=attachments))
    assert result.conformance == "3u"
    with pikepdf.open(path) as pdf:
        found = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
        assert found == contents
        assert len(pdf.Root["/AF"].as_list()) == len(contents)
        for name, spec in pdf.attachments.items():
            assert spec.get_file().size == len(contents[name])
            assert spec.get_file().md5 == hashlib.md5(contents[name]).digest()
    samples.run("qpdf", "--check", path)


def test_late_attachments_know_the_embedded_images(tmp_path: Path) -> None:
    seen: list[tuple[EmbeddedImage, ...]] = []

    def late(images: tuple[EmbeddedImage, ...]) -> Sequence[Attachment]:
        seen.append(images)
        return ()

    given = document(page(), page(coding="g4"))
    result = write_pdf(tmp_path / "a.pdf", given, late=late)
    assert seen == [result.pages]
    assert result.conformance == "2u"
    assert [image.filter for image in result.pages] == ["DCTDecode", "CCITTFaxDecode"]


def test_a_crop_hides_but_keeps_the_image(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    crop = Box(100, 200, 700, 1400)
    turns: tuple[tuple[Quarter, tuple[float, float]], ...] = (
        (0, (288.0, 576.0)),
        (90, (576.0, 288.0)),
    )
    for rotation, expected in turns:
        path.unlink(missing_ok=True)
        drawn = samples.letter()
        given = replace(page(drawn), rotation=rotation, crop=crop, words=GivenWords())
        write_pdf(path, document(given))
        with pdfium.PdfDocument(path) as pdf:
            assert pdf[0].get_size() == pytest.approx(expected, abs=0.01)
        with pikepdf.open(path) as pdf:
            stream = pdf.pages[0].obj["/Resources"]["/XObject"]["/I"]
            assert stream.read_raw_bytes() == read_all(given.image)


def test_the_crop_shows_the_right_part(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    drawn = samples.letter()
    first = drawn.words[0].box
    crop = Box(first[0] - 6, first[1] - 6, first[2] + 6, first[3] + 6)
    write_pdf(path, document(replace(page(drawn, "png", crop=crop), dpi=(72, 72))))
    with pdfium.PdfDocument(path) as pdf:
        shown = pdf[0].render(grayscale=True).to_numpy().squeeze()
        text = pdf[0].get_textpage().get_text_bounded()
    assert text.split()[0] == drawn.words[0].text
    true = drawn.pixels[crop.top : crop.bottom, crop.left : crop.right].mean(axis=2)
    assert shown.shape == true.shape
    assert abs(shown.astype(float) - true).max() <= 2


SEEN = st.text(
    st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S"]), min_size=1, max_size=12
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=st.lists(SEEN, min_size=1, max_size=6))
def test_every_character_comes_back(tmp_path: Path, texts: list[str]) -> None:
    """Read back through the font's own map; readers normalise characters in their own ways."""
    path = tmp_path / "a.pdf"
    path.unlink(missing_ok=True)
    words = tuple(
        Word(text, Box(10, 10 + 40 * line, 400, 40 + 40 * line), 1.0, line)
        for line, text in enumerate(texts)
    )
    write_pdf(path, document(replace(page(coding="grey"), words=GivenWords(words))))
    assert mapped_text(path) == texts


def mapped_text(path: Path) -> list[str]:
    """Return the strings that the page shows, by the ToUnicode map."""
    with pikepdf.open(path) as pdf:
        page = pdf.pages[0]
        font = page.obj["/Resources"]["/Font"]["/F"]
        beyond = {}
        for line in font["/ToUnicode"].read_bytes().decode("ascii").splitlines():
            parts = line.strip("<>").split("><")
            if len(parts) == 2 and parts != ["0000", "FFFF"]:
                beyond[int(parts[0], 16)] = bytes.fromhex(parts[1]).decode("utf-16-be")
        shown = []
        for instruction in pikepdf.parse_content_stream(page):
            if str(instruction.operator) == "Tj":
                codes = bytes(instruction.operands[0])
                pairs = [int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2)]
                shown.append("".join(beyond.get(code, chr(code)) for code in pairs))
        return shown


def test_what_is_no_character_becomes_a_mark_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    words = (
        Word("a\x00b\x07", Box(0, 0, 99, 20), 1.0, 0),
        Word("\ud800\ue000\ufeff", Box(0, 50, 99, 70), 1.0, 1),
        Word("", Box(0, 90, 99, 99), 1.0, 2),
        Word("flach", Box(0, 90, 99, 90), 1.0, 3),
    )
    write_pdf(path, document(replace(page(coding="grey"), words=GivenWords(words))))
    assert mapped_text(path) == ["ab", "\ufffd\ufffd\ufffd"]


def test_no_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportFailed, match="no pages"):
        write_pdf(tmp_path / "a.pdf", document())


def test_no_resolution_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportFailed, match="without a size"):
        write_pdf(tmp_path / "a.pdf", document(replace(page(), dpi=(0, 300))))


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"anderes")
    with pytest.raises(ExportFailed, match="already there"):
        write_pdf(path, document(page()))
    assert path.read_bytes() == b"anderes"


@dataclass(frozen=True)
class Growing:
    """A source that is longer every time it is opened, as a file that is still being written."""

    opened: list[int]

    def open(self) -> BinaryIO:
        self.opened.append(1)
        return BytesIO(b"x" * len(self.opened))


def test_an_attachment_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    attachment = Attachment("a", "text/plain", Growing([]), "Data", "", samples.CREATED)
    attachments: Sequence[Attachment] = (attachment,)
    given: PdfDocument = replace(document(page()), attachments=attachments)
    with pytest.raises(ExportFailed):
        write_pdf(tmp_path / "a.pdf", given)


def test_the_shipped_font_is_the_one_that_is_built() -> None:
    assert resource("fonts/glyphless.ttf") == glyphless.build_font()
    with pytest.raises(FileNotFoundError):
        resource("fonts/none.ttf")
