"""Builds the packages that IT departments roll out: MSI and setup.exe for Windows, .deb for Debian."""
