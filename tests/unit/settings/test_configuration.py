"""Profiles, classes, targets, look-ups: what ships is right, what is wrong is pointed at."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from scanstation.errors import ConfigurationInvalid, ConfigurationUnknown, Text
from scanstation.model import FieldKind, Mode, Profile
from scanstation.settings import Configuration, load_configuration, load_profiles, resource
from scanstation.settings.constraints import USUAL_SYMBOLOGIES, symbologies

NOWHERE = Path("gibt-es-nicht")


def load(home: Path, tenant: str = "uebung", machine: Path = NOWHERE) -> Configuration:
    return load_configuration(home, tenant, machine)


def put(home: Path, path: str, text: str) -> Path:
    file = home / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def wrong(home: Path, tenant: str = "uebung") -> ConfigurationInvalid:
    with pytest.raises(ConfigurationInvalid) as caught:
        load(home, tenant)
    return caught.value


def test_what_ships_is_valid_and_complete(tmp_path: Path) -> None:
    shipped = load(tmp_path)
    assert {"posteingang", "alle-barcodes", "sozialakte"} <= set(shipped.profiles)
    assert {"posteingang", "antrag", "bescheid", "nachweis"} <= set(shipped.classes)
    assert shipped.tenant.title == Text("Übung", "Training")
    assert shipped.target("uebung").training
    for profile in shipped.profiles.values():
        assert profile.target == "uebung"
        assert profile.title.de != profile.title.en


def test_the_default_profile_is_what_was_promised(tmp_path: Path) -> None:
    profile = load(tmp_path).profile("posteingang")
    assert profile.imaging.symbologies == ("Code128", "Code39", "QRCode", "DataMatrix")
    assert profile.separation.own_sheets
    assert profile.separation.patcht
    assert profile.separation.patch_codes == ("T",)
    assert not profile.separation.blank_page
    every = load(tmp_path).profile("alle-barcodes")
    assert every.imaging.symbologies == ()
    rule = every.separation
    assert not any((rule.own_sheets, rule.patcht, rule.patch_codes, rule.barcodes))


def test_shipped_classes_know_case_numbers(tmp_path: Path) -> None:
    for document_class in load(tmp_path).classes.values():
        spec = document_class.field("case_number")
        assert spec is not None
        assert spec.kind is FieldKind.CASE_NUMBER
        assert re.fullmatch(spec.pattern, "50.1-123/2026")
        assert not re.fullmatch(spec.pattern, "50.1-123/26")
        found = re.search(spec.ocr_pattern, "Ihr Aktenzeichen: 50.1-123/2026 vom")
        assert found is not None
        assert found["value"] == "50.1-123/2026"
        properties = {one.cmis_property for one in document_class.fields if one.cmis_property}
        assert all(name.startswith("sst:") for name in properties)


def test_training_belongs_to_the_training_tenant_only(tmp_path: Path) -> None:
    real = load(tmp_path, "kreis")
    assert real.targets == {}
    assert {profile.target for profile in real.profiles.values()} == {""}


TARGET = 'title = "Ablage"\nkind = "folder"\naddress = "/srv/ablage"\n'


def test_a_tenants_only_target_or_the_named_one_is_the_default(tmp_path: Path) -> None:
    put(tmp_path, "kreis/targets/ablage.toml", TARGET)
    assert load(tmp_path, "kreis").profile("posteingang").target == "ablage"
    put(tmp_path, "kreis/targets/dms.toml", TARGET)
    assert load(tmp_path, "kreis").profile("posteingang").target == ""
    put(tmp_path, "kreis/tenant.toml", 'title = "Kreis"\ntarget = "dms"\n')
    configured = load(tmp_path, "kreis")
    assert configured.profile("posteingang").target == "dms"
    assert configured.tenant.title == Text("Kreis", "Kreis")
    assert load(tmp_path).targets.keys() == {"uebung"}


def test_later_layers_replace_files_of_the_same_name(tmp_path: Path) -> None:
    machine, home = tmp_path / "etc", tmp_path / "Heim mit Blank und Ümlaut"
    own = put(home, "uebung/profiles/posteingang.toml", 'title = "Eigenes"\n')
    assert load(home).profile("posteingang").title.de == "Eigenes"
    assert load(home).files["profiles", "posteingang"] == str(own)
    put(machine, "tenants/uebung/profiles/posteingang.toml", 'title = "IT"\n')
    assert load(home, machine=machine).profile("posteingang").title.de == "IT"
    assert load(home, "kreis", machine).profile("posteingang").title.de == "Posteingang"


def test_every_part_of_a_profile_can_be_written(tmp_path: Path) -> None:
    put(
        tmp_path,
        "uebung/profiles/alles.toml",
        """
