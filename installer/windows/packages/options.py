"""What an administrator may say at the installation, the same words for MSI and setup.exe.

Given values are kept in ``HKLM\\Software\\scanstation`` and taken from there by the next version.
"""

from __future__ import annotations

from dataclasses import dataclass

KEY = r"Software\scanstation"
DIRECTORY = "INSTALLDIR"
FORGET = "-"
"""Takes a remembered text away: an empty property is the same to Windows as none."""


@dataclass(frozen=True, slots=True)
class Option:
    """A public property.

    Attributes:
        name: of the property, and of the switch of setup.exe.
        value: of the registry value that remembers it.
        is_flag: on with 1, off with 0; otherwise any text.
    """

    name: str
    value: str
    is_flag: bool

    @property
    def condition(self) -> str:
        """When the option is on, as a condition of Windows Installer."""
        if self.is_flag:
            return f'{self.name} = "1"'
        return f'{self.name} AND {self.name} <> "{FORGET}"'

    @property
    def remembered(self) -> str:
        """The property into which the registry is read."""
        return f"REMEMBERED{self.name}"


OPTIONS = (
    Option("POLICYFILE", "PolicyFile", is_flag=False),
    Option("TARGET", "Target", is_flag=False),
    Option("DESKTOPSHORTCUT", "DesktopShortcut", is_flag=True),
    Option("AUTOSTART", "Autostart", is_flag=True),
)
