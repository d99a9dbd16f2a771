/* A Restart Manager that does what the environment says, in the place of Windows'. */
#include "scripted.h"

#include <restartmanager.h>
#include <string.h>

#include "imports.h"

#define MAX_SESSIONS_REACHED 353 /* ERROR_MAX_SESSIONS_REACHED; mingw has no name for it */

static wchar_t script[16];
static LONG sessions, looks;

static BOOL is(const wchar_t *word) { return !wcscmp(script, word); }

static BOOL is_opened_later(void)
{
    wchar_t sign[MAX_PATH];
    DWORD size = GetEnvironmentVariableW(L"SCRIPTED_SIGN", sign, MAX_PATH);
    return is(L"later") && size && size < MAX_PATH && GetFileAttributesW(sign) != INVALID_FILE_ATTRIBUTES;
}

static DWORD WINAPI start(DWORD *session, DWORD flags, WCHAR *key)
{
    (void)flags;
    *session = 7;
    *key = L'\0';
    if (is(L"start"))
        return MAX_SESSIONS_REACHED;
    sessions++;
    return 0;
}

static DWORD WINAPI add(DWORD session, UINT files, LPCWSTR *names, UINT a, RM_UNIQUE_PROCESS *b, UINT c, LPCWSTR *d)
{
    (void)session, (void)a, (void)b, (void)c, (void)d;
    return is(L"add") || !files || GetFileAttributesW(names[0]) == INVALID_FILE_ATTRIBUTES ? ERROR_WRITE_FAULT : 0;
}

static DWORD WINAPI list(DWORD session, UINT *needed, UINT *count, RM_PROCESS_INFO *out, LPDWORD reasons)
{
    (void)session, (void)out, (void)reasons;
    *count = 0;
    *needed = is(L"open") || is_opened_later() || (is(L"moment") && !looks++) ? 1 : 0;
    if (is(L"list"))
        return ERROR_SEM_TIMEOUT;
    return *needed ? ERROR_MORE_DATA : 0;
}

static DWORD WINAPI end(DWORD session)
{
    (void)session;
    sessions--;
    return 0;
}

static FARPROC(WINAPI *real)(HMODULE, const char *);

static FARPROC WINAPI find(HMODULE library, const char *name)
{
    if (!*script || (UINT_PTR)name < 0x10000 || strncmp(name, "Rm", 2))
        return real(library, name);
    if (is(L"absent"))
        return NULL;
    void *found = !strcmp(name, "RmStartSession") ? (void *)start : !strcmp(name, "RmGetList") ? (void *)list
        : !strcmp(name, "RmEndSession") ? (void *)end : (void *)add;
    return (FARPROC)found;
}

void script_manager(HMODULE library)
{
    GetEnvironmentVariableW(L"SCRIPTED_MANAGER", script, 16);
    replace_import(library, "GetProcAddress", (void *)find, (void **)&real);
}

/* Returns how many sessions were begun and not ended. */
__declspec(dllexport) int ScriptedSessions(void) { return (int)sessions; }

/* Takes a script anew; of an empty one Windows' own manager is asked. */
__declspec(dllexport) void ScriptManager(const wchar_t *word)
{
    sessions = looks = 0;
    lstrcpynW(script, word, 16);
}
