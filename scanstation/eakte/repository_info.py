"""What the repository says about itself (CMIS 1.1, 2.2.2.2)."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from scanstation.eakte.config import REPOSITORY_ID
from scanstation.eakte.database import ROOT_ID
from scanstation.eakte.representation import Json

SERVICE_PATH = "/cmis/browser"

_CAPABILITIES: Json = {
    "capabilityACL": "discover",
    "capabilityAllVersionsSearchable": False,
    "capabilityChanges": "none",
    "capabilityContentStreamUpdatability": "anytime",
    "capabilityGetDescendants": True,
    "capabilityGetFolderTree": True,
    "capabilityJoin": "none",
    "capabilityMultifiling": False,
    "capabilityOrderBy": "common",
    "capabilityPWCSearchable": False,
    "capabilityPWCUpdatable": False,
    "capabilityQuery": "metadataonly",
    "capabilityRenditions": "none",
    "capabilityUnfiling": False,
    "capabilityVersionSpecificFiling": False,
    "capabilityCreatablePropertyTypes": {"canCreate": []},
    "capabilityNewTypeSettableAttributes": {},
}
_PERMISSIONS = {
    "cmis:read": "Lesen",
    "cmis:write": "Schreiben",
    "cmis:all": "Alles",
}


def repository_info(base: str) -> Json:
    """Return the repository information.

    Args:
        base: ``http://host:port`` as the caller reached the server.
    """
    url = f"{base}{SERVICE_PATH}/{REPOSITORY_ID}"
    return {
        "repositoryId": REPOSITORY_ID,
        "repositoryName": "eAkte (Übung)",
        "repositoryDescription": "Eingebettete eAkte des Mandanten Übung",
        "vendorName": "scanstation",
        "productName": "scanstation eAkte",
        "productVersion": _version(),
        "rootFolderId": ROOT_ID,
        "capabilities": _CAPABILITIES,
        "aclCapabilities": _acl_capabilities(),
        "latestChangeLogToken": "0",
        "cmisVersionSupported": "1.1",
        "changesIncomplete": True,
        "changesOnType": [],
        "principalIdAnonymous": "anonymous",
        "principalIdAnyone": "anyone",
        "repositoryUrl": url,
        "rootFolderUrl": f"{url}/root",
    }


def _acl_capabilities() -> Json:
    return {
        "supportedPermissions": "basic",
        "propagation": "repositorydetermined",
        "permissions": [
            {"permission": name, "description": text} for name, text in _PERMISSIONS.items()
        ],
        "permissionMapping": [
            {"key": "canGetProperties.Object", "permission": ["cmis:read"]},
            {"key": "canViewContent.Object", "permission": ["cmis:read"]},
            {"key": "canGetChildren.Folder", "permission": ["cmis:read"]},
            {"key": "canCreateDocument.Folder", "permission": ["cmis:write"]},
            {"key": "canCreateFolder.Folder", "permission": ["cmis:write"]},
            {"key": "canUpdateProperties.Object", "permission": ["cmis:write"]},
            {"key": "canSetContent.Document", "permission": ["cmis:write"]},
            {"key": "canDelete.Object", "permission": ["cmis:all"]},
        ],
    }


def _version() -> str:
    try:
        return version("scanstation")
    except PackageNotFoundError:
        return "0"
