#include "dsm.h"

#include <stdio.h>
#include <string.h>

enum { PATH = 1024 };

typedef UINT(WINAPI *folder_function)(LPWSTR, UINT);

/* The folder of this program, written as the Windows functions write theirs. */
static UINT WINAPI own_folder(LPWSTR path, UINT size)
{
    DWORD length = GetModuleFileNameW(NULL, path, size);
    if (length == 0 || length >= size)
        return 0;
    while (length > 0 && path[length] != L'\\')
        length--;
    path[length] = L'\0';
    return length;
}

/* Always by a full path: the search path of DLLs holds folders that others may write to. */
static HMODULE load(folder_function folder, const wchar_t *name)
{
    wchar_t path[PATH];
    UINT length = folder(path, PATH - 32);
    if (length == 0 || length >= PATH - 32)
        return NULL;
    path[length] = L'\\';
    wcscpy(path + length + 1, name);
    return LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
}

static HMODULE find(void)
{
    static const struct { folder_function folder; const wchar_t *name; } places[] = {
        {GetSystemDirectoryW, L"TWAINDSM.dll"},
        {own_folder, L"TWAINDSM.dll"},
        {GetSystemWindowsDirectoryW, L"twain_32.dll"},
        {GetSystemDirectoryW, L"twain_32.dll"}, /* Wine keeps its 64-bit one here */
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        HMODULE found = load(places[i].folder, places[i].name);
        if (found && GetProcAddress(found, "DSM_Entry"))
            return found;
        if (found)
            FreeLibrary(found);
    }
    return NULL;
}

static TW_IDENTITY introduce(void)
{
    TW_IDENTITY identity = {
        .Version = {1, 0, TWLG_GER, TWCY_GERMANY, "1.0"},
        .ProtocolMajor = 2,
        .ProtocolMinor = 4,
        .SupportedGroups = DG_CONTROL | DG_IMAGE | DF_APP2,
        .Manufacturer = "scanstation",
        .ProductFamily = "scanstation",
        .ProductName = "scanstation",
    };
    return identity;
}

static HWND hidden_window(void)
{
    return CreateWindowExW(
        0, L"STATIC", L"scanstation", WS_POPUP, 0, 0, 0, 0, NULL, NULL, GetModuleHandleW(NULL), NULL);
}

bool dsm_open(struct dsm *dsm, struct failure *failure)
{
    *dsm = (struct dsm){
        .application = introduce(),
        .trace = GetEnvironmentVariableW(L"SCANSTATION_TWAIN_TRACE", NULL, 0) > 0};
    dsm->library = find();
    if (dsm->library == NULL)
        return fail(failure, "UnknownDevice", "TWAINDSM.dll, twain_32.dll");
    FARPROC entry = GetProcAddress(dsm->library, "DSM_Entry");
    memcpy(&dsm->entry.DSM_Entry, &entry, sizeof entry);
    dsm->window = hidden_window();
    HWND parent = dsm->window;
    uint16_t result = dsm_call(dsm, NULL, DG_CONTROL, DAT_PARENT, MSG_OPENDSM, &parent);
    if (result != TWRC_SUCCESS) {
        dsm_fail(dsm, NULL, result, "OPENDSM", failure);
        dsm->library = NULL; /* not open: the next call tries again */
        return false;
    }
    if (!(dsm->application.SupportedGroups & DF_DSM2))
        return true;
    TW_ENTRYPOINT functions = {.Size = sizeof functions};
    result = dsm_call(dsm, NULL, DG_CONTROL, DAT_ENTRYPOINT, MSG_GET, &functions);
    dsm->two = result == TWRC_SUCCESS;
    functions.DSM_Entry = dsm->entry.DSM_Entry;
    dsm->entry = functions;
    return true;
}

void dsm_close(struct dsm *dsm)
{
    HWND parent = dsm->window;
    if (dsm->library)
        dsm_call(dsm, NULL, DG_CONTROL, DAT_PARENT, MSG_CLOSEDSM, &parent);
    dsm->library = NULL; /* not freed: drivers leave threads behind that would crash */
}

uint16_t dsm_call(
    struct dsm *dsm, TW_IDENTITY *source, uint32_t group, uint16_t argument, uint16_t message,
    void *data)
{
    uint16_t result =
        dsm->entry.DSM_Entry(&dsm->application, source, group, argument, message, data);
    bool failed = result == TWRC_FAILURE && argument != DAT_CAPABILITY;
    if (argument != DAT_EVENT && (failed || dsm->trace))
        fprintf(stderr, "DAT 0x%03x MSG 0x%03x: TWRC %u\n", argument, message, result);
    return result;
}

int dsm_condition(struct dsm *dsm, TW_IDENTITY *source)
{
    TW_STATUS status = {0};
    uint16_t result = dsm_call(dsm, source, DG_CONTROL, DAT_STATUS, MSG_GET, &status);
    return result == TWRC_SUCCESS ? status.ConditionCode : TWCC_BUMMER;
}

bool dsm_fail(
    struct dsm *dsm, TW_IDENTITY *source, uint16_t result, const char *doing,
    struct failure *failure)
{
    if (result == TWRC_CANCEL)
        return fail(failure, "ScanCancelled", doing);
    if (result == TWRC_BUSY || result == TWRC_SCANNERLOCKED)
        return fail(failure, "DeviceBusy", doing);
    return fail_condition(failure, dsm_condition(dsm, source), doing);
}

TW_HANDLE dsm_allocate(struct dsm *dsm, size_t size)
{
    return dsm->two ? dsm->entry.DSM_MemAllocate((uint32_t)size) : GlobalAlloc(GHND, size);
}

void *dsm_lock(struct dsm *dsm, TW_HANDLE handle)
{
    if (handle == NULL)
        return NULL;
    return dsm->two ? dsm->entry.DSM_MemLock(handle) : GlobalLock(handle);
}

void dsm_unlock(struct dsm *dsm, TW_HANDLE handle)
{
    if (dsm->two)
        dsm->entry.DSM_MemUnlock(handle);
    else
        GlobalUnlock(handle);
}

size_t dsm_size(TW_HANDLE handle)
{
    return handle && GlobalFlags(handle) != GMEM_INVALID_HANDLE ? GlobalSize(handle) : 0;
}

void dsm_free(struct dsm *dsm, TW_HANDLE handle)
{
    if (handle == NULL)
        return;
    if (dsm->two)
        dsm->entry.DSM_MemFree(handle);
    else
        GlobalFree(handle);
}
