#pragma once
#include <windows.h>

#define PATH_LENGTH 4096

/* Writes a folder's whole path in its one form: absolute, long names for 8.3 ones as far as it exists, no
 * backslash at its end. Returns FALSE for an empty path, a whole drive or share, and a path without room. */
BOOL full_path(const wchar_t *given, wchar_t *out, size_t length);

/* Joins both with a backslash. Returns FALSE if `out`, of PATH_LENGTH characters, has no room. */
BOOL join(const wchar_t *folder, const wchar_t *name, wchar_t *out);

/* Returns whether the path is the folder or lies below it; both are in the form of full_path. */
BOOL is_below(const wchar_t *path, const wchar_t *folder);

/* Returns whether there is a file or folder; a link counts, wherever it leads. */
BOOL exists(const wchar_t *path);
