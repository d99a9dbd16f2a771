#pragma once
#include <windows.h>

/* The rule of the program (scanstation/settings/access_lists.py), which refuses a policy that breaks it;
 * cases of both: tests/data/access_lists.json. Administrators are the system, the group, the service that
 * installs Windows' own parts, the built-in account and the two groups of a domain. */

typedef enum { SAFE, LINKED, OWNED_BY_OTHERS, CHANGED_BY_OTHERS, UNREADABLE } Verdict;

/* Returns whether the SID is one of them. */
BOOL is_administrators(PSID who);

/* Judges the rights of a file or a folder. `besides`, or NULL, counts as an administrator; `below` lets
 * entries count, too, that hold for what lies in the folder only. */
Verdict judge(PSECURITY_DESCRIPTOR rights, PSID besides, BOOL below);

/* The same of what lies at a path; a link is none of it. */
Verdict judge_path(const wchar_t *path, PSID besides, BOOL below);

/* Returns whether nobody else may replace a folder on the way to the path, as far as there are some; a link
 * and a share are refused. `known`, or NULL, is right, and what lies above it. Both paths are in the form of
 * full_path. */
BOOL is_trusted_above(const wchar_t *path, const wchar_t *known, PSID besides);

/* Returns whether the folder above hands no rights down to it. */
BOOL is_protected(const wchar_t *path);
