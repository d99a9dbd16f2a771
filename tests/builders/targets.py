"""Targets for the uploaders' tests, looked at from their own side."""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import requests

from scanstation.eakte.config import EakteConfig
from scanstation.eakte.server import EakteServer
from scanstation.upload.cmis import CmisUploader
from scanstation.upload.cmis_options import CmisOptions
from scanstation.upload.folder import FolderOptions, FolderUploader
from scanstation.upload.http import Connection, Login
from scanstation.upload.uploader import Outgoing, Remote, Uploader

CHUNK = 65536
JAVA_SERVER = Path(__file__).parents[1] / "java" / "opencmis-server"


class Stop(BaseException):
    """Ends a transfer in its middle."""


class CmisBench:
    """A CMIS server, asked with bare HTTP; each bench files below a folder of its own."""

    def __init__(
        self, service: str, login: Login, options: CmisOptions, off: Callable[[], None]
    ) -> None:
        self.service = service
        self.login = login
        self.options = options
        self.switch_off = off
        self._http = requests.Session()
        self._http.headers["Authorization"] = login.header()
        self._opened: list[CmisUploader] = []
        (self.repository,) = self._http.get(service).json().values()

    def uploader(self) -> CmisUploader:
        connection = Connection("uebung", self.service, lambda: self.login)
        self._opened.append(CmisUploader(connection, self.options))
        return self._opened[-1]

    def close(self) -> None:
        self._http.close()
        for uploader in self._opened:
            uploader.close()

    def rows(self, package: str) -> list[dict[str, object]]:
        """Return the properties of all documents whose name begins with the package."""
        return self.rows_of("cmis:document", package)

    def rows_of(self, kind: str, package: str) -> list[dict[str, object]]:
        """Return them with the properties of a type below cmis:document."""
        statement = f"SELECT * FROM {kind} WHERE cmis:name LIKE '{package}%'"
        form = {"cmisaction": "query", "succinct": "true", "statement": statement}
        answer = self._http.post(self.repository["repositoryUrl"], data=form)
        return [row["succinctProperties"] for row in answer.json()["results"]]

    def copies(self, package: str) -> list[bytes]:
        return [self._content(str(row["cmis:objectId"])) for row in self.rows(package)]

    def place(self, package: str) -> str:
        (row,) = self.rows(package)
        params = {"objectId": str(row["cmis:objectId"]), "cmisselector": "parents"}
        answer = self._http.get(self.repository["rootFolderUrl"], params=params | _SUCCINCT)
        (parent,) = answer.json()
        return str(parent["object"]["succinctProperties"]["cmis:path"])

    def interrupt(self, outgoing: Outgoing) -> None:
        def stop(remote: Remote) -> None:
            raise Stop

        try:
            self.uploader().send(outgoing, None, stop)
        except Stop:
            return
        raise AssertionError("the package went through in one part")

    def spoil(self, package: str) -> None:
        (row,) = self.rows(package)
        content = bytearray(self._content(str(row["cmis:objectId"])))
        content[len(content) // 2] ^= 0xFF
        self.post(row, {"cmisaction": "setContent", "overwriteFlag": "true"}, bytes(content))

    def remove(self, package: str) -> None:
        (row,) = self.rows(package)
        self.post(row, {"cmisaction": "delete", "allVersions": "true"})

    def post(
        self, row: dict[str, object], form: dict[str, str], content: bytes | None = None
    ) -> None:
        files = {"content": ("x.pdf", content, "application/pdf")} if content is not None else None
        params = {"objectId": str(row["cmis:objectId"])}
        url = self.repository["rootFolderUrl"]
        self._http.post(url, params=params, data=form, files=files).raise_for_status()

    def create_folder(self, name: str) -> None:
        form = {
            "cmisaction": "createFolder",
            "propertyId[0]": "cmis:objectTypeId",
            "propertyValue[0]": "cmis:folder",
            "propertyId[1]": "cmis:name",
            "propertyValue[1]": name,
        }
        self._http.post(self.repository["rootFolderUrl"], data=form).raise_for_status()

    def _content(self, object_id: str) -> bytes:
        params = {"objectId": object_id, "cmisselector": "content"}
        answer = self._http.get(self.repository["rootFolderUrl"], params=params)
        if answer.status_code in (404, 409):
            return b""  # a document without content
        answer.raise_for_status()
        return answer.content


_SUCCINCT = {"succinct": "true"}


class FolderBench:
    """A folder, looked at with the file system alone."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def uploader(self) -> Uploader:
        return FolderUploader("ablage", self.root, FolderOptions(folder="{case_number}"))

    def copies(self, package: str) -> list[bytes]:
        return [path.read_bytes() for path in self._paths(package)]

    def place(self, package: str) -> str:
        (path,) = self._paths(package)
        return path.parent.name

    def interrupt(self, outgoing: Outgoing) -> None:
        """Stop between the document and its manifest."""
        (manifest,) = outgoing.sidecars
        away = manifest.path.with_suffix(".away")
        manifest.path.rename(away)
        try:
            self.uploader().send(outgoing, None, lambda remote: None)
        except Exception:
            away.rename(manifest.path)
            return
        raise AssertionError("the package was complete without its manifest")

    def spoil(self, package: str) -> None:
        (path,) = self._paths(package)
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(content)

    def remove(self, package: str) -> None:
        for path in list(self.root.rglob(f"{package}*")):
            path.unlink()

    def switch_off(self) -> None:
        self.root.rename(self.root.with_name("away"))

    def _paths(self, package: str) -> list[Path]:
        return list(self.root.rglob(f"{package}_*"))


class Eakte:
    """An embedded eAkte that tests share; who stops it leaves it to the next one to start."""

    def __init__(self, folder: Path) -> None:
        self.login = Login("", uuid.uuid4().hex, "bearer")
        self.server = EakteServer(EakteConfig(folder, token=self.login.secret))

    def service(self) -> str:
        if not self.server.address:
            self.server.start()
        return self.server.service_url

    @contextmanager
    def bench(self) -> Iterator[CmisBench]:
        bench = CmisBench(self.service(), self.login, EAKTE_OPTIONS, self.server.stop)
        with closing(bench):
            yield bench


EAKTE_OPTIONS = CmisOptions(
    folder="{case_number}",
    object_type="sst:document",
    case_file_type="sst:caseFile",
    case_file_property="sst:caseNumber",
    auth="bearer",
    chunk_size=CHUNK,
)


class OpenCmis:
    """OpenCMIS InMemory in a process of its own; restarted, and then empty, after a stop."""

    def __init__(self, folder: Path) -> None:
        self.login = Login("prüfer", "geheim")
        self._command = ["java", "-cp", f"{folder}/lib/*", "scanstation.OpenCmisServer"]
        self._process: subprocess.Popen[bytes] | None = None
        self._service = ""

    def service(self) -> str:
        if self._process is None:
            self._start()
        return self._service

    def stop(self) -> None:
        if self._process is not None:
            self._process.communicate()  # it ends with its standard input
            self._process = None

    @contextmanager
    def bench(self, options: CmisOptions | None = None) -> Iterator[CmisBench]:
        """Yield a bench that files below a new folder."""
        name = f"Prüfung {uuid.uuid4()}"
        chosen = replace(options or CmisOptions(chunk_size=CHUNK), root_folder=f"/{name}")
        bench = CmisBench(self.service(), self.login, chosen, self.stop)
        with closing(bench):
            bench.create_folder(name)
            yield bench

    def _start(self) -> None:
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdout is not None
        word, port = self._process.stdout.readline().split()
        assert word == b"listening"
        self._service = f"http://127.0.0.1:{int(port)}/cmis/browser"


@contextmanager
def open_cmis() -> Iterator[OpenCmis]:
    """Build the server if that has not been done yet, and stop it at the end."""
    setup = subprocess.run([str(JAVA_SERVER / "setup.sh")], check=True, capture_output=True)
    server = OpenCmis(Path(setup.stdout.decode().splitlines()[-1]))
    try:
        yield server
    finally:
        server.stop()
