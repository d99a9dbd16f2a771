/* Paths as people and Windows write them, in one form that can be compared. */
#include "paths.h"

#include <shlwapi.h>
#include <stdio.h>

/* Windows takes none of them in a name; a quote is what is left of "/INSTALLDIR=C:\\folder\\" on a command
 * line, where the backslash makes it a part of the value. */
#define FORBIDDEN L"\"<>|?*"

/* Puts long names into `path` as far as it exists: what is not there yet has no long name. */
static BOOL lengthen(wchar_t *path, size_t length)
{
    wchar_t name[PATH_LENGTH], rest[PATH_LENGTH];
    for (wchar_t *end = path + wcslen(path); end > path; end--) {
        if (*end && *end != L'\\')
            continue;
        wcscpy(rest, end);
        *end = L'\0';
        DWORD size = GetLongPathNameW(path, name, PATH_LENGTH);
        wcscpy(end, rest);
        if (size && size < PATH_LENGTH) {
            int written = swprintf(path, length, L"%ls%ls", name, rest);
            return written >= 0;
        }
    }
    return TRUE;
}

BOOL full_path(const wchar_t *given, wchar_t *out, size_t length)
{
    wchar_t path[PATH_LENGTH];
    BOOL possible = *given && !wcspbrk(given, FORBIDDEN);
    DWORD size = possible ? GetFullPathNameW(given, PATH_LENGTH, path, NULL) : 0;
    if (!size || size >= PATH_LENGTH || !lengthen(path, PATH_LENGTH))
        return FALSE;
    for (size = (DWORD)wcslen(path); size > 3 && path[size - 1] == L'\\'; size--)
        path[size - 1] = L'\0';
    if (PathIsRootW(path) || size >= length)
        return FALSE;
    wcscpy(out, path);
    return TRUE;
}

BOOL join(const wchar_t *folder, const wchar_t *name, wchar_t *out)
{
    return swprintf(out, PATH_LENGTH, L"%ls\\%ls", folder, name) > 0;
}

/* As Windows compares names: the C runtime knows upper and lower case of ASCII only. */
BOOL is_below(const wchar_t *path, const wchar_t *folder)
{
    size_t length = wcslen(folder);
    if (wcslen(path) < length || (path[length] && path[length] != L'\\'))
        return FALSE;
    return CompareStringOrdinal(path, (int)length, folder, (int)length, TRUE) == CSTR_EQUAL;
}

BOOL exists(const wchar_t *path)
{
    return GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES;
}
