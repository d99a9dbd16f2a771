"""What a station is told: settings in layers, and what is declared for a tenant."""

from __future__ import annotations

from scanstation.settings.configuration import (
    Configuration,
    Tenant,
    load_classes,
    load_configuration,
    load_lookups,
    load_profiles,
    load_targets,
    load_tenant,
    machine_folder,
)
from scanstation.settings.layers import Origin, Station, load_settings, save_setting
from scanstation.settings.resources import resource
from scanstation.settings.values import Limits, Organisation, Recognition, Retry, Settings

__all__ = [
    "Configuration",
    "Limits",
    "Organisation",
    "Origin",
    "Recognition",
    "Retry",
    "Settings",
    "Station",
    "Tenant",
    "load_classes",
    "load_configuration",
    "load_lookups",
    "load_profiles",
    "load_settings",
    "load_targets",
    "load_tenant",
    "machine_folder",
    "resource",
    "save_setting",
]
