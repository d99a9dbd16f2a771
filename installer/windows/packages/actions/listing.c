/* The list of files that every version carries in its folder. */
#include "listing.h"

#include <stdio.h>

#include "paths.h"

#define LARGEST (64 << 20)

static char *read_bytes(const wchar_t *path, DWORD *size)
{
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    char *bytes = NULL;
    if (file == INVALID_HANDLE_VALUE)
        return NULL;
    *size = GetFileSize(file, NULL);
    if (*size && *size < LARGEST)
        bytes = HeapAlloc(GetProcessHeap(), 0, *size);
    if (bytes && !ReadFile(file, bytes, *size, size, NULL)) {
        HeapFree(GetProcessHeap(), 0, bytes);
        bytes = NULL;
    }
    CloseHandle(file);
    return bytes;
}

/* Every line ends with one character, and paths have backslashes. */
static wchar_t *as_text(const char *bytes, DWORD size)
{
    wchar_t *text = HeapAlloc(GetProcessHeap(), 0, (size + 3) * sizeof(wchar_t));
    if (!text)
        return NULL;
    int length = MultiByteToWideChar(CP_UTF8, 0, bytes, (int)size, text, (int)size);
    text[length] = L'\n';
    text[length + 1] = L'\0';
    for (wchar_t *place = text; *place; place++)
        if (*place == L'/')
            *place = L'\\';
        else if (*place == L'\r')
            *place = L'\n';
    return text;
}

wchar_t *read_listing(const wchar_t *folder)
{
    wchar_t path[PATH_LENGTH], *text;
    DWORD size = 0;
    char *bytes = join(folder, LISTING, path) ? read_bytes(path, &size) : NULL;
    if (!bytes)
        return NULL;
    text = as_text(bytes, size);
    HeapFree(GetProcessHeap(), 0, bytes);
    return text;
}

void free_listing(wchar_t *listing)
{
    if (listing)
        HeapFree(GetProcessHeap(), 0, listing);
}

BOOL is_listed(const wchar_t *listing, const wchar_t *name)
{
    wchar_t entry[PATH_LENGTH];
    return listing && swprintf(entry, PATH_LENGTH, L"  %ls\n", name) > 0 && wcsstr(listing, entry);
}
