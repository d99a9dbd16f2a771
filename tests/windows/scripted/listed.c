/* Calls the test between the moment when the library has read what is in a folder and what it does then. */
#include "scripted.h"

#include "imports.h"

static HANDLE(WINAPI *real)(LPCWSTR, WIN32_FIND_DATAW *);
static void (*listed)(const wchar_t *pattern);

static HANDLE WINAPI find(LPCWSTR pattern, WIN32_FIND_DATAW *found)
{
    HANDLE search = real(pattern, found);
    DWORD error = GetLastError();
    if (listed)
        listed(pattern);
    SetLastError(error);
    return search;
}

void tell_of_lists(HMODULE library)
{
    replace_import(library, "FindFirstFileW", (void *)find, (void **)&real);
}

/* Whom to call, with the pattern that was looked for; nobody if NULL. */
__declspec(dllexport) void WhenListed(void (*call)(const wchar_t *pattern)) { listed = call; }
