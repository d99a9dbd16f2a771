#pragma once
#include <windows.h>

#define LISTING L"hashes.sha256"

/* Reads the list of an installed version's files ("<hash>  <path with slashes>" a line, UTF-8), to be given
 * back with free_listing; NULL if there is none. */
wchar_t *read_listing(const wchar_t *folder);

void free_listing(wchar_t *listing);

/* Returns whether the list, which may be NULL, has the path below the program's folder. */
BOOL is_listed(const wchar_t *listing, const wchar_t *name);
