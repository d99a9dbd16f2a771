"""The example targets that administrators copy: each is loaded and used as it is shipped."""

from __future__ import annotations

import re
import shutil
import tomllib
import uuid
from collections.abc import Iterator
from contextlib import closing, nullcontext
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scanstation.model import Target, UploadState
from scanstation.settings import Settings, load_configuration
from scanstation.settings.resources import resource
from scanstation.settings.rollout import Allowed
from scanstation.upload.cmis import CmisUploader
from scanstation.upload.cmis_options import CmisOptions
from scanstation.upload.credentials import Secret
from scanstation.upload.folder import FolderOptions
from scanstation.upload.outbox import Pace, UploadRecord, advance
from scanstation.upload.targets import open_uploader
from scanstation.upload.uploader import Outgoing, PropertyValue
from tests.builders.targets import CmisBench, Eakte
from tests.unit.upload.memory_target import letter

EXAMPLES = {path.stem: path for path in resource("examples/targets").glob("*.toml")}
CMIS = sorted(name for name in EXAMPLES if "cmis" in name or "dvelop" in name)
CASE = "50.1-7/2026"
TENANT = "sozialamt"


@pytest.fixture(scope="module")
def eakte(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Eakte]:
    eakte = Eakte(tmp_path_factory.mktemp("eakte"))
    yield eakte
    eakte.server.stop()


@pytest.fixture
def bench(eakte: Eakte) -> Iterator[CmisBench]:
    with eakte.bench() as bench:
        yield bench


def declared(folder: Path, name: str) -> Target:
    """Return the target as a station sees the example that IT rolled out, locked to it."""
    there = folder / "it" / "tenants" / TENANT / "targets"
    there.mkdir(parents=True)
    shutil.copy(EXAMPLES[name], there / f"{name}.toml")
    settings = Settings(str(folder / "home"), allowed=Allowed(targets=(name,)), target=name)
    return load_configuration(folder / "home", TENANT, folder / "it", settings).target(name)


def outgoing(folder: Path, **properties: PropertyValue) -> Outgoing:
    made = letter(folder, b"%PDF-1.7 Bescheid" * 50, str(uuid.uuid4()))
    named = {f"sst:{name}": value for name, value in properties.items()}
    return replace(made, properties=named, filing={"case_number": CASE})


def sent(target: Target, package: Outgoing, secret: Secret | None) -> UploadRecord:
    first = UploadRecord(package.package, package.document)
    uploader = open_uploader(target, lambda: secret)
    with closing(uploader) if isinstance(uploader, CmisUploader) else nullcontext():
        uploader.test()
        pace = Pace(sleep=lambda seconds: None)
        return advance(first, package, uploader, lambda record: None, pace)


def test_there_is_an_example_of_every_kind() -> None:
    assert set(CMIS) == {"cmis-standardtypen", "cmis-eigene-typen", "dvelop-documents"}
    assert set(EXAMPLES) == {*CMIS, "uebergabeordner"}


@pytest.mark.parametrize("name", CMIS)
def test_a_document_goes_to_an_eakte_as_the_example_says(
    bench: CmisBench, tmp_path: Path, name: str
) -> None:
    target = declared(tmp_path, name)
    assert target.address.startswith("https://")
    assert not target.training
    root = target.options["root_folder"]
    if root != "/":
        bench.create_folder(root.removeprefix("/"))
    here = replace(target, address=bench.service)
    package = outgoing(
        tmp_path,
        caseNumber=CASE,
        subject="Größe",
        batchId="b",
        received=datetime(2026, 11, 22, 12, tzinfo=UTC),
    )
    end = sent(here, package, Secret(target.user, bench.login.secret))
    assert end.state is UploadState.VERIFIED, end
    kind = target.options["object_type"]
    (row,) = bench.rows_of(kind, package.package)
    assert row["cmis:objectTypeId"] == kind
    case = "50.1-7∕2026"
    assert bench.place(package.package) == f"{root.rstrip('/')}/{case}"
    if kind == "sst:document":
        assert row["sst:subject"] == "Größe"
        assert row["sst:packageId"] == package.package


def test_a_document_goes_to_a_folder_as_the_example_says(tmp_path: Path) -> None:
    target = declared(tmp_path, "uebergabeordner")
    assert target.address == r"\\server.example\eakte\uebergabe"
    there = tmp_path / "Übergabe"
    there.mkdir()
    (there / target.options["sentinel"]).touch()
    end = sent(replace(target, address=str(there)), outgoing(tmp_path), None)
    assert end.state is UploadState.VERIFIED, end
    assert len(list(there.glob("*/*.pdf"))) == 1


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_what_stands_as_a_comment_holds_when_it_is_taken_in(tmp_path: Path, name: str) -> None:
    """Who takes the sign away in front of a key gets no mistake."""
    text = EXAMPLES[name].read_text("utf-8")
    taken_in = re.sub(r"(?m)^#(?=[a-z_]+ = )", "", text)
    named = set(tomllib.loads(taken_in)["options"])
    target = tomllib.loads(text)
    kind = CmisOptions if target["kind"] == "cmis" else FolderOptions
    assert named <= {one.name for one in fields(kind)}
    made = Target(name, target["title"], target["kind"], target["address"])
    options = {**tomllib.loads(taken_in)["options"]}
    open_uploader(replace(made, options=options), lambda: None)


def test_between_them_they_explain_every_option() -> None:
    every = "".join(path.read_text("utf-8") for path in EXAMPLES.values())
    for one in (*fields(CmisOptions), *fields(FolderOptions)):
        if one.name != "plain_http":  # no example shows how to send in the clear
            assert re.search(rf"(?m)^#?{one.name} = ", every), one.name


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_they_are_in_both_languages_and_hold_no_secret(name: str) -> None:
    text = EXAMPLES[name].read_text("utf-8")
    comments = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    assert " the " in comments
    assert re.search(r"\b(der|die|das)\b", comments)
    assert "password" not in tomllib.loads(text)
    assert set(tomllib.loads(text)["title"]) == {"de", "en"}
