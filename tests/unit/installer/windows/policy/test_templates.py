"""The administrative templates say of every setting what the settings say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

import installer.windows.policy as package
from installer.windows.policy.schema import Policy, policies
from installer.windows.policy.templates import FOLDERS, LONGEST, write_templates
from installer.windows.policy.words import CATEGORIES, WORDS
from scanstation.errors import PolicyInvalid
from scanstation.settings import Settings, load_settings
from scanstation.settings.policies import PATHS
from scanstation.settings.registry import BRANCH, read_branch
from tests.unit.settings.test_layers import Registry

FOLDER = Path(package.__file__).parent
NAMESPACES = {"p": "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"}
ADMX = etree.parse(FOLDER / "scanstation.admx")
ADML = {name: etree.parse(FOLDER / name / "scanstation.adml") for name in FOLDERS}
BY_KEY = {one.key: one for one in policies()}
SECTIONS = ["policyNamespaces", "resources", "supportedOn", "categories", "policies"]
PARTS = [
    *("parentCategory", "supportedOn", "enabledValue", "disabledValue"),
    *("enabledList", "disabledList", "elements"),
]
BOXES = {
    "text": "textBox",
    "decimal": "decimalTextBox",
    "enum": "dropdownList",
    "multiText": "multiTextBox",
}


def find(node: etree._ElementTree | etree._Element, path: str) -> list[etree._Element]:
    found = node.xpath(path, namespaces=NAMESPACES)
    assert isinstance(found, list)
    return [one for one in found if isinstance(one, etree._Element)]


def tag(node: etree._Element) -> str:
    return etree.QName(node).localname


def declared() -> Iterator[tuple[str, etree._Element]]:
    """Every policy of the template by the setting that its registry value is."""
    for policy in find(ADMX, "//p:policy"):
        branch = str(policy.get("key")).removeprefix(BRANCH).strip("\\")
        values = [policy, *find(policy, "p:elements/*")]
        (name,) = [str(one.get("valueName")) for one in values if one.get("valueName")]
        yield ".".join([*branch.split("\\"), name] if branch else [name]), policy


def test_the_files_are_what_the_settings_make(tmp_path: Path) -> None:
    for fresh in write_templates(tmp_path):
        kept = FOLDER / fresh.relative_to(tmp_path)
        message = "write them anew: python -m installer.windows.policy"
        assert kept.read_bytes() == fresh.read_bytes(), message


def test_every_setting_has_a_policy_and_every_policy_a_setting(tmp_path: Path) -> None:
    settings = set(load_settings({"SCANSTATION_HOME": str(tmp_path)}, []).origins)
    assert {key for key, _ in declared()} == settings == set(BY_KEY) == set(WORDS)
    assert {one.category for one in BY_KEY.values()} == set(CATEGORIES)


def test_the_structure_is_that_of_an_admx_file() -> None:
    root = ADMX.getroot()
    assert root.tag == f"{{{NAMESPACES['p']}}}policyDefinitions"
    assert [tag(one) for one in root] == SECTIONS
    assert (root.get("revision"), root.get("schemaVersion")) == ("1.0", "1.0")
    (target,) = find(root, "p:policyNamespaces/p:target")
    assert re.fullmatch(r"[a-z]+(\.[a-z]+)+", str(target.get("namespace")))
    categories = {one.get("name") for one in find(root, "p:categories/p:category")}
    supported = {one.get("name") for one in find(root, "p:supportedOn//p:definition")}
    for name in (one.get("ref") for one in find(root, "p:categories//p:parentCategory")):
        assert name in categories
    names = Counter(str(one.get("name")) for one in find(root, "//p:policy"))
    assert max(names.values()) == 1
    for policy in find(root, "//p:policy"):
        places = [PARTS.index(tag(one)) for one in policy]
        assert places == sorted(places)
        assert policy.get("class") == "Machine"
        assert re.fullmatch(r"\w+", str(policy.get("name")))
        assert {one.get("ref") for one in find(policy, "p:parentCategory")} <= categories
        assert {one.get("ref") for one in find(policy, "p:supportedOn")} == supported


def test_types_and_ranges_are_those_of_the_settings() -> None:
    for key, policy in declared():
        wanted = BY_KEY[key]
        if wanted.kind == "truth":
            assert policy.get("valueName") == wanted.value_name
            on, off = find(policy, "p:enabledValue/p:decimal | p:disabledValue/p:decimal")
            assert (on.get("value"), off.get("value")) == ("1", "0")
            assert find(policy, "p:elements") == []
            continue
        (element,) = find(policy, "p:elements/*")
        assert element.get("required") == "true"
        check_element(wanted, element)


def check_element(wanted: Policy, element: etree._Element) -> None:
    kinds = {"choice": "enum", "whole": "decimal", "list": "multiText"}
    assert tag(element) == kinds.get(wanted.kind, "text")
    if wanted.kind == "whole":
        assert (element.get("minValue"), element.get("maxValue")) == (
            str(wanted.low),
            str(wanted.high),
        )
        assert 0 <= wanted.low < wanted.high < 2**32
    if wanted.kind == "choice":
        assert tuple(one.text for one in find(element, ".//p:string")) == wanted.choices
    if tag(element) == "text":
        assert element.get("maxLength") == str(LONGEST)
    assert (element.get("expandable") == "true") == (wanted.key in PATHS)


@pytest.mark.parametrize("name", FOLDERS)
def test_every_text_is_there_and_every_box_is_used(name: str) -> None:
    adml, written = ADML[name], etree.tostring(ADMX, encoding="unicode")
    root = adml.getroot()
    assert root.tag == f"{{{NAMESPACES['p']}}}policyDefinitionResources"
    assert [tag(one) for one in root] == ["displayName", "description", "resources"]
    assert [tag(one) for one in find(root, "p:resources/*")] == ["stringTable", "presentationTable"]
    strings = {str(one.get("id")): str(one.text or "") for one in find(root, "//p:string")}
    assert set(strings) == set(re.findall(r"\$\(string\.(\w+)\)", written))
    assert all(text.strip() for text in strings.values())
    boxes = {str(one.get("id")): one for one in find(root, "//p:presentation")}
    assert set(boxes) == set(re.findall(r"\$\(presentation\.(\w+)\)", written))
    for policy in find(ADMX, "//p:policy[@presentation]"):
        (element,) = find(policy, "p:elements/*")
        (box,) = boxes[str(policy.get("name"))]
        assert (tag(box), box.get("refId")) == (BOXES[tag(element)], element.get("id"))
        label = find(box, "p:label")[0].text if tag(box) == "textBox" else box.text
        assert str(label).endswith(":")


def test_both_languages_say_the_same_and_not_in_the_same_words() -> None:
    german, english = (
        {str(one.get("id")): str(one.text) for one in find(ADML[name], "//p:string")}
        for name in ("de-DE", "en-US")
    )
    assert set(german) == set(english)
    same = {name for name in german if german[name] == english[name]}
    assert same <= {"scanstation", "category_organisation"}
    for name, text in german.items():
        if name.endswith("_explained"):
            keys = re.findall(r"\((HKLM\\.+), (\w+)\)", text)
            assert keys == re.findall(r"\((HKLM\\.+), (\w+)\)", english[name])
            assert "Nicht konfiguriert" in text
            assert "Not configured" in english[name]


def sample(policy: Policy) -> object:
    """A value as the editor writes it into the registry."""
    if policy.key == "declarations.folder":
        return r"\\server\freigabe"
    return {
        "truth": 0,
        "choice": policy.choices[-1] if policy.choices else "",
        "whole": policy.high,
        "number": "3.5",
        "list": ["a:b"] if policy.key == "allowed.devices" else ["kreis", "stadt"],
        "path": "%AMT%\\x",
        "text": "amt",
    }[policy.kind]


def test_what_the_editor_writes_is_read_and_locked() -> None:
    tree: dict[str, object] = {}
    for policy in policies():
        branch = tree
        for part in filter(None, policy.category.split(".")):
            branch = branch.setdefault(part, {})  # type: ignore[assignment]
        branch[policy.value_name] = sample(policy)
    source = read_branch(Registry(tree), BRANCH)
    assert source is not None
    found = load_settings({"AMT": "C:\\Amt"}, [source])
    assert all(origin.locked for origin in found.origins.values())
    values = found.values()
    assert values["home"] == values["ocr.program"] == "C:\\Amt\\x"
    assert values["allowed.tenants"] == ("kreis", "stadt")
    assert values["retry.first"] == 3.5
    assert values["limits.disk_reserve_mb"] == BY_KEY["limits.disk_reserve_mb"].high
    assert values["log.system"] is False
    defaults = Settings("-")
    assert values["log.level"] != defaults.log.level


@pytest.mark.parametrize("policy", [one for one in policies() if one.kind == "whole"])
def test_the_range_of_the_editor_ends_where_that_of_the_setting_does(policy: Policy) -> None:
    for value in (policy.low, policy.high, policy.low - 1, policy.high + 1):
        inner: object = {policy.value_name: value}
        tree = {policy.category: inner} if policy.category else inner
        source = read_branch(Registry(tree), BRANCH)  # type: ignore[arg-type]
        assert source is not None
        if policy.low <= value <= policy.high:
            assert load_settings({}, [source]).values()[policy.key] == value
        else:
            with pytest.raises(PolicyInvalid, match=re.escape(f"{policy.key} = {value}")):
                load_settings({}, [source])
