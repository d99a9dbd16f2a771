from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from scanstation.errors import ConfigurationInvalid, TargetUntrusted, Text
from scanstation.model import Target
from scanstation.upload.cmis import CmisUploader
from scanstation.upload.cmis_options import CmisOptions, cmis_options
from scanstation.upload.credentials import Secret
from scanstation.upload.folder import FolderUploader
from scanstation.upload.targets import open_uploader

TITLE = Text("Ziel", "Target")


def test_options_are_read_by_their_kind() -> None:
    read = cmis_options(
        "dms",
        {"chunk_size": "0", "rewrite_urls": "true", "read_timeout": "2.5", "auth": "bearer"},
    )
    assert read == CmisOptions(chunk_size=0, rewrite_urls=True, read_timeout=2.5, auth="bearer")
    assert cmis_options("dms", {}) == CmisOptions()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("chunksize", "1"),
        ("chunk_size", "viel"),
        ("chunk_size", "-1"),
        ("chunk_size", "1.5"),
        ("read_timeout", "nan"),
        ("read_timeout", "inf"),
        ("rewrite_urls", "ja"),
        ("auth", "ntlm"),
        ("verify", "never"),
        ("open_url", "https://eakte.example/dokument"),
        ("open_url", "javascript:alert('{id}')"),
        ("open_url", "file:///{id}"),
    ],
)
def test_a_wrong_option_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationInvalid) as caught:
        cmis_options("dms", {name: value})
    assert f"options.{name}" in str(caught.value)
    assert "targets/dms" in str(caught.value)


def test_every_option_has_a_default_that_can_be_written_as_text() -> None:
    for field in fields(CmisOptions):
        text = str(field.default).lower() if isinstance(field.default, bool) else field.default
        assert cmis_options("dms", {field.name: str(text)}) == CmisOptions()


def test_a_declaration_becomes_its_uploader(tmp_path: Path) -> None:
    cmis = Target("dms", TITLE, "cmis", "https://dms.example/cmis", options={"auth": "bearer"})
    opened = open_uploader(cmis, lambda: Secret("u", "s"))
    assert isinstance(opened, CmisUploader)
    assert opened.target == "dms"
    opened.close()
    folder = Target("ablage", TITLE, "folder", str(tmp_path), options={"folder": "{case_number}"})
    assert isinstance(open_uploader(folder, lambda: None), FolderUploader)


def test_a_wrong_declaration_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationInvalid, match="kind"):
        open_uploader(Target("x", TITLE, "ftp", "ftp://x"), lambda: None)
    target = Target("x", TITLE, "folder", str(tmp_path), options={"depth": "1"})
    with pytest.raises(ConfigurationInvalid, match=r"options\.depth"):
        open_uploader(target, lambda: None)
    with pytest.raises(TargetUntrusted):
        open_uploader(Target("x", TITLE, "cmis", "http://dms.example/"), lambda: None)
