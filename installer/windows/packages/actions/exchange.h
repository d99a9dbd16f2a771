#pragma once
#include <windows.h>

/* A new version is unpacked into FOLDER.exchange-new and takes the place of the old one by a change of
 * names; the old one is FOLDER.exchange-old until it is removed. Nobody else gives folders such names: an
 * administrator's own FOLDER.old is left alone. All return 0 or an error of Windows; paths are those of
 * full_path. */

/* Makes FOLDER.exchange-new, empty; before that, brings an exchange that broke off to its end or back. Returns
 * ERROR_ACCESS_DENIED if FOLDER, or what is left of an exchange, may be changed by ordinary accounts. */
DWORD prepare_folder(const wchar_t *folder);

/* Removes FOLDER.exchange-new. */
DWORD discard_folder(const wchar_t *folder);

/* Puts FOLDER.exchange-new into the place of FOLDER. After an error everything is as it was. */
DWORD exchange_folders(const wchar_t *folder);

/* Removes FOLDER.exchange-old; what belonged to no version moves into FOLDER. */
DWORD settle_folder(const wchar_t *folder);

/* Returns whether the folder has something in it and is not the program's: neither are its list of files and
 * scanstation.exe there, nor, as the only content, what a removal leaves: the `twain` of an administrator, and until Windows' next
 * start the uninstaller. */
BOOL is_foreign(const wchar_t *folder);

/* Removes a program from a folder that the new version does not go into: what hashes.sha256 lists there. Where
 * others write, the list of the version in `now` says what is removed. */
DWORD remove_program(const wchar_t *folder, const wchar_t *now);
