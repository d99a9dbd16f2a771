"""Which properties a package brings to a type, checked against what the type wants."""

from __future__ import annotations

from dataclasses import dataclass

from scanstation.errors import TargetRefused
from scanstation.upload.cmis_forms import wire_value
from scanstation.upload.cmis_options import CmisOptions
from scanstation.upload.cmis_repository import Properties, PropertyRule, TypeRules
from scanstation.upload.names import DESCRIPTION
from scanstation.upload.uploader import Outgoing, PropertyValue


@dataclass(frozen=True, slots=True)
class Wire:
    """A property as it goes over the wire."""

    id: str
    value: str | tuple[str, ...]
    kind: str


def own_values(
    outgoing: Outgoing, rules: TypeRules, options: CmisOptions, target: str
) -> tuple[Wire, ...]:
    """Return the package's properties in the form the type wants.

    Raises:
        TargetRefused: naming the property: unknown, read-only, of the wrong kind, too long, or
            required but missing.
    """
    wires = []
    for name, value in {**outgoing.properties, **_marks(outgoing, rules, options)}.items():
        rule = rules.properties.get(name)
        if rule is None or not rule.writable:
            if options.ignore_unknown_properties or name == DESCRIPTION:
                continue
            problem = "is unknown" if rule is None else "is read-only"
            raise _refused(target, name, f"{problem} at type {rules.id}")
        if value not in ("", ()):
            wires.append(_wire(rule, value, target))
    _check_required(rules, {wire.id for wire in wires}, target)
    return tuple(wires)


def _marks(outgoing: Outgoing, rules: TypeRules, options: CmisOptions) -> dict[str, PropertyValue]:
    """Return our own marks as far as the type has a place for them."""
    marks: dict[str, PropertyValue] = {
        options.package_property: outgoing.package,
        options.document_property: outgoing.document,
        options.hash_property: outgoing.sha256,
    }
    return {
        name: value
        for name, value in marks.items()
        if name in rules.properties and rules.properties[name].writable
    }


def _wire(rule: PropertyRule, value: PropertyValue, target: str) -> Wire:
    if isinstance(value, tuple) and not rule.multiple:
        raise _refused(target, rule.id, "takes one value only")
    if rule.multiple and not isinstance(value, tuple):
        value = (str(wire_value(value, rule.kind)),)
    try:
        wired = wire_value(value, rule.kind)
    except ValueError:
        raise _refused(target, rule.id, f"needs a value of type {rule.kind}") from None
    longest = max((len(one) for one in ([wired] if isinstance(wired, str) else wired)), default=0)
    if rule.kind == "string" and 0 < rule.max_length < longest:
        raise _refused(target, rule.id, f"takes at most {rule.max_length} characters")
    return Wire(rule.id, wired, rule.kind)


def _check_required(rules: TypeRules, given: set[str], target: str) -> None:
    for rule in rules.properties.values():
        # cmis:name and cmis:objectTypeId are always there.
        ours = not rule.id.startswith("cmis:")
        if ours and rule.required and rule.writable and rule.id not in given:
            raise _refused(target, rule.id, "is required")


def _refused(target: str, name: str, problem: str) -> TargetRefused:
    return TargetRefused(target=target, reason=f"{name} {problem}")


def stored_sha256(row: Properties) -> str:
    """Return the SHA-256 a repository computed (``{sha-256}hex``), empty if it shows none.

    Source: CMIS 1.1 errata and OpenCMIS ``ContentStreamHashImpl``.
    """
    hashes = row.get("cmis:contentStreamHash") or []
    for one in [hashes] if isinstance(hashes, str) else hashes:
        algorithm, _, digest = str(one).partition("}")
        if algorithm.strip().lower() in ("{sha-256", "{sha256"):
            return digest.strip().lower()
    return ""
