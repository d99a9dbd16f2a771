"""What the settings permit at this workplace: training mode, tenants, targets, devices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from scanstation.errors import DeviceNotAllowed, NotPermitted, Text, TrainingOff
from scanstation.settings.values import Settings

TRAINING_TENANT = "uebung"
"""The tenant that is always there, unless the training mode is switched off."""
PRACTICE_DRIVER = "simulated"
TENANT = Text("Der Mandant", "The tenant")
Thing = TypeVar("Thing")


def require_tenant(settings: Settings, tenant: str) -> None:
    """Refuse to work in a tenant that is not permitted here.

    Raises:
        TrainingOff: it is the training tenant, and there is no training mode.
        NotPermitted: the settings name others.
    """
    if tenant == TRAINING_TENANT:
        require_training(settings)
        return
    allowed = settings.allowed.tenants
    if allowed and tenant not in allowed:
        raise NotPermitted(kind=TENANT, name=tenant, known=", ".join(allowed))


def require_training(settings: Settings) -> None:
    """Refuse to train where that is switched off (``TrainingOff``)."""
    if not settings.allowed.training:
        raise TrainingOff


def permitted_targets(
    settings: Settings, tenant: str, targets: Mapping[str, Thing]
) -> dict[str, Thing]:
    """Return the targets that may be used; the training tenant keeps its embedded eAkte."""
    allowed = settings.allowed.targets
    if not allowed or tenant == TRAINING_TENANT:
        return dict(targets)
    return {name: one for name, one in targets.items() if name in allowed}


def is_permitted(settings: Settings, tenant: str, device: str) -> bool:
    """Return whether a device may be used: its address fits a pattern, case set aside.

    The practice scanner belongs to the training tenant, whatever the patterns say.
    """
    patterns = settings.allowed.devices
    if tenant == TRAINING_TENANT and device.startswith(f"{PRACTICE_DRIVER}:"):
        return True
    return not patterns or any(_fits(one, device) for one in patterns)


def require_device(settings: Settings, tenant: str, device: str) -> None:
    """Refuse a device that may not be used (``DeviceNotAllowed``)."""
    if not is_permitted(settings, tenant, device):
        known = ", ".join(settings.allowed.devices)
        raise DeviceNotAllowed(device=device, known=known, sheet=0)


def permitted_drivers(
    settings: Settings, tenant: str, drivers: Mapping[str, Thing]
) -> dict[str, Thing]:
    """Return the drivers that can have a permitted device; others are not even asked."""
    patterns = settings.allowed.devices
    if not patterns:
        return dict(drivers)
    practice = {PRACTICE_DRIVER} if tenant == TRAINING_TENANT else set()
    families = [one.partition(":")[0] for one in patterns]
    return {
        name: one
        for name, one in drivers.items()
        if name in practice or any(_fits(family, name) for family in families)
    }


def _fits(pattern: str, text: str) -> bool:
    """``*`` and ``?`` only: brackets stand in addresses of IPv6."""
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, text, re.IGNORECASE | re.DOTALL) is not None


def undeclared(wanted: Iterable[str], known: Mapping[str, object]) -> list[str]:
    """Return names that a policy permits and nobody declared."""
    return [one for one in wanted if one not in known]
