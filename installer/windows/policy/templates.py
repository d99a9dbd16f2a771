"""Writes the templates.

Source of the format: Microsoft's "ADMX Syntax" and "Group Policy ADMX Syntax Reference Guide"
(namespace 2006/07/PolicyDefinitions): order of the sections, parts and their presentations.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

from installer.windows.policy.schema import Kind, Policy, policies
from installer.windows.policy.words import CATEGORIES, WORDS, Words
from scanstation.errors import Language, Text

NAMESPACE = "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"
NAME = "scanstation"
FOLDERS: Mapping[str, Language] = {"de-DE": "de", "en-US": "en"}
SUPPORTED = Text("scanstation 0.1 oder neuer", "scanstation 0.1 or later")
DESCRIPTION = Text("Richtlinien für scanstation", "Policies of scanstation")
UNSET = Text(
    "Nicht konfiguriert: Es gilt, was am Arbeitsplatz eingestellt ist. Deaktiviert: ebenso.",
    "Not configured: what is set at the workplace counts. Disabled: the same.",
)
UNSET_TRUTH = Text(
    "Nicht konfiguriert: Es gilt, was am Arbeitsplatz eingestellt ist.",
    "Not configured: what is set at the workplace counts.",
)
FIXED = Text(
    "Ein festgelegter Wert ist für Benutzer gesperrt und im Fenster so gekennzeichnet; welcher "
    "Wert woher kommt, zeigt „scanstation doctor“. Mit einem falschen Wert startet scanstation "
    "nicht.",
    "A value that is set is locked for users and marked so in the window; “scanstation doctor” "
    "shows which value comes from where. With a wrong value scanstation does not start.",
)
LONGEST = 1023
"""Letters of a text; the registry takes more, the editor's box does not."""


def write_templates(folder: Path) -> list[Path]:
    """Write ``scanstation.admx`` and an ADML file a language; return the files."""
    files = {folder / f"{NAME}.admx": admx()}
    for name, language in FOLDERS.items():
        files[folder / name / f"{NAME}.adml"] = adml(language)
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return list(files)


def admx() -> bytes:
    """Return what the policies write into the registry."""
    root = _root("policyDefinitions")
    spaces = _add(root, "policyNamespaces")
    _add(spaces, "target", prefix=NAME, namespace=f"{NAME}.policies")
    _add(root, "resources", minRequiredRevision="1.0")
    definitions = _add(_add(root, "supportedOn"), "definitions")
    _add(definitions, "definition", name="SUPPORTED", displayName="$(string.SUPPORTED)")
    categories = _add(root, "categories")
    _add(categories, "category", name=NAME, displayName=f"$(string.{NAME})")
    for name in CATEGORIES:
        id_ = category_id(name)
        category = _add(categories, "category", name=id_, displayName=f"$(string.{id_})")
        _add(category, "parentCategory", ref=NAME)
    every = _add(root, "policies")
    for policy in policies():
        _policy(every, policy)
    return _written(root)


def adml(language: Language) -> bytes:
    """Return what the policies are called in a language."""
    root = _root("policyDefinitionResources")
    _add(root, "displayName").text = NAME
    _add(root, "description").text = DESCRIPTION.say(language)
    resources = _add(root, "resources")
    table = _add(resources, "stringTable")
    for name, text in strings().items():
        _add(table, "string", id=name).text = text.say(language)
    presentations = _add(resources, "presentationTable")
    for policy in policies():
        if policy.kind != "truth":
            _presentation(presentations, policy, WORDS[policy.key], language)
    return _written(root)


def strings() -> dict[str, Text]:
    """Return every text by its id."""
    found = {NAME: Text(NAME, NAME), "SUPPORTED": SUPPORTED}
    found |= {category_id(name): text for name, text in CATEGORIES.items()}
    for policy in policies():
        words = WORDS[policy.key]
        found[policy.id] = words.title
        found[f"{policy.id}_explained"] = _explained(policy, words)
        for value in policy.choices:
            found[f"{policy.id}_{value}"] = (words.choices or {})[value]
    return found


def category_id(name: str) -> str:
    """Return the id of a category, of the root's settings for an empty name."""
    return f"category_{name or 'workplace'}"


def _policy(every: ElementTree.Element, policy: Policy) -> None:
    attributes = {
        "name": policy.id,
        "class": "Machine",
        "displayName": f"$(string.{policy.id})",
        "explainText": f"$(string.{policy.id}_explained)",
        "key": policy.registry_key,
    }
    if policy.kind == "truth":
        attributes["valueName"] = policy.value_name
    else:
        attributes["presentation"] = f"$(presentation.{policy.id})"
    made = ElementTree.SubElement(every, "policy", attributes)
    _add(made, "parentCategory", ref=category_id(policy.category))
    _add(made, "supportedOn", ref="SUPPORTED")
    if policy.kind == "truth":
        _add(_add(made, "enabledValue"), "decimal", value="1")
        _add(_add(made, "disabledValue"), "decimal", value="0")
    else:
        _element(_add(made, "elements"), policy)


ELEMENTS: Mapping[Kind, str] = {
    "choice": "enum",
    "whole": "decimal",
    "number": "text",
    "list": "multiText",
    "path": "text",
    "text": "text",
}
BOXES: Mapping[Kind, str] = {
    "choice": "dropdownList",
    "whole": "decimalTextBox",
    "number": "textBox",
    "list": "multiTextBox",
    "path": "textBox",
    "text": "textBox",
}


def _element(elements: ElementTree.Element, policy: Policy) -> None:
    made = _add(elements, ELEMENTS[policy.kind], id=policy.id, valueName=policy.value_name)
    made.set("required", "true")
    if policy.kind == "whole":
        made.set("minValue", str(policy.low))
        made.set("maxValue", str(policy.high))
    if policy.kind in ("number", "path", "text"):
        made.set("maxLength", str(LONGEST))
    if policy.kind == "path":
        made.set("expandable", "true")
    for value in policy.choices:
        item = _add(made, "item", displayName=f"$(string.{policy.id}_{value})")
        _add(_add(item, "value"), "string").text = value


def _presentation(
    table: ElementTree.Element, policy: Policy, words: Words, language: Language
) -> None:
    presentation = _add(table, "presentation", id=policy.id)
    box = _add(presentation, BOXES[policy.kind], refId=policy.id)
    label = f"{words.title.say(language)}:"
    if BOXES[policy.kind] == "textBox":
        _add(box, "label").text = label
    else:
        box.text = label


def _explained(policy: Policy, words: Words) -> Text:
    unset = UNSET_TRUTH if policy.kind == "truth" else UNSET
    parts = (words.explained, unset, FIXED)
    key = f"HKLM\\{policy.registry_key}, {policy.value_name}"
    return Text(
        "\n\n".join([*(one.de for one in parts), f"Einstellung: {policy.key} ({key})"]),
        "\n\n".join([*(one.en for one in parts), f"Setting: {policy.key} ({key})"]),
    )


def _root(name: str) -> ElementTree.Element:
    attributes = {"xmlns": NAMESPACE, "revision": "1.0", "schemaVersion": "1.0"}
    return ElementTree.Element(name, attributes)


def _add(parent: ElementTree.Element, tag: str, /, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, tag, attributes)


def _written(root: ElementTree.Element) -> bytes:
    """UTF-8 with Windows' line ends, the same bytes every time."""
    ElementTree.indent(root)
    text: str = ElementTree.tostring(root, encoding="unicode")
    whole = f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'
    return whole.replace("\n", "\r\n").encode()
