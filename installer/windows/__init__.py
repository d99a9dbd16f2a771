"""The packages for Windows, built on Linux."""
