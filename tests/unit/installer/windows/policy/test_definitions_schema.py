"""The templates are what Group Policy's editor reads, by Microsoft's description of its files.

The description (``policy_definitions.xsd``) knows nothing of what writes the templates. What a
schema cannot say (that references lead somewhere) is asked of the parsed files.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

import installer.windows.policy as package

FOLDER = Path(package.__file__).parent
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "policy_definitions.xsd"))
SPACE = "{http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions}"
LANGUAGES = ("de-DE", "en-US")
Tree = etree._ElementTree
BOXES = {
    "textBox": "text",
    "decimalTextBox": "decimal",
    "dropdownList": "enum",
    "multiTextBox": "multiText",
}
"""Which element of a policy each box shows ([MS-GPREG] 7.2, PolicyPresentation)."""


def admx() -> Tree:
    return etree.parse(FOLDER / "scanstation.admx")


def adml(language: str) -> Tree:
    return etree.parse(FOLDER / language / "scanstation.adml")


def every(tree: Tree | etree._Element, name: str) -> list[etree._Element]:
    return list(tree.iter(f"{SPACE}{name}"))


def elements_of(policy: etree._Element) -> list[etree._Element]:
    return [one for held in policy.iterfind(f"{SPACE}elements") for one in held]


def references(tree: Tree, kind: str) -> set[str]:
    """Names that stand in ``$(string.NAME)`` or ``$(presentation.NAME)``."""
    start = f"$({kind}."
    values = (str(value) for node in tree.iter("*") for value in node.attrib.values())
    return {value[len(start) : -1] for value in values if value.startswith(start)}


@pytest.mark.parametrize("tree", [admx(), *map(adml, LANGUAGES)], ids=["admx", *LANGUAGES])
def test_structure_attributes_and_types(tree: Tree) -> None:
    assert SCHEMA.validate(tree), SCHEMA.error_log


def swap_parts(root: etree._Element) -> None:
    policy = every(root, "policy")[0]
    policy.insert(0, policy[1])


def change(name: str, attribute: str, value: str | None) -> Callable[[etree._Element], None]:
    def changed(root: etree._Element) -> None:
        node = every(root, name)[0]
        del node.attrib[attribute]
        if value is not None:
            node.set(attribute, value)

    return changed


@pytest.mark.parametrize(
    "spoil",
    [
        swap_parts,
        change("policy", "class", "machine"),
        change("policy", "key", r"HKLM\Software\Policies\scanstation"),
        change("policy", "displayName", "Ordner der Daten"),
        change("policy", "presentation", "$(string.home)"),
        change("multiText", "valueName", None),
        change("decimal", "maxValue", "-1"),
        change("text", "id", "a b"),
        change("policyDefinitions", "schemaVersion", "1"),
        change("resources", "minRequiredRevision", None),
    ],
)
def test_the_description_refuses_what_the_editor_would(
    spoil: Callable[[etree._Element], None],
) -> None:
    root = copy.deepcopy(admx().getroot())
    assert SCHEMA.validate(root)
    spoil(root)
    assert not SCHEMA.validate(root)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_and_presentation_that_is_named_is_there_and_no_other(language: str) -> None:
    template, words = admx(), adml(language)
    for kind in ("string", "presentation"):
        defined = Counter(str(one.get("id")) for one in every(words, kind))
        assert max(defined.values()) == 1
        assert set(defined) == references(template, kind)
    assert all((one.text or "").strip() for one in every(words, "string"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_box_shows_an_element_of_its_policy(language: str) -> None:
    boxes = {str(one.get("id")): one for one in every(adml(language), "presentation")}
    for policy in every(admx(), "policy"):
        (name,) = references(etree.ElementTree(copy.deepcopy(policy)), "presentation") or {""}
        elements = {str(one.get("id")): etree.QName(one).localname for one in elements_of(policy)}
        shown = {
            str(box.get("refId")): BOXES[etree.QName(box).localname]
            for box in (boxes[name] if name else ())
            if box.get("refId")
        }
        assert shown == elements, policy.get("name")


def test_references_lead_somewhere_and_names_are_used_once() -> None:
    tree = admx()
    categories = [str(one.get("name")) for one in every(tree, "category")]
    supported = [str(one.get("name")) for one in every(tree, "definition")]
    policies = [str(one.get("name")) for one in every(tree, "policy")]
    for names in (categories, supported, policies):
        assert len(names) == len(set(names))
    assert {one.get("ref") for one in every(tree, "parentCategory")} == set(categories)
    policy_parts = [one for policy in every(tree, "policy") for one in policy]
    asked = {one.get("ref") for one in policy_parts if one.tag == f"{SPACE}supportedOn"}
    assert asked == set(supported)


def test_no_two_policies_write_the_same_value() -> None:
    written: Counter[tuple[str, str]] = Counter()
    for policy in every(admx(), "policy"):
        key = str(policy.get("key"))
        assert key.startswith("Software\\Policies\\")  # what is written there goes with the policy
        for node in [policy, *elements_of(policy)]:
            if node.get("valueName"):
                written[str(node.get("key", key)).lower(), str(node.get("valueName")).lower()] += 1
    assert written
    assert max(written.values()) == 1


def test_a_policy_without_elements_says_what_on_and_off_mean() -> None:
    for policy in every(admx(), "policy"):
        parts = {etree.QName(one).localname for one in policy}
        with_value = policy.get("valueName") is not None
        assert with_value == ({"enabledValue", "disabledValue"} <= parts)
        assert with_value != ("elements" in parts)


def test_revisions_fit() -> None:
    """Texts older than the template asks for are not shown."""
    (wanted,) = (str(one.get("minRequiredRevision")) for one in every(admx(), "resources"))
    for language in LANGUAGES:
        assert str(adml(language).getroot().get("revision")) >= wanted


def test_enumerations_name_each_value_once() -> None:
    for one in every(admx(), "enum"):
        values = ["".join(map(str, item.itertext())).strip() for item in one]
        assert len(values) == len(set(values)) >= 2
        labels = [item.get("displayName") for item in one]
        assert len(labels) == len(set(labels))
