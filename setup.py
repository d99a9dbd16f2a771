"""Packs the top-level folder ``resources`` as the package ``scanstation.resources``."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["scanstation*"]), "scanstation.resources"],
    package_dir={"scanstation.resources": "resources"},
)
