#pragma once
#include <windows.h>

/* Removes a folder with all that is in it; of links only the link. Returns whether it is gone. */
BOOL remove_tree(const wchar_t *folder);

/* Removes a version's files: those that its hashes.sha256 lists, its own two, and those that `to` has, too.
 * Others move to the same place in `to`, or stay if it is NULL. Links stay. Returns whether the folder
 * is gone. */
BOOL empty_version(const wchar_t *folder, const wchar_t *to);

/* Removes from a folder what the list of the version in `listed` names. Everything else stays. Returns whether
 * the folder is gone. */
BOOL remove_version(const wchar_t *folder, const wchar_t *listed);
