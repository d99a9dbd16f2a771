/* Switches of setup.exe: NSIS's own parser does not know "/NAME=a value", as PowerShell writes it. */
#include "options.h"

#include <shellapi.h>
#include <stdio.h>

BOOL read_option(const wchar_t *name, wchar_t *value, size_t length)
{
    wchar_t begin[64];
    BOOL found = FALSE;
    int count, size = swprintf(begin, 64, L"/%ls=", name);
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
    if (!words)
        return FALSE;
    for (int i = 1; i < count && size > 0 && !found; i++) {
        const wchar_t *given = words[i] + size;
        if (_wcsnicmp(words[i], begin, (size_t)size) || wcslen(given) >= length)
            continue;
        wcscpy(value, given);
        found = TRUE;
    }
    LocalFree(words);
    return found;
}
