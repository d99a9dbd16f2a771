#pragma once
#include <windows.h>

/* Makes a folder, and those above it that are missing: below Program Files with the rights that are handed
 * down there, elsewhere so that the system and administrators change it and users read it. Returns 0 or an
 * error of Windows, ERROR_ALREADY_EXISTS among them. */
DWORD make_folder(const wchar_t *path);

/* Makes the machine's folder of settings (C:\ProgramData\scanstation), or takes it into administrators'
 * hands: one that an ordinary account made, or that still has the rights handed down from above. Rights that
 * an administrator set stay. Returns 0 or an error of Windows. */
DWORD protect_shared_folder(void);

/* Returns whether only the system and administrators may change what lies in the folder. */
BOOL is_trusted(const wchar_t *path);
