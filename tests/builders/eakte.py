"""A running eAkte and a caller of its browser binding that knows nothing but HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import requests
from PIL import Image

from scanstation.eakte.config import EakteConfig
from scanstation.eakte.server import EakteServer

TOKEN = "geheim-nur-im-Test"
Json = dict[str, Any]
_MAIL = Path(__file__).parents[2] / "resources" / "sample_mail"


class CmisCaller:
    """Speaks the browser binding with a bearer token; answers come back as they are."""

    def __init__(self, address: str, token: str = TOKEN) -> None:
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.service = f"{address}/cmis/browser"
        self.repository = f"{self.service}/eakte"
        self.root = f"{self.repository}/root"

    def get(self, selector: str, object_id: str = "", **parameters: str) -> requests.Response:
        chosen = {"cmisselector": selector, "succinct": "true", **parameters}
        if object_id:
            chosen["objectId"] = object_id
        return self.session.get(self.root, params=chosen)

    def post(
        self,
        action: str,
        object_id: str = "",
        properties: Mapping[str, str] | None = None,
        content: bytes | None = None,
        **fields: str,
    ) -> requests.Response:
        form = {"cmisaction": action, "succinct": "true", "_charset_": "UTF-8", **fields}
        for index, (name, value) in enumerate((properties or {}).items()):
            form[f"propertyId[{index}]"] = name
            form[f"propertyValue[{index}]"] = value
        where = {"objectId": object_id} if object_id else {}
        files = None
        if content is not None:
            files = {"content": ("brief.pdf", content, "application/pdf")}
        return self.session.post(self.root, params=where, data=form, files=files)

    def query(self, statement: str, **fields: str) -> requests.Response:
        form = {"cmisaction": "query", "succinct": "true", "statement": statement, **fields}
        return self.session.post(self.repository, data=form)

    def found(self, statement: str) -> list[Json]:
        answer = self.query(statement)
        assert answer.status_code == 200, answer.text
        return [row["succinctProperties"] for row in answer.json()["results"]]

    def case_file(self, number: str) -> str:
        rows = self.found(f"SELECT cmis:objectId FROM sst:caseFile WHERE sst:caseNumber='{number}'")
        return str(rows[0]["cmis:objectId"])

    def document(
        self, parent: str, name: str, content: bytes | None = b"x", **own: str
    ) -> requests.Response:
        properties = {"cmis:objectTypeId": "sst:document", "cmis:name": name}
        properties |= {f"sst:{key}": value for key, value in own.items()}
        return self.post("createDocument", parent, properties, content)

    def content(self, object_id: str) -> bytes:
        answer = self.get("content", object_id)
        assert answer.status_code == 200, answer.text
        return answer.content


def made(answer: requests.Response) -> Json:
    """Return the properties of an object that was just created or changed."""
    assert answer.status_code in (200, 201), answer.text
    properties: Json = answer.json()["succinctProperties"]
    return properties


@contextmanager
def running(config: EakteConfig, codes: list[str] | None = None) -> Iterator[EakteServer]:
    """Run a server in a thread; its one-time codes are added to ``codes``."""
    server = EakteServer(config, (codes if codes is not None else []).append)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def config_in(folder: Path, **changes: Any) -> EakteConfig:
    """Return a configuration with the tests' token and a free port."""
    return EakteConfig(**{"folder": folder, "token": TOKEN, **changes})


def letter_pdf(side: int) -> bytes:
    """Return a one-page PDF with a side of the sample mail."""
    target = BytesIO()
    with Image.open(_MAIL / f"side-{side:03}.jpg") as page:
        page.convert("L").resize((1240, 1754)).save(target, "PDF", resolution=150.0)
    return target.getvalue()
