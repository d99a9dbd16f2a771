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
    rolled_out,
)
from scanstation.settings.declaration_changes import DeclarationChanges, declaration_changes
from scanstation.settings.declared_files import (
    change_profile,
    copy_declared,
    is_locked,
    profile_values,
)
from scanstation.settings.keys_file import load_keys, save_keys
from scanstation.settings.layers import Origin, Station, load_settings, save_setting, save_settings
from scanstation.settings.permissions import (
    TRAINING_TENANT,
    is_permitted,
    permitted_drivers,
    require_device,
    require_tenant,
    require_training,
)
from scanstation.settings.resources import resource
from scanstation.settings.shared import Taken, known
from scanstation.settings.taking_over import take_over
from scanstation.settings.values import Limits, Organisation, Recognition, Retry, Settings

__all__ = [
    "TRAINING_TENANT",
    "Configuration",
    "DeclarationChanges",
    "Limits",
    "Organisation",
    "Origin",
    "Recognition",
    "Retry",
    "Settings",
    "Station",
    "Taken",
    "Tenant",
    "change_profile",
    "copy_declared",
    "declaration_changes",
    "is_locked",
    "is_permitted",
    "known",
    "load_classes",
    "load_configuration",
    "load_keys",
    "load_lookups",
    "load_profiles",
    "load_settings",
    "load_targets",
    "load_tenant",
    "machine_folder",
    "permitted_drivers",
    "profile_values",
    "require_device",
    "require_tenant",
    "require_training",
    "resource",
    "rolled_out",
    "save_keys",
    "save_setting",
    "save_settings",
    "take_over",
]
