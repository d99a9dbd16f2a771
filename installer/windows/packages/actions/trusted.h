#pragma once
#include <windows.h>

/* Returns whether a file or folder belongs to the system, to administrators, or to this account, which is
 * one: an owner may take every right. */
BOOL is_owned_by_administrators(const wchar_t *path);

/* Returns whether nobody else is allowed to write, delete or change rights there. */
BOOL only_administrators_write(const wchar_t *path);

/* Returns whether the folder above hands no rights down to it. */
BOOL is_protected(const wchar_t *path);
