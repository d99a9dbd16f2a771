"""The OpenCMIS Java client uses the embedded eAkte; the Java program ends at the first surprise."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.builders.eakte import TOKEN, config_in, running

_SETUP = Path(__file__).parents[1] / "java" / "opencmis-client" / "setup.sh"
_PATH = "/50 Soziales/50.1 Grundsicherung und Hilfe zum Lebensunterhalt/50.1-123-2026"
_NAME = "Müller – Bescheid 50.1 'Übung'.pdf"
EXPECTED = {
    "refused-login": "CmisUnauthorizedException",
    "repository": "eakte",
    "version": "1.1",
    "append": "anytime",
    "acl": "3",
    "types": "cmis:document>sst:document cmis:folder>sst:caseFile",
    "pages": "integer",
    "training": "readonly",
    "type-children": "1",
    "case-file": "Weißenbäcker, Jörg",
    "path": f"{_PATH}/Anlagen für Öztürk",
    "parent": "50.1-123-2026",
    "by-path": "true",
    "name": _NAME,
    "subject": "Grüße aus \\ 'Großkötter'",
    "date": "1795305600000",
    "marked": "true",
    "file-name": _NAME,
    "actions": "true",
    "versions": "1",
    "parents": "Anlagen für Öztürk",
    "paths": f"{_PATH}/Anlagen für Öztürk/{_NAME}",
    "length": "17",
    "content": "Anfang Mitte Ende",
    "range": "Mitte",
    "hash": "true",
    "refused-overwrite": "CmisContentAlreadyExistsException",
    "replaced": "neu",
    "emptied": "true",
    "found": "true",
    "alias": "3",
    "like": "1",
    "refused-query": "CmisInvalidArgumentException",
    "sender": "Şule Yıldız-Förster",
    "cleared": "true",
    "refused-twice": "CmisNameConstraintViolationException",
    "refused-missing": "CmisObjectNotFoundException",
    "refused-versioned": "CmisConstraintException",
    "refused-stale": "CmisUpdateConflictException",
    "page": "2",
    "descendants": "2",
    "folder-tree": "1",
    "moved": "3",
    "refused-not-empty": "CmisConstraintException",
    "failed": "0",
    "refused-gone": "CmisObjectNotFoundException",
}


def test_every_step_of_the_java_client(tmp_path: Path) -> None:
    built = subprocess.run(["bash", _SETUP], check=True, stdout=subprocess.PIPE, text=True)
    jars = Path(built.stdout.strip()) / "lib" / "*"
    login = {"CMIS_USER": "prüfer", "CMIS_PASSWORD": TOKEN}
    with running(config_in(tmp_path)) as server:
        run = subprocess.run(
            ["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", str(jars),
             "scanstation.OpenCmisClient", server.service_url],
            env={**os.environ, **login, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )  # fmt: skip
    assert run.returncode == 0, run.stderr
    said = dict(line.split("=", 1) for line in run.stdout.splitlines())
    assert said == EXPECTED
