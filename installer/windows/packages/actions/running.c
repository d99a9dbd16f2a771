/* Whether a program of a folder runs, whichever account started it. */
#include "running.h"

#include <tlhelp32.h>

#include "in_use.h"
#include "paths.h"
#include "privilege.h"

static const wchar_t *const OURS[] = {L"scanstation.exe", L"scanstationw.exe"};

static BOOL is_ours(const wchar_t *name)
{
    return !_wcsicmp(name, OURS[0]) || !_wcsicmp(name, OURS[1]);
}

/* What ended counts no more, even while somebody still looks at it. */
static BOOL has_ended(HANDLE process)
{
    DWORD code;
    return GetExitCodeProcess(process, &code) && code != STILL_ACTIVE;
}

/* Asks where the image lies; a short name in the path is written out. Returns FALSE if nobody says. */
static BOOL image_path(HANDLE process, wchar_t *path)
{
    wchar_t raw[PATH_LENGTH];
    DWORD size = PATH_LENGTH;
    return QueryFullProcessImageNameW(process, 0, raw, &size) && full_path(raw, path, PATH_LENGTH);
}

/* An uninstaller starts a copy of itself, which may see it end. */
static BOOL is_program_of(const wchar_t *path, const wchar_t *folder)
{
    wchar_t uninstaller[PATH_LENGTH];
    if (!is_below(path, folder))
        return FALSE;
    return !join(folder, L"uninstall.exe", uninstaller) || _wcsicmp(path, uninstaller);
}

/* A process that may not be asked, for lack of rights, is judged by its name. */
static BOOL belongs(const PROCESSENTRY32W *entry, const wchar_t *folder)
{
    wchar_t path[PATH_LENGTH];
    BOOL found;
    HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, entry->th32ProcessID);
    if (!process)
        return GetLastError() == ERROR_ACCESS_DENIED && is_ours(entry->szExeFile);
    if (has_ended(process))
        found = FALSE;
    else if (image_path(process, path))
        found = is_program_of(path, folder);
    else
        found = is_ours(entry->szExeFile);
    CloseHandle(process);
    return found;
}

static Running image_runs(const wchar_t *folder)
{
    PROCESSENTRY32W entry = {.dwSize = sizeof entry};
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    BOOL found = FALSE;
    if (snapshot == INVALID_HANDLE_VALUE)
        return NOBODY_SAYS;
    for (BOOL more = Process32FirstW(snapshot, &entry); more && !found;
         more = Process32NextW(snapshot, &entry))
        if (entry.th32ProcessID != GetCurrentProcessId())
            found = belongs(&entry, folder);
    CloseHandle(snapshot);
    return found ? IS_RUNNING : NOT_RUNNING;
}

Running runs_in(const wchar_t *folder)
{
    wchar_t whole[PATH_LENGTH];
    Running found;
    if (!full_path(folder, whole, PATH_LENGTH) || !exists(whole))
        return NOT_RUNNING; /* nothing is installed yet */
    enable_privilege(SE_DEBUG_NAME);
    found = image_runs(whole);
    return found == NOT_RUNNING ? library_in_use(whole) : found;
}
