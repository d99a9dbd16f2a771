#pragma once
#include <windows.h>

/* Reads the line home = "..." (or '...') of a policy file in TOML, before its first table. Escapes
 * other than \\ and \" are not read. Returns whether there is such a line. */
BOOL read_policy_home(const wchar_t *file, wchar_t *home, size_t length);
