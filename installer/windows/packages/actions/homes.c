/* Where batches may lie on this PC: the local data folder of every account, the folder that a policy
 * names, and the folder that all accounts share. */
#include "homes.h"

#include <stdio.h>

#define PROFILES L"Software\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList"
#define POLICY L"Software\\Policies\\scanstation"

static void add(Homes *homes, const wchar_t *folder)
{
    for (unsigned i = 0; i < homes->count; i++)
        if (!_wcsicmp(homes->folder[i], folder))
            return;
    if (homes->count < MAX_HOMES)
        wcscpy(homes->folder[homes->count++], folder);
}

/* Reads a text of the 64-bit registry with its environment variables replaced. */
static BOOL read_text(const wchar_t *key, const wchar_t *name, wchar_t *text)
{
    DWORD size = MAX_HOME * sizeof(wchar_t);
    DWORD flags = RRF_RT_REG_SZ | RRF_RT_REG_EXPAND_SZ | RRF_NOEXPAND | RRF_SUBKEY_WOW6464KEY;
    wchar_t raw[MAX_HOME];
    if (RegGetValueW(HKEY_LOCAL_MACHINE, key, name, flags, NULL, raw, &size))
        return FALSE;
    DWORD length = ExpandEnvironmentStringsW(raw, text, MAX_HOME);
    return length > 1 && length <= MAX_HOME;
}

static void add_profiles(Homes *homes)
{
    HKEY profiles;
    wchar_t account[128], key[256], profile[MAX_HOME], home[MAX_HOME];
    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, PROFILES, 0, KEY_READ | KEY_WOW64_64KEY, &profiles))
        return;
    for (DWORD i = 0;; i++) {
        DWORD length = 128;
        if (RegEnumKeyExW(profiles, i, account, &length, NULL, NULL, NULL, NULL))
            break;
        swprintf(key, 256, PROFILES L"\\%ls", account);
        if (!read_text(key, L"ProfileImagePath", profile))
            continue;
        if (swprintf(home, MAX_HOME, L"%ls\\AppData\\Local\\scanstation", profile) > 0)
            add(homes, home);
    }
    RegCloseKey(profiles);
}

void find_homes(Homes *homes)
{
    wchar_t folder[MAX_HOME];
    homes->count = 0;
    add_profiles(homes);
    if (read_text(POLICY, L"home", folder))
        add(homes, folder);
    DWORD length = ExpandEnvironmentStringsW(L"%ProgramData%\\scanstation", folder, MAX_HOME);
    if (length && length <= MAX_HOME)
        add(homes, folder);
}
