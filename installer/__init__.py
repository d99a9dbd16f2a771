"""Builds what IT departments roll out: MSI and setup.exe for Windows, .deb for Debian."""