title = { de = "Alles", en = "All" }
document_class = "bescheid"
languages = ["deu", "eng"]
target = "uebung"
embed_transfer_note = false
check_sample = 1
sampling = true
version = "7"
[scan]
resolution = 400
mode = "grey"
source = "flatbed"
depth = 16
page_width = 210
page_height = 148.5
[scan.extra]
"--brightness" = 3
lamp = true
[imaging]
symbologies = ["Aztec"]
jpeg_quality = 90
lossless = true
drop_blank = false
blank_threshold = 0.95
orient = false
deskew = false
[separation]
patch_codes = ["2", "T"]
page_count = 2
[[separation.barcodes]]
pattern = '\\d+'
keep = true
""",
    )
    profile = load(tmp_path).profile("alles")
    assert profile.scan.mode is Mode.GREY
    assert profile.scan.page_width == 210.0
    assert profile.scan.extra == {"--brightness": "3", "lamp": "true"}
    assert profile.check_sample == 1.0
    assert profile.separation.patch_codes == ("2", "T")
    assert profile.separation.barcodes[0].keep
    default = {one.name: one.default for one in fields(Profile)}
    same = [name for name in default if getattr(profile, name) == default[name]]
    assert same == ["target"]


WRONG = [
    ('titel = "x"', 1, "titel", "meinten Sie „title“"),
    ("version = '1'", 1, "title", "fehlt"),
    ('title = 5\nversion = "1"', 1, "title", "Text"),
    ('title = { de = "x" }', 1, "title.en", "fehlt"),
    ('title = "x"\n\n[scan]\nresolution = "300"', 4, "scan.resolution", "ganze Zahl"),
    ('title = "x"\n[scan]\nresolution = 10', 3, "scan.resolution", "50 bis 1200"),
    ('title = "x"\n[scan]\nmode = "color"', 3, "scan.mode", "meinten Sie „colour“"),
    ('title = "x"\n[scan]\nsource = 3', 3, "scan.source", "flatbed"),
    ('title = "x"\n[scan]\ndepth = 12', 3, "scan.depth", "1, 8 oder 16"),
    ('title = "x"\n[scan]\nresoluton = 300', 3, "scan.resoluton", "meinten Sie „resolution“"),
    ('title = "x"\nscan = 3', 2, "scan", "Tabelle"),
    ('title = "x"\n[imaging]\nlossless = 1', 3, "imaging.lossless", "true oder false"),
    ('title = "x"\n[imaging]\nblank_threshold = 1.5', 3, "imaging.blank_threshold", "bis 1"),
    (
        'title = "x"\n[imaging]\nsymbologies = [\n  "QRCode",\n  "QR"]',
        5,
        "imaging.symbologies[2]",
        "Code128",
    ),
    ('title = "x"\n[imaging]\nsymbologies = "QRCode"', 3, "imaging.symbologies", "Liste"),
    ('title = "x"\n[separation]\npatch_codes = ["T", "5"]', 3, "separation.patch_codes[2]", "T"),
    (
        'title = "x"\n[[separation.barcodes]]\npattern = "a"\n[[separation.barcodes]]\n'
        'pattern = "("',
        5,
        "separation.barcodes[2].pattern",
        "regulärer Ausdruck",
    ),
    (
        'title = "x"\n[[separation.barcodes]]\nkeep = true',
        2,
        "separation.barcodes[1].pattern",
        "fehlt",
    ),
    ('title = "x"\ndocument_class = "gibtsnicht"', 2, "document_class", "posteingang"),
    ('title = "x"\ntarget = "gibtsnicht"', 2, "target", "uebung"),
    ('title = "x"\nname = "anders"', 2, "name", "eigen"),
    ('title = "x"\nlanguages = []', 2, "languages", "mindestens"),
    ('title = "x"\ntitle = "y"', 2, "eigen.toml", "TOML"),
    ('title = "x"\n\n[scan', 3, "eigen.toml", "TOML"),
    ('title = "offen', 1, "eigen.toml", "TOML"),
]


@pytest.mark.parametrize(("text", "line", "key", "expected"), WRONG)
def test_what_is_wrong_is_pointed_at(
    tmp_path: Path, text: str, line: int, key: str, expected: str
) -> None:
    file = put(tmp_path, "uebung/profiles/eigen.toml", text)
    error = wrong(tmp_path)
    assert error.details["file"] == str(file)
    assert (error.details["line"], error.details["key"]) == (line, key)
    assert expected in str(error.details["expected_de"])
    german, english = error.sentence("de"), error.sentence("en")
    assert str(file) in german
    assert f"Zeile {line}" in german
    assert f"line {line}" in english
    assert "?:" not in german


FIELD = 'title = "x"\n[[fields]]\nname = "az"\ntitle = "Az"\n'
WRONG_CLASSES = [
    ('title = "x"\nfields = []', 2, "fields"),
    (FIELD + 'kind = "nummer"', 5, "fields[1].kind"),
    (FIELD + 'kind = "choice"', 2, "fields[1].choices"),
    (FIELD + 'kind = "lookup"', 2, "fields[1].lookup"),
    (FIELD + 'kind = "lookup"\nlookup = "fehlt"', 6, "fields[1].lookup"),
    (FIELD + 'check = "mod11"', 5, "fields[1].check"),
    (FIELD + 'check = "mod97"', 5, "fields[1].check"),
    (FIELD + 'ocr_pattern = "["', 5, "fields[1].ocr_pattern"),
    (FIELD + "max_length = 0", 5, "fields[1].max_length"),
    (FIELD + '[[fields]]\nname = "az"\ntitle = "Az"', 6, "fields[2].name"),
    (FIELD.replace('"az"', '"Az Nr"'), 3, "fields[1].name"),
    (FIELD + 'protection = "x"', 5, "fields[1].protection"),
    ('title = "x"\nintegrity = "egal"\n[[fields]]\nname = "a"\ntitle = "A"', 2, "integrity"),
]


@pytest.mark.parametrize(("text", "line", "key"), WRONG_CLASSES)
def test_wrong_document_classes(tmp_path: Path, text: str, line: int, key: str) -> None:
    put(tmp_path, "uebung/classes/eigen.toml", text)
    error = wrong(tmp_path)
    assert (error.details["line"], error.details["key"]) == (line, key)


def test_wrong_names_targets_lookups_and_encodings(tmp_path: Path) -> None:
    put(tmp_path, "a/targets/Ziel Nord.toml", TARGET)
    assert wrong(tmp_path, "a").details["key"] == "name"
    put(tmp_path, "b/targets/z.toml", TARGET.replace("/srv/ablage", ""))
    assert wrong(tmp_path, "b").details["line"] == 3
    put(tmp_path, "c/lookups/l.toml", 'kind = "csv"\nsource = ""\n')
    assert wrong(tmp_path, "c").details["key"] == "source"
    put(tmp_path, "d/profiles/p.toml", "").write_bytes(b'# x\ntitle = "\xfc"\n')
    assert wrong(tmp_path, "d").details["line"] == 2
    put(tmp_path, "e/profiles/p.toml", "").write_bytes(b'\xef\xbb\xbftitle = "BOM"\r\n')
    assert load(tmp_path, "e").profile("p").title.de == "BOM"
    (tmp_path / "f/profiles/ordner.toml").mkdir(parents=True)
    assert "lesbare" in str(wrong(tmp_path, "f").details["expected_de"])


def test_a_csv_lookup_lies_beside_its_file(tmp_path: Path) -> None:
    put(tmp_path, "uebung/lookups/liste.toml", 'kind = "csv"\nsource = "liste.csv"\nkey = "Az"\n')
    assert load(tmp_path).lookup("liste").source == str(tmp_path / "uebung/lookups/liste.csv")


def test_unknown_names_are_answered_with_the_known_ones(tmp_path: Path) -> None:
    shipped = load(tmp_path)
    for ask in (shipped.profile, shipped.document_class, shipped.target, shipped.lookup):
        with pytest.raises(ConfigurationUnknown) as caught:
            ask("gibtsnicht")
        assert "gibtsnicht" in caught.value.sentence("de")
    with pytest.raises(ConfigurationUnknown):
        resource("gibt/es/nicht")


def test_symbologies_are_those_of_the_reader() -> None:
    assert symbologies() >= USUAL_SYMBOLOGIES


def test_profiles_alone(tmp_path: Path) -> None:
    assert load_profiles(tmp_path, "uebung", NOWHERE) == load(tmp_path).profiles
