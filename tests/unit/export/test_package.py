"""A package is there as a whole or not at all, and no changed byte goes unnoticed."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanstation.errors import BlobChanged, ExportFailed, SymbolCodedImage
from scanstation.export.durable import FolderInUse
from scanstation.export.manifest import MANIFEST, decode_manifest, encode_manifest
from scanstation.export.package import (
    discard_package,
    part_name,
    remove_leftovers,
    write_package,
)
from scanstation.export.package_check import verify_package, verify_pdf
from scanstation.export.package_model import Original, Package, PackageInput
from scanstation.export.sources import BytesSource
from scanstation.export.transfer_note import parse_note
from scanstation.model import IndexValue, ValueSource
from tests.unit.export import samples

ORIGINAL = b"%PDF-1.4 unver\xc3\xa4ndert"


def given_package(**changes: object) -> PackageInput:
    original = Original(
        "Antrag: Größe.pdf",
        "application/pdf",
        BytesSource(ORIGINAL),
        hashlib.sha256(ORIGINAL).hexdigest(),
    )
    whole = samples.package_input(samples.page(), samples.page(coding="g4", number=2))
    return replace(whole, originals=(original,), **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return write_package(tmp_path_factory.mktemp("packages"), given_package())


@pytest.fixture
def copied(written: Package, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written.path, tmp_path / written.path.name))


def test_the_folder_holds_what_the_result_says(written: Package) -> None:
    names = sorted(entry.name for entry in written.path.iterdir())
    prefix = written.package[:8]
    assert names == sorted(
        [
            f"{prefix}_Bescheid_über_Wohngeld_Müller_Öztürk.pdf",
            f"{prefix}_Original_Antrag_Größe.pdf",
            f"{prefix}_Transfervermerk.xml",
            f"{prefix}_index.json",
            "manifest.json",
        ]
    )
    for name, digest in written.files.items():
        assert hashlib.sha256((written.path / name).read_bytes()).hexdigest() == digest
    manifest = (written.path / MANIFEST).read_bytes()
    assert hashlib.sha256(manifest).hexdigest() == written.manifest_sha256
    assert set(written.files) == set(names) - {MANIFEST}
    assert written.conformance == "3u"
    assert written.pdf_size == (written.path / written.pdf).stat().st_size
    assert verify_package(written.path, written.manifest_sha256) == []


def test_only_the_owner_may_look(written: Package) -> None:
    assert stat.S_IMODE(written.path.stat().st_mode) == 0o700
    for entry in written.path.iterdir():
        assert stat.S_IMODE(entry.stat().st_mode) == 0o600


def test_index_tells_class_fields_and_pages(written: Package) -> None:
    (path,) = written.path.glob("*_index.json")
    index = json.loads(path.read_bytes())
    assert index["class"] == "bescheid"
    assert index["fields"]["subject"] == {
        "value": "Wohngeld für März",
        "source": "operator",
        "confidence": 1.0,
        "confirmed_by": "jä",
    }
    assert [page["filter"] for page in index["pages"]] == ["DCTDecode", "CCITTFaxDecode"]


def test_the_note_names_the_images_as_embedded(written: Package) -> None:
    (path,) = written.path.glob("*_Transfervermerk.xml")
    note = parse_note(path.read_bytes())
    with pikepdf.open(written.path / written.pdf) as pdf:
        embedded = pdf.attachments["Transfervermerk.xml"].get_file().read_bytes()
        assert embedded == path.read_bytes()
        for page, listed in zip(pdf.pages, note.pages, strict=True):
            stream = page.obj["/Resources"]["/XObject"]["/I"].read_raw_bytes()
            assert hashlib.sha256(stream).hexdigest() == listed.stream_sha256
    assert note.pages[0].stream_sha256 == note.pages[0].sha256


@pytest.mark.parametrize("embed_note", [True, False])
@pytest.mark.parametrize("beside", [True, False])
def test_a_note_is_embedded_or_beside_but_never_nowhere(
    tmp_path: Path, embed_note: bool, beside: bool
) -> None:
    given = replace(given_package(), embed_note=embed_note, note_beside=beside, originals=())
    package = write_package(tmp_path, given)
    with pikepdf.open(package.path / package.pdf) as pdf:
        embedded = "Transfervermerk.xml" in pdf.attachments
    assert embedded == embed_note
    assert bool(list(package.path.glob("*.xml"))) == (beside or not embed_note)
    assert verify_package(package.path) == []


def test_originals_can_be_embedded(tmp_path: Path) -> None:
    package = write_package(tmp_path, given_package(embed_originals=True, note=None))
    with pikepdf.open(package.path / package.pdf) as pdf:
        assert pdf.attachments["Antrag_Größe.pdf"].get_file().read_bytes() == ORIGINAL
    assert len(package.files) == 2
    assert verify_package(package.path) == []


def test_a_born_digital_document_carries_a_note_of_receipt(tmp_path: Path) -> None:
    given = given_package()
    assert given.note is not None
    pages = tuple(replace(page, origin="born_digital") for page in given.note.pages)
    package = write_package(tmp_path, replace(given, note=replace(given.note, pages=pages)))
    assert [path.name for path in package.path.glob("*.xml")] == [
        f"{package.package[:8]}_Eingangsvermerk.xml"
    ]
    assert verify_package(package.path) == []


def test_equal_input_gives_an_equal_package(written: Package, tmp_path: Path) -> None:
    again = write_package(tmp_path, given_package())
    assert again.manifest_sha256 == written.manifest_sha256


def test_a_package_that_is_there_already_is_taken_as_it_is(tmp_path: Path) -> None:
    first = write_package(tmp_path, given_package())
    inode = first.path.stat().st_ino
    second = write_package(tmp_path, given_package())
    assert second == first
    assert second.path.stat().st_ino == inode
    assert [entry.name for entry in tmp_path.iterdir()] == [first.package]


def test_a_package_with_other_content_is_never_overwritten(tmp_path: Path) -> None:
    first = write_package(tmp_path, given_package())
    with pytest.raises(ExportFailed, match="exists with other content"):
        write_package(tmp_path, given_package(title="Anderer"))
    assert verify_package(first.path, first.manifest_sha256) == []
    discard_package(tmp_path, first.package)
    discard_package(tmp_path, first.package)
    assert list(tmp_path.iterdir()) == []
    assert write_package(tmp_path, given_package(title="Anderer")).path.exists()


def test_leftovers_of_a_killed_export_are_removed(tmp_path: Path) -> None:
    package = samples.identifier("package")
    for name in (package, samples.identifier("other")):
        (tmp_path / part_name(name)).mkdir()
        (tmp_path / part_name(name) / "halb.pdf").write_bytes(b"%PDF")
    written = write_package(tmp_path, given_package())
    assert remove_leftovers(tmp_path) == [samples.identifier("other")]
    assert [entry.name for entry in tmp_path.iterdir()] == [written.package]


def test_a_folder_that_is_being_filled_is_left_alone(tmp_path: Path) -> None:
    part = tmp_path / part_name(samples.identifier("package"))
    part.mkdir()
    (part / "halb.pdf").write_bytes(b"%PDF")
    lock = FolderInUse(part)
    assert remove_leftovers(tmp_path) == []
    with pytest.raises(ExportFailed, match="another process is writing it"):
        write_package(tmp_path, given_package())
    assert (part / "halb.pdf").exists()
    lock.release()
    assert remove_leftovers(tmp_path) == [samples.identifier("package")]
    assert list(tmp_path.iterdir()) == []


def test_names_and_folders_with_umlauts_blanks_and_length(tmp_path: Path) -> None:
    folder = tmp_path / "Ablage Süd" / ("lang " * 30).strip()
    folder.mkdir(parents=True)
    package = write_package(folder, given_package(title="ö" * 400 + "/.."))
    assert verify_package(package.path, package.manifest_sha256) == []


def test_names_that_no_encoding_knows_do_not_stop_an_export(tmp_path: Path) -> None:
    """Python shows undecodable bytes of a file name as lone surrogates."""
    given = given_package(title="Scan\udcff\x01")
    odd = replace(given.originals[0], name="Fax\udcff.pdf")
    value = IndexValue("a\udcff\x00", ValueSource.OPERATOR, 1.0)
    given = replace(given, originals=(odd,), fields={"subject": value}, embed_originals=True)
    package = write_package(tmp_path, given)
    assert verify_package(package.path, package.manifest_sha256) == []
    samples.run("qpdf", "--check", package.path / package.pdf)


@dataclass(frozen=True)
class Failing:
    """A source on a medium that fails, or is full, in the middle."""

    number: int

    def open(self) -> BinaryIO:
        raise OSError(self.number, "/geheimer/pfad")


@pytest.mark.parametrize(
    ("change", "error", "text"),
    [
        (lambda g: {"pages": (replace(g.pages[0], image=Failing(errno.EIO)), g.pages[1])},
         ExportFailed, "the disk reports an error"),
        (lambda g: {"originals": (Original("a", "a/b", Failing(errno.ENOSPC), samples.HASH),)},
         ExportFailed, "the disk is full"),
        (lambda g: {"originals": (replace(g.originals[0], sha256=samples.HASH),)},
         BlobChanged, samples.HASH),
        (lambda g: {"originals": (replace(g.originals[0], sha256=samples.HASH),),
                    "embed_originals": True}, BlobChanged, samples.HASH),
        (lambda g: {"pages": (replace(g.pages[0], media_type="image/jbig2"), g.pages[1])},
         SymbolCodedImage, "JBIG2"),
        (lambda g: {"pages": g.pages[:1]}, ExportFailed, "lists other pages"),
        (lambda g: {"pages": g.pages[::-1]}, ExportFailed, "lists other pages"),
        (lambda g: {"note": replace(g.note, package=samples.identifier("x"))},
         ExportFailed, "names another package"),
        (lambda g: {"note": replace(g.note, checks=())}, ExportFailed, "no passed quality check"),
    ],
)  # fmt: skip
def test_a_failed_export_leaves_nothing(
    tmp_path: Path,
    change: Callable[[PackageInput], dict[str, object]],
    error: type[Exception],
    text: str,
) -> None:
    given = given_package()
    with pytest.raises(error, match=text) as caught:
        write_package(tmp_path, replace(given, **change(given)))  # type: ignore[arg-type]
    assert "geheim" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_an_id_is_never_a_path(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="badly formed"):
        write_package(tmp_path, given_package(package="../x"))


@settings(max_examples=150, deadline=None)
@given(data=st.data(), flip=st.integers(1, 255))
def test_any_flipped_byte_is_named(
    written: Package, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, flip: int
) -> None:
    folder = tmp_path_factory.getbasetemp() / "flipped" / written.path.name
    if not folder.exists():
        shutil.copytree(written.path, folder)
    path = folder / data.draw(st.sampled_from([*written.files, MANIFEST]))
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    path.write_bytes(whole[:place] + bytes((whole[place] ^ flip,)) + whole[place + 1 :])
    try:
        assert [finding.object for finding in verify_package(folder)] == [path.name]
    finally:
        path.write_bytes(whole)


def index_missing(folder: Path) -> str:
    path = next(folder.glob("*_index.json"))
    path.unlink()
    return path.name


def manifest_missing(folder: Path) -> str:
    (folder / MANIFEST).unlink()
    return MANIFEST


def file_added(folder: Path) -> str:
    (folder / "Zusatz.txt").write_bytes(b"")
    return "Zusatz.txt"


def folder_added(folder: Path) -> str:
    (folder / "Ordner").mkdir()
    return "Ordner"


def file_behind_a_link(folder: Path) -> str:
    path = next(folder.glob("*.pdf"))
    path.rename(folder.parent / "woanders.pdf")
    path.symlink_to(folder.parent / "woanders.pdf")
    return path.name


def file_cut(folder: Path) -> str:
    path = next(folder.glob("*.xml"))
    path.write_bytes(path.read_bytes()[:-1])
    return path.name


@pytest.mark.parametrize(
    "damage",
    [index_missing, manifest_missing, file_added, folder_added, file_behind_a_link, file_cut],
)
def test_missing_and_added_objects_are_named(copied: Path, damage: Callable[[Path], str]) -> None:
    name = damage(copied)
    assert {finding.object for finding in verify_package(copied)} == {name}


def test_a_renamed_package_is_noticed(copied: Path) -> None:
    other = copied.rename(copied.parent / samples.identifier("other"))
    assert [finding.object for finding in verify_package(other)] == [other.name]


def test_a_manifest_written_anew_is_told_from_the_first(copied: Path, written: Package) -> None:
    manifest = decode_manifest((copied / MANIFEST).read_bytes())
    (copied / MANIFEST).write_bytes(encode_manifest(replace(manifest, created="2030-01-01")))
    assert verify_package(copied) == []
    findings = verify_package(copied, written.manifest_sha256)
    assert [finding.object for finding in findings] == [MANIFEST]


def seal_anew(folder: Path, name: str) -> None:
    """Make the manifest agree with a changed file, as somebody who covers a change would."""
    manifest = decode_manifest((folder / MANIFEST).read_bytes())
    data = (folder / name).read_bytes()
    files = tuple(
        replace(file, size=len(data), sha256=hashlib.sha256(data).hexdigest())
        if file.name == name
        else file
        for file in manifest.files
    )
    (folder / MANIFEST).write_bytes(encode_manifest(replace(manifest, files=files)))


def test_an_exchanged_image_contradicts_the_note(copied: Path, written: Package) -> None:
    path = copied / written.pdf
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        image = pdf.pages[0].obj["/Resources"]["/XObject"]["/I"]
        data = samples.encoded(samples.letter(2).pixels, "jpeg")
        image.write(data, filter=pikepdf.Name.DCTDecode)
        pdf.save(path)
    seal_anew(copied, written.pdf)
    findings = verify_package(copied)
    assert {finding.object for finding in findings} == {written.pdf}
    assert findings[0].reason.en == "a page image is not the one in the note"
    assert [finding.object for finding in verify_pdf(path)] == [written.pdf]


def test_an_exchanged_note_contradicts_the_embedded_one(copied: Path, written: Package) -> None:
    path = next(copied.glob("*.xml"))
    path.write_bytes(path.read_bytes().replace(b"P-0815", b"P-0816"))
    seal_anew(copied, path.name)
    findings = verify_package(copied)
    assert [finding.reason.en for finding in findings] == ["differs from the embedded note"]


def test_a_pdf_of_another_package_is_noticed(
    copied: Path, written: Package, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pages = given_package().pages
    given = samples.package_input(*pages, name="other")
    other = write_package(tmp_path_factory.mktemp("other"), given)
    shutil.copy(other.path / other.pdf, copied / written.pdf)
    next(copied.glob("*.xml")).write_bytes(next(other.path.glob("*.xml")).read_bytes())
    seal_anew(copied, written.pdf)
    seal_anew(copied, next(copied.glob("*.xml")).name)
    reasons = [finding.reason.en for finding in verify_package(copied)]
    assert reasons == ["belongs to another package"]


def test_a_lone_pdf_is_checked_against_its_own_note(written: Package, tmp_path: Path) -> None:
    path = tmp_path / "lone.pdf"
    shutil.copy(written.path / written.pdf, path)
    assert verify_pdf(path) == []
    path.write_bytes(b"%PDF-1.7 kaputt")
    assert [finding.reason.en for finding in verify_pdf(path)] == ["not readable"]
