/* Counts batches that are not finished: HOME\<tenant>\batches\<id> with a journal but without the
 * closing record, which is written when everything of a batch is at its target (or it was given up).
 *
 * This runs as SYSTEM in folders of accounts, so it follows no link that an account may have laid. */
#include "batches.h"

#include <stdio.h>

#include "homes.h"

#define LISTED 20

typedef unsigned (*Count)(const wchar_t *folder);

static BOOL is_file(const wchar_t *folder, const wchar_t *name)
{
    wchar_t path[LONGEST];
    if (swprintf(path, LONGEST, L"%ls\\%ls", folder, name) < 0)
        return FALSE;
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

static BOOL is_link(const wchar_t *path)
{
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && attributes & FILE_ATTRIBUTE_REPARSE_POINT;
}

/* Adds up what `count` says of every folder in the folder; names with a dot are no batches yet. */
static unsigned each_folder(const wchar_t *folder, Count count)
{
    wchar_t path[LONGEST];
    WIN32_FIND_DATAW found;
    unsigned sum = 0;
    if (swprintf(path, LONGEST, L"%ls\\*", folder) < 0)
        return 0;
    HANDLE search = FindFirstFileW(path, &found);
    if (search == INVALID_HANDLE_VALUE)
        return 0;
    do {
        DWORD kind = found.dwFileAttributes & (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT);
        if (kind != FILE_ATTRIBUTE_DIRECTORY || found.cFileName[0] == L'.')
            continue;
        if (swprintf(path, LONGEST, L"%ls\\%ls", folder, found.cFileName) > 0)
            sum += count(path);
    } while (FindNextFileW(search, &found));
    FindClose(search);
    return sum;
}

static unsigned in_batch(const wchar_t *folder)
{
    return is_file(folder, L"journal.sqlite") && !is_file(folder, L"closing.json");
}

static unsigned in_tenant(const wchar_t *folder)
{
    wchar_t path[LONGEST];
    if (swprintf(path, LONGEST, L"%ls\\batches", folder) < 0 || is_link(path))
        return 0;
    return each_folder(path, in_batch);
}

/* Whether a folder on the way is a link, below the part that no account chose. */
static BOOL passes_link(wchar_t *path, size_t fixed)
{
    BOOL found = FALSE;
    for (size_t i = fixed + 1, length = wcslen(path); i <= length && !found; i++) {
        wchar_t end = path[i];
        if (end && end != L'\\')
            continue;
        path[i] = L'\0';
        found = is_link(path);
        path[i] = end;
    }
    return found;
}

static unsigned in_home(const Folder *home)
{
    wchar_t path[LONGEST];
    int longer = write_long_path(path, LONGEST, home->path);
    if (longer < 0 || passes_link(path, home->fixed + (size_t)longer))
        return 0;
    return each_folder(path, in_tenant);
}

static void append(wchar_t *text, size_t length, const wchar_t *more)
{
    size_t used = wcslen(text);
    if (used + wcslen(more) < length)
        wcscpy(text + used, more);
}

Found find_open_batches(wchar_t *listed, size_t length)
{
    Found sum = {0};
    Folders homes = {0};
    wchar_t line[LONGEST + 32];
    listed[0] = L'\0';
    find_homes(&homes);
    for (unsigned i = 0; i < homes.count; i++) {
        unsigned number = in_home(&homes.folder[i]);
        sum.batches += number;
        sum.folders += number != 0;
        if (!number || sum.folders > LISTED)
            continue;
        if (swprintf(line, LONGEST + 32, L"\r\n%ls: %u", homes.folder[i].path, number) > 0)
            append(listed, length, line);
    }
    free_folders(&homes);
    if (sum.folders > LISTED)
        append(listed, length, L"\r\n...");
    return sum;
}

void say_open_batches(Found found, BOOL german, const wchar_t *listed, wchar_t *text, size_t length)
{
    const wchar_t *pattern = german
        ? L"Auf diesem PC liegen Stapel, die noch nicht fertig gesendet sind (Stapel: %u, Ordner: %u). "
          L"Sie bleiben beim Entfernen von scanstation liegen. Installieren Sie scanstation wieder und "
          L"senden Sie sie, oder sichern Sie diese Ordner%ls%ls"
        : L"There are batches on this PC that were not sent completely (batches: %u, folders: %u). They "
          L"stay when scanstation is removed. Install scanstation again and send them, or back up these "
          L"folders%ls%ls";
    const wchar_t *colon = listed ? L":" : L".";
    if (swprintf(text, length, pattern, found.batches, found.folders, colon, listed ? listed : L"") < 0)
        text[length - 1] = L'\0';
}
