/* Whether a program of a folder runs, whichever account started it. */
#include "running.h"

#include <tlhelp32.h>

static BOOL lies_in(DWORD process, const wchar_t *folder, size_t length)
{
    wchar_t path[4096];
    DWORD size = 4096;
    BOOL inside = FALSE;
    HANDLE handle = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process);
    if (!handle)
        return FALSE;
    if (QueryFullProcessImageNameW(handle, 0, path, &size))
        inside = size > length && !_wcsnicmp(path, folder, length) && path[length] == L'\\';
    CloseHandle(handle);
    return inside;
}

BOOL runs_in(const wchar_t *folder)
{
    PROCESSENTRY32W entry = {.dwSize = sizeof entry};
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    size_t length = wcslen(folder);
    BOOL found = FALSE;
    if (snapshot == INVALID_HANDLE_VALUE)
        return FALSE;
    if (!length) { /* nothing is installed yet */
        CloseHandle(snapshot);
        return FALSE;
    }
    for (BOOL more = Process32FirstW(snapshot, &entry); more && !found;
         more = Process32NextW(snapshot, &entry))
        if (entry.th32ProcessID != GetCurrentProcessId())
            found = lies_in(entry.th32ProcessID, folder, length);
    CloseHandle(snapshot);
    return found;
}
