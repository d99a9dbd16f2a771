/* Counts batches that are not finished: HOME\<tenant>\batches\<id> with a journal but without the
 * closing record, which is written when everything of a batch is at its target (or it was given up). */
#include "batches.h"

#include <stdio.h>

#include "homes.h"

#define MAX_PATH_LONG 4096
#define LISTED 20

typedef unsigned (*Count)(const wchar_t *folder);

static BOOL is_file(const wchar_t *folder, const wchar_t *name)
{
    wchar_t path[MAX_PATH_LONG];
    if (swprintf(path, MAX_PATH_LONG, L"%ls\\%ls", folder, name) < 0)
        return FALSE;
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

/* Adds up what `count` says of every folder in the folder; names with a dot are no batches yet. */
static unsigned each_folder(const wchar_t *folder, Count count)
{
    wchar_t path[MAX_PATH_LONG];
    WIN32_FIND_DATAW found;
    unsigned sum = 0;
    if (swprintf(path, MAX_PATH_LONG, L"%ls\\*", folder) < 0)
        return 0;
    HANDLE search = FindFirstFileW(path, &found);
    if (search == INVALID_HANDLE_VALUE)
        return 0;
    do {
        if (!(found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) || found.cFileName[0] == L'.')
            continue;
        if (swprintf(path, MAX_PATH_LONG, L"%ls\\%ls", folder, found.cFileName) > 0)
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
    wchar_t path[MAX_PATH_LONG];
    if (swprintf(path, MAX_PATH_LONG, L"%ls\\batches", folder) < 0)
        return 0;
    return each_folder(path, in_batch);
}

/* Folders may be longer than Windows' usual 260 characters; shares keep their form. */
static unsigned in_home(const wchar_t *folder)
{
    wchar_t path[MAX_PATH_LONG];
    const wchar_t *prefix = folder[0] && folder[1] == L':' ? L"\\\\?\\" : L"";
    if (swprintf(path, MAX_PATH_LONG, L"%ls%ls", prefix, folder) < 0)
        return 0;
    return each_folder(path, in_tenant);
}

static void append(wchar_t *text, size_t length, const wchar_t *more)
{
    size_t used = wcslen(text);
    if (used + wcslen(more) < length)
        wcscpy(text + used, more);
}

/* Every folder with the number of its batches, the first ones if there are many. */
static unsigned list(const Homes *homes, wchar_t *text, size_t length)
{
    unsigned sum = 0, listed = 0;
    wchar_t line[MAX_HOME + 32];
    for (unsigned i = 0; i < homes->count; i++) {
        unsigned number = in_home(homes->folder[i]);
        sum += number;
        if (!number || listed++ >= LISTED)
            continue;
        swprintf(line, MAX_HOME + 32, L"\r\n%ls: %u", homes->folder[i], number);
        append(text, length, line);
    }
    if (listed > LISTED)
        append(text, length, L"\r\n...");
    return sum;
}

static void say(unsigned number, const wchar_t *listed, wchar_t *text, size_t length)
{
    BOOL german = PRIMARYLANGID(GetSystemDefaultUILanguage()) == LANG_GERMAN;
    const wchar_t *pattern = german
        ? L"Auf diesem PC liegen Stapel, die noch nicht fertig gesendet sind (%u). Sie bleiben beim "
          L"Entfernen von scanstation liegen. Installieren Sie scanstation wieder und senden Sie "
          L"sie, oder sichern Sie diese Ordner:%ls"
        : L"There are batches on this PC that were not sent completely (%u). They stay when "
          L"scanstation is removed. Install scanstation again and send them, or back up these "
          L"folders:%ls";
    if (swprintf(text, length, pattern, number, listed) < 0)
        text[length - 1] = L'\0';
}

unsigned open_batches(wchar_t *text, size_t length)
{
    Homes *homes = HeapAlloc(GetProcessHeap(), 0, sizeof *homes);
    static wchar_t listed[LISTED * (MAX_HOME + 32) + 8];
    text[0] = listed[0] = L'\0';
    if (!homes)
        return 0;
    find_homes(homes);
    unsigned number = list(homes, listed, sizeof listed / sizeof *listed);
    HeapFree(GetProcessHeap(), 0, homes);
    if (number)
        say(number, listed, text, length);
    return number;
}
