/* Asks Windows' Restart Manager: it knows a file by what it is, not by the path that was taken to it. */
#include "in_use.h"

#include <restartmanager.h>

#include "paths.h"

#define LIBRARIES L"python\\python3*.dll"
#define MOST 4
#define TIMES 3
#define PAUSE_MS 700

typedef struct {
    DWORD(WINAPI *start)(DWORD *, DWORD, WCHAR *);
    DWORD(WINAPI *add)(DWORD, UINT, LPCWSTR *, UINT, RM_UNIQUE_PROCESS *, UINT, LPCWSTR *);
    DWORD(WINAPI *list)(DWORD, UINT *, UINT *, RM_PROCESS_INFO *, LPDWORD);
    DWORD(WINAPI *end)(DWORD);
} Manager;

static FARPROC find(HMODULE library, const char *name) { return GetProcAddress(library, name); }

static BOOL load(Manager *manager)
{
    HMODULE library = LoadLibraryExW(L"rstrtmgr.dll", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
    if (!library)
        return FALSE;
    manager->start = (void *)find(library, "RmStartSession");
    manager->add = (void *)find(library, "RmRegisterResources");
    manager->list = (void *)find(library, "RmGetList");
    manager->end = (void *)find(library, "RmEndSession");
    return manager->start && manager->add && manager->list && manager->end;
}

/* Returns how many libraries there are, with their paths. */
static UINT find_libraries(const wchar_t *folder, wchar_t paths[MOST][PATH_LENGTH])
{
    WIN32_FIND_DATAW found;
    wchar_t pattern[PATH_LENGTH], python[PATH_LENGTH];
    UINT number = 0;
    if (!join(folder, LIBRARIES, pattern) || !join(folder, L"python", python))
        return 0;
    HANDLE search = FindFirstFileW(pattern, &found);
    if (search == INVALID_HANDLE_VALUE)
        return 0;
    do
        number += join(python, found.cFileName, paths[number]) ? 1 : 0;
    while (number < MOST && FindNextFileW(search, &found));
    FindClose(search);
    return number;
}

static Running is_open(const Manager *manager, UINT number, LPCWSTR *files)
{
    WCHAR key[CCH_RM_SESSION_KEY + 1] = {0};
    DWORD session, reasons = 0, result;
    UINT needed = 0, count = 0;
    if (manager->start(&session, 0, key))
        return NOBODY_SAYS;
    result = manager->add(session, number, files, 0, NULL, 0, NULL);
    if (!result)
        result = manager->list(session, &needed, &count, NULL, &reasons);
    manager->end(session);
    if (result && result != ERROR_MORE_DATA)
        return NOBODY_SAYS;
    return needed ? IS_RUNNING : NOT_RUNNING;
}

Running library_in_use(const wchar_t *folder)
{
    static wchar_t paths[MOST][PATH_LENGTH];
    LPCWSTR files[MOST] = {paths[0], paths[1], paths[2], paths[3]};
    Manager manager;
    Running found = NOT_RUNNING;
    UINT number = find_libraries(folder, paths);
    if (!number)
        return NOT_RUNNING;
    if (!load(&manager))
        return NOBODY_SAYS;
    for (int time = 0; time < TIMES; time++) {
        found = is_open(&manager, number, files);
        if (found == NOT_RUNNING)
            break;
        Sleep(PAUSE_MS);
    }
    return found;
}
