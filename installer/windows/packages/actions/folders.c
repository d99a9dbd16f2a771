/* A list of folders, each once, however it is written. */
#include "folders.h"

#include <stdio.h>
#include <wchar.h>

static BOOL is_full(const wchar_t *path)
{
    BOOL drive = path[0] && path[1] == L':' && (path[2] == L'\\' || path[2] == L'/');
    return drive || (path[0] == L'\\' && path[1] == L'\\');
}

/* Slashes become backslashes, dots and doubled separators go. Returns the length, 0 if it fails. */
static size_t normal(const wchar_t *path, wchar_t *out)
{
    DWORD length = GetFullPathNameW(path, LONGEST, out, NULL);
    return length < LONGEST ? length : 0;
}

static size_t normal_beginning(const wchar_t *path, size_t fixed)
{
    wchar_t begin[LONGEST], out[LONGEST];
    if (fixed >= LONGEST || fixed >= wcslen(path))
        return LONGEST;
    wmemcpy(begin, path, fixed);
    begin[fixed] = L'\0';
    return is_full(begin) ? normal(begin, out) : 0;
}

static wchar_t *copied(const wchar_t *text)
{
    size_t size = (wcslen(text) + 1) * sizeof *text;
    wchar_t *copy = HeapAlloc(GetProcessHeap(), 0, size);
    if (copy)
        memcpy(copy, text, size);
    return copy;
}

static BOOL make_room(Folders *folders)
{
    unsigned room = folders->room ? 2 * folders->room : 64;
    HANDLE heap = GetProcessHeap();
    if (folders->count < folders->room)
        return TRUE;
    Folder *more = folders->folder
        ? HeapReAlloc(heap, 0, folders->folder, room * sizeof *more)
        : HeapAlloc(heap, 0, room * sizeof *more);
    if (!more)
        return FALSE;
    folders->folder = more;
    folders->room = room;
    return TRUE;
}

BOOL add_folder(Folders *folders, const wchar_t *path, size_t fixed)
{
    wchar_t full[LONGEST];
    size_t length = is_full(path) ? normal(path, full) : 0;
    if (!length)
        return FALSE;
    if (full[length - 1] == L'\\')
        full[length - 1] = L'\0';
    for (unsigned i = 0; i < folders->count; i++)
        if (!_wcsicmp(folders->folder[i].path, full))
            return TRUE;
    wchar_t *copy = make_room(folders) ? copied(full) : NULL;
    if (copy)
        folders->folder[folders->count++] = (Folder){copy, normal_beginning(path, fixed)};
    return copy != NULL;
}

void free_folders(Folders *folders)
{
    for (unsigned i = 0; i < folders->count; i++)
        HeapFree(GetProcessHeap(), 0, folders->folder[i].path);
    if (folders->folder)
        HeapFree(GetProcessHeap(), 0, folders->folder);
    *folders = (Folders){0};
}

int write_long_path(wchar_t *out, size_t length, const wchar_t *path)
{
    BOOL share = path[0] == L'\\' && path[1] == L'\\';
    BOOL device = share && (path[2] == L'?' || path[2] == L'.');
    const wchar_t *prefix = device ? L"" : share ? L"\\\\?\\UNC\\" : L"\\\\?\\";
    const wchar_t *rest = share && !device ? path + 2 : path;
    int written = swprintf(out, length, L"%ls%ls", prefix, rest);
    return written < 0 ? -1 : written - (int)wcslen(path);
}
