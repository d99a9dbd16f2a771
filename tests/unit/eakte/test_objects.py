"""Folders, documents and their properties over the wire."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders.eakte import CmisCaller, made

TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=200
)
_FOLDER_STAYS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_FOLDER_STAYS
@given(subject=TEXT, pages=st.integers(-(10**17), 10**17), date=st.integers(-(10**15), 10**15))
def test_values_come_back_as_they_were_sent(
    caller: CmisCaller, folder: str, subject: str, pages: int, date: int
) -> None:
    sent = {"subject": subject, "pages": str(pages), "documentDate": str(date)}
    object_id = made(caller.document(folder, "werte.pdf", None, **sent))["cmis:objectId"]
    got = caller.get("properties", object_id).json()
    assert caller.post("delete", object_id).status_code == 200
    # A form may turn a single line end into CR LF (HTML 4.10.22); requests does not.
    assert got["sst:subject"] == subject
    assert (got["sst:pages"], got["sst:documentDate"]) == (pages, date)


@_FOLDER_STAYS
@given(subject=TEXT)
def test_a_query_finds_exactly_the_text(caller: CmisCaller, folder: str, subject: str) -> None:
    object_id = made(caller.document(folder, "suche.pdf", None, subject=subject))["cmis:objectId"]
    literal = subject.replace("\\", "\\\\").replace("'", "\\'")
    rows = caller.found(f"SELECT cmis:objectId FROM sst:document WHERE sst:subject = '{literal}'")
    assert caller.post("delete", object_id).status_code == 200
    assert [row["cmis:objectId"] for row in rows] == [object_id]


def test_what_the_server_adds(caller: CmisCaller, folder: str) -> None:
    answer = caller.document(folder, "a.pdf", b"x", packageId="p-1")
    assert answer.status_code == 201
    now = made(answer)
    assert now["sst:training"] is True
    assert now["cmis:createdBy"] == "scanstation"
    assert now["cmis:contentStreamMimeType"] == "application/pdf"
    assert now["cmis:contentStreamFileName"] == "brief.pdf"
    assert now["cmis:baseTypeId"] == "cmis:document"
    found = caller.found("SELECT * FROM sst:document WHERE sst:packageId = 'p-1'")
    assert [row["cmis:objectId"] for row in found] == [now["cmis:objectId"]]


def test_the_full_form_of_properties(caller: CmisCaller, folder: str) -> None:
    object_id = made(caller.document(folder, "a.pdf", b"x", pages="3"))["cmis:objectId"]
    got = caller.get("object", object_id, succinct="false", filter="sst:pages").json()
    assert got == {
        "properties": {
            "sst:pages": {
                "id": "sst:pages",
                "localName": "sst:pages",
                "displayName": "Seiten",
                "queryName": "sst:pages",
                "type": "integer",
                "cardinality": "single",
                "value": 3,
            }
        }
    }


def test_update_and_clear(caller: CmisCaller, folder: str) -> None:
    old = made(caller.document(folder, "a.pdf", b"x", sender="Müller", pages="3"))
    changes = {"sst:sender": "", "sst:subject": "neu", "cmis:name": "b.pdf"}
    token = old["cmis:changeToken"]
    now = made(caller.post("update", old["cmis:objectId"], changes, changeToken=token))
    assert (now["sst:sender"], now["sst:subject"], now["cmis:name"]) == (None, "neu", "b.pdf")
    assert now["sst:pages"] == 3
    assert now["cmis:changeToken"] != token
    assert (
        caller.post("update", old["cmis:objectId"], changes, changeToken=token).status_code == 409
    )


def test_a_name_is_taken_once_in_a_folder_in_either_normal_form(
    caller: CmisCaller, folder: str
) -> None:
    made(caller.document(folder, unicodedata.normalize("NFC", "Müller.pdf")))
    for name in ("Müller.pdf", unicodedata.normalize("NFD", "Müller.pdf")):
        answer = caller.document(folder, name)
        assert (answer.status_code, answer.json()["exception"]) == (409, "nameConstraintViolation")


@pytest.mark.parametrize("sign", '/\\:"*?<>|\n\x7f')
def test_forbidden_names(caller: CmisCaller, folder: str, sign: str) -> None:
    answer = caller.document(folder, f"a{sign}b.pdf")
    assert (answer.status_code, answer.json()["exception"]) == (400, "invalidArgument")


@pytest.mark.parametrize("name", ["", " ", ".", "..", " a", "a ", "x" * 256])
def test_more_forbidden_names(caller: CmisCaller, folder: str, name: str) -> None:
    assert caller.document(folder, name).status_code in (400, 409)
    assert caller.get("children", folder).json()["numItems"] == 0


@pytest.mark.parametrize(
    ("properties", "status", "exception"),
    [
        ({"sst:nix": "1"}, 400, "invalidArgument"),
        ({"sst:pages": "drei"}, 400, "invalidArgument"),
        ({"sst:pages": "9" * 19}, 400, "invalidArgument"),
        ({"sst:documentDate": "2026-11-22"}, 400, "invalidArgument"),
        ({"sst:subject": "x" * 1001}, 409, "constraint"),
        ({"sst:training": "false"}, 409, "constraint"),
        ({"cmis:objectId": "mein"}, 409, "constraint"),
        ({"cmis:contentStreamHash": "{sha-256}00"}, 409, "constraint"),
        ({"cmis:objectTypeId": "sst:nix"}, 404, "objectNotFound"),
        ({"cmis:objectTypeId": "cmis:folder"}, 409, "constraint"),
        ({"cmis:objectTypeId": ""}, 400, "invalidArgument"),
        ({"cmis:secondaryObjectTypeIds": "sst:scan"}, 409, "constraint"),
    ],
)
def test_wrong_properties_are_refused_and_leave_nothing(
    caller: CmisCaller, folder: str, properties: dict[str, str], status: int, exception: str
) -> None:
    sent = {"cmis:objectTypeId": "sst:document", "cmis:name": "a.pdf", **properties}
    answer = caller.post("createDocument", folder, sent, b"x")
    assert (answer.status_code, answer.json()["exception"]) == (status, exception)
    assert caller.get("children", folder).json()["numItems"] == 0


def test_a_case_number_names_one_case_file(caller: CmisCaller, folder: str) -> None:
    kind = {"cmis:objectTypeId": "sst:caseFile", "cmis:name": "Zweite"}
    answer = caller.post("createFolder", folder, {**kind, "sst:caseNumber": "50.1-123/2026"})
    assert (answer.status_code, answer.json()["exception"]) == (409, "constraint")
    answer = caller.post("createFolder", folder, kind)
    assert (answer.status_code, answer.json()["exception"]) == (409, "constraint")
    now = made(caller.post("createFolder", folder, {**kind, "sst:caseNumber": "99-1/2026"}))
    change = {"sst:caseNumber": "50.1-123/2026"}
    assert caller.post("update", now["cmis:objectId"], change).status_code == 409
    made(caller.post("update", now["cmis:objectId"], {"sst:caseNumber": "99-1/2026"}))


def test_children_pages_and_order(caller: CmisCaller, folder: str) -> None:
    for number in range(7):
        made(caller.document(folder, f"{number}.pdf", None))
    listed = caller.get("children", folder, maxItems="3", skipCount="3", filter="cmis:name").json()
    assert [entry["object"]["succinctProperties"] for entry in listed["objects"]] == [
        {"cmis:name": f"{number}.pdf"} for number in (3, 4, 5)
    ]
    assert (listed["hasMoreItems"], listed["numItems"]) == (True, 7)
    rest = caller.get("children", folder, maxItems="3", skipCount="6", includePathSegment="true")
    assert rest.json()["hasMoreItems"] is False
    assert rest.json()["objects"][0]["pathSegment"] == "6.pdf"
    turned = caller.get("children", folder, orderBy="cmis:name DESC", maxItems="1").json()
    assert turned["objects"][0]["object"]["succinctProperties"]["cmis:name"] == "6.pdf"
    for wrong in ({"maxItems": "-1"}, {"skipCount": "x"}, {"orderBy": "cmis:name; DROP"}):
        assert caller.get("children", folder, **wrong).json()["exception"] == "invalidArgument"


def test_paths_parents_and_trees(caller: CmisCaller, folder: str) -> None:
    kind = {"cmis:objectTypeId": "cmis:folder", "cmis:name": "Über & Größe 100%"}
    inner = made(caller.post("createFolder", folder, kind))
    document = made(caller.document(inner["cmis:objectId"], "a b.pdf", b"x"))
    path = f"{inner['cmis:path']}/a b.pdf"
    where = caller.session.get(
        f"{caller.root}{_quoted(path)}", params={"cmisselector": "properties", "succinct": "true"}
    )
    assert where.json()["cmis:objectId"] == document["cmis:objectId"]
    parents = caller.get("parents", document["cmis:objectId"], includeRelativePathSegment="true")
    assert parents.json()[0]["relativePathSegment"] == "a b.pdf"
    assert caller.get("parent", inner["cmis:objectId"]).json()["succinctProperties"][
        "cmis:objectId"
    ] == folder  # fmt: skip
    tree = caller.get("descendants", folder).json()
    assert [len(tree), len(tree[0]["children"])] == [1, 1]
    assert "children" not in caller.get("descendants", folder, depth="1").json()[0]
    assert "children" in caller.get("folderTree", folder).json()[0]
    assert caller.get("descendants", folder, depth="0").status_code == 400
    assert caller.get("parent", "root").status_code == 400


def _quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(path)


def test_move_and_delete(caller: CmisCaller, folder: str) -> None:
    outer, inner = (
        made(
            caller.post(
                "createFolder", parent, {"cmis:objectTypeId": "cmis:folder", "cmis:name": n}
            )
        )["cmis:objectId"]
        for parent, n in ((folder, "außen"), (folder, "innen"))
    )
    move = {"sourceFolderId": folder, "targetFolderId": outer}
    assert caller.post("move", inner, **move).status_code == 201
    back = {"sourceFolderId": folder, "targetFolderId": inner}
    assert caller.post("move", outer, **back).json()["exception"] == "constraint"
    assert caller.post("move", inner, **move).json()["exception"] == "invalidArgument"
    assert caller.post("delete", outer).json()["exception"] == "constraint"
    assert caller.post("deleteTree", outer).json() == {"ids": []}
    assert caller.get("object", inner).status_code == 404
    for action in ("delete", "deleteTree"):
        assert caller.post(action, "root").json()["exception"] == "constraint"


@pytest.mark.parametrize(
    ("action", "status", "exception"),
    [
        ("checkOut", 405, "notSupported"),
        ("applyACL", 405, "notSupported"),
        ("", 400, "invalidArgument"),
    ],
)
def test_what_is_not_offered(
    caller: CmisCaller, folder: str, action: str, status: int, exception: str
) -> None:
    answer = caller.post(action, folder)
    assert (answer.status_code, answer.json()["exception"]) == (status, exception)


def test_rights_that_cannot_be_set_are_refused(caller: CmisCaller, folder: str) -> None:
    fields = {"addACEPrincipal[0]": "alle", "addACEPermission[0][0]": "cmis:read"}
    kind = {"cmis:objectTypeId": "cmis:folder", "cmis:name": "geheim"}
    answer = caller.post("createFolder", folder, kind, None, **fields)
    assert (answer.status_code, answer.json()["exception"]) == (409, "constraint")
    assert caller.get("children", folder).json()["numItems"] == 0


def test_selectors_of_the_repository(caller: CmisCaller) -> None:
    def get(selector: str, **parameters: str) -> object:
        chosen = {"cmisselector": selector, **parameters}
        return caller.session.get(caller.repository, params=chosen).json()

    kinds = get("typeChildren")
    assert isinstance(kinds, dict)
    assert [kind["id"] for kind in kinds["types"]] == ["cmis:document", "cmis:folder"]
    definition = get("typeDefinition", typeId="sst:caseFile")
    assert isinstance(definition, dict)
    assert definition["propertyDefinitions"]["sst:caseNumber"]["required"] is True
    assert definition["propertyDefinitions"]["cmis:name"]["inherited"] is True
    assert get("typeDefinition", typeId="nix") == {
        "exception": "objectNotFound",
        "message": "Type nix is unknown!",
    }
    for selector in ("contentChanges", "lastResult"):
        answer = get(selector)
        assert isinstance(answer, dict)
        assert answer["exception"] == "notSupported"


def test_error_codes_can_be_suppressed(caller: CmisCaller) -> None:
    answer = caller.get("object", "gibt-es-nicht", suppressResponseCodes="true")
    assert (answer.status_code, answer.json()["exception"]) == (200, "objectNotFound")
    answer = caller.session.get(f"{caller.service}/andere")
    assert (answer.status_code, answer.json()["exception"]) == (404, "objectNotFound")
    assert caller.session.put(caller.root).json()["exception"] == "notSupported"
