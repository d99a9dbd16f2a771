"""Scanners of Linux through libsane."""
