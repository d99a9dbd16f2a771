"""All commands by name; a command's module is loaded when the command is asked for.

OCR, PDF and image libraries take a second to load: ``batches`` and ``show`` do without them.
"""

from __future__ import annotations

COMMANDS: dict[str, str] = {
    "demo": "scanstation.cli.demo:demo",
    "devices": "scanstation.cli.devices:devices",
    "device-bundle": "scanstation.cli.device_health:device_bundle",
    "device": "scanstation.cli.device:device",
    "device-test": "scanstation.cli.acceptance:device_test",
    "profiles": "scanstation.cli.scanning:profiles",
    "profile": "scanstation.cli.declaring:profile",
    "sheets": "scanstation.cli.station:sheets",
    "scan": "scanstation.cli.scanning:scan",
    "import": "scanstation.cli.scanning:import_",
    "batches": "scanstation.cli.batches:batches",
    "show": "scanstation.cli.batches:show",
    "quick": "scanstation.cli.quick:quick_",
    "index": "scanstation.cli.indexing:index",
    "edit": "scanstation.cli.editing:edit",
    "undo": "scanstation.cli.editing:undo",
    "redo": "scanstation.cli.editing:redo",
    "describe": "scanstation.cli.editing:describe",
    "doubts": "scanstation.cli.doubting:doubts",
    "answer": "scanstation.cli.doubting:answer",
    "check": "scanstation.cli.releasing:check",
    "release": "scanstation.cli.releasing:release",
    "withdraw": "scanstation.cli.releasing:withdraw",
    "correct": "scanstation.cli.correcting:correct",
    "export": "scanstation.cli.releasing:export",
    "upload": "scanstation.cli.sending:upload",
    "targets": "scanstation.cli.sending:targets",
    "verify": "scanstation.cli.verifying:verify",
    "purge": "scanstation.cli.batches:purge",
    "abandon": "scanstation.cli.batches:abandon",
    "audit": "scanstation.cli.batches:audit",
    "settings": "scanstation.cli.station:settings",
    "diagnostics": "scanstation.cli.station:diagnostics",
    "doctor": "scanstation.cli.station:doctor",
    "eakte": "scanstation.cli.station:eakte",
}
"""Name -> ``module:attribute``, in the order of the help."""
