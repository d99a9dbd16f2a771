/* Puts a new version into the place of the old one. */
#include "exchange.h"

#include <stdio.h>

#include "listing.h"
#include "paths.h"
#include "protection.h"
#include "tree.h"

#define TIMES 20
#define PAUSE_MS 250

typedef struct {
    wchar_t new[PATH_LENGTH], old[PATH_LENGTH];
} Names;

static DWORD name(const wchar_t *folder, Names *names)
{
    BOOL fit = swprintf(names->new, PATH_LENGTH, L"%ls.exchange-new", folder) > 0 &&
               swprintf(names->old, PATH_LENGTH, L"%ls.exchange-old", folder) > 0;
    return fit ? 0 : ERROR_FILENAME_EXCED_RANGE;
}

/* A virus scanner that looks into the folder hinders for a moment only. */
static DWORD rename_folder(const wchar_t *from, const wchar_t *to)
{
    DWORD error = 0;
    for (int time = 0; time < TIMES; time++) {
        if (MoveFileExW(from, to, 0))
            return 0;
        error = GetLastError();
        Sleep(PAUSE_MS);
    }
    return error;
}

/* What could not be removed keeps another name, so that the next exchange has its own. */
static BOOL set_aside(const wchar_t *old)
{
    wchar_t name[PATH_LENGTH];
    for (int number = 1; number < 100; number++) {
        if (swprintf(name, PATH_LENGTH, L"%ls-%d", old, number) <= 0)
            return FALSE;
        if (!exists(name))
            return MoveFileExW(old, name, 0);
    }
    return FALSE;
}

/* The old version comes back if the new one did not come into its place. */
static DWORD finish_earlier(const wchar_t *folder, const Names *names)
{
    if (!exists(names->old))
        return 0;
    if (!exists(folder))
        return rename_folder(names->old, folder);
    empty_version(names->old, folder);
    return !exists(names->old) || set_aside(names->old) ? 0 : ERROR_DIR_NOT_EMPTY;
}

DWORD prepare_folder(const wchar_t *folder)
{
    Names names;
    DWORD error = name(folder, &names);
    if (error)
        return error;
    if (!is_trusted(folder) || !is_trusted(names.new) || !is_trusted(names.old))
        return ERROR_ACCESS_DENIED;
    error = finish_earlier(folder, &names);
    if (error)
        return error;
    if (exists(names.new) && !remove_tree(names.new))
        return ERROR_DIR_NOT_EMPTY;
    return make_folder(names.new);
}

DWORD discard_folder(const wchar_t *folder)
{
    Names names;
    DWORD error = name(folder, &names);
    if (error)
        return error;
    return remove_tree(names.new) ? 0 : ERROR_DIR_NOT_EMPTY;
}

DWORD exchange_folders(const wchar_t *folder)
{
    Names names;
    DWORD error = name(folder, &names);
    BOOL replaces = exists(folder);
    if (!error && replaces)
        error = rename_folder(folder, names.old);
    if (error)
        return error;
    error = rename_folder(names.new, folder);
    if (error && replaces)
        rename_folder(names.old, folder);
    return error;
}

DWORD settle_folder(const wchar_t *folder)
{
    Names names;
    DWORD error = name(folder, &names);
    if (error || !exists(names.old))
        return error;
    return empty_version(names.old, folder) ? 0 : ERROR_DIR_NOT_EMPTY;
}

static BOOL holds_others(const wchar_t *folder)
{
    WIN32_FIND_DATAW found;
    wchar_t pattern[PATH_LENGTH];
    BOOL others = FALSE;
    HANDLE search = join(folder, L"*", pattern) ? FindFirstFileW(pattern, &found) : INVALID_HANDLE_VALUE;
    if (search == INVALID_HANDLE_VALUE)
        return exists(folder); /* a file, or nobody may look into it */
    do
        others = wcscmp(found.cFileName, L".") && wcscmp(found.cFileName, L"..") &&
                 _wcsicmp(found.cFileName, L"twain") && _wcsicmp(found.cFileName, L"uninstall.exe");
    while (!others && FindNextFileW(search, &found));
    FindClose(search);
    return others;
}

BOOL is_foreign(const wchar_t *folder)
{
    wchar_t list[PATH_LENGTH], program[PATH_LENGTH];
    if (!join(folder, LISTING, list) || !join(folder, L"scanstation.exe", program))
        return TRUE;
    return holds_others(folder) && !(exists(list) && exists(program));
}

DWORD remove_program(const wchar_t *folder, const wchar_t *now)
{
    const wchar_t *listed = is_trusted(folder) ? folder : now;
    return remove_version(folder, listed) ? 0 : ERROR_DIR_NOT_EMPTY;
}
