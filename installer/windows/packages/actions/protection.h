#pragma once
#include <windows.h>

/* Makes a folder, and those above it that are missing: below Program Files with the rights that are handed
 * down there, elsewhere so that the system and administrators change it and users read it. Returns 0 or an
 * error of Windows, ERROR_ALREADY_EXISTS among them. */
DWORD make_folder(const wchar_t *path);

/* Makes the machine's folder of settings (C:\ProgramData\scanstation), or takes it into administrators'
 * hands: one that others own, or that still has the rights handed down from above. Rights that an
 * administrator set stay. Then takes the settings in it. Returns 0 or an error of Windows. */
DWORD protect_shared_folder(void);

/* Returns whether that folder is a link, as every account may put there before the first installation: what
 * makes folders and sets rights by their path would do so where it leads. */
BOOL is_shared_folder_linked(void);

/* Gives the files of a folder of settings, and what lies below its `tenants`, to the group of administrators
 * where an administrator's own account made them: the program would refuse them. Returns how many. */
unsigned take_settings(const wchar_t *folder);

/* Returns whether only the system and administrators, this account among them, may change what lies in the
 * folder or replace it from above: what is installed into it belongs to all of them. It need not be there yet.
 * The path is in the form of full_path. */
BOOL is_trusted(const wchar_t *path);

/* Makes a folder below Windows\Temp, where every account may make some, with its rights from its first moment:
 * nobody but the system and administrators. Writes its path. Returns 0 or an error of Windows. */
DWORD make_private_folder(wchar_t *out, size_t length);
