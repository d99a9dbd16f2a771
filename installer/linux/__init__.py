"""Builds the Debian package: ``python -m installer.linux``."""
