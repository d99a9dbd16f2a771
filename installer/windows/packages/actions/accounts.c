/* The accounts of this PC, and what variables mean to each: those of the process are the system's. */
#include "accounts.h"

#include <sddl.h>
#include <stdio.h>
#include <wchar.h>

#include "registry.h"

#define PROFILES L"Software\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList"

typedef struct {
    wchar_t *path;
    size_t used, fixed;
    const Account *account;
} Filling;

/* The name by which the account signs in; a domain that does not answer leaves the folder's. */
static void find_name(const wchar_t *sid_text, Account *account)
{
    PSID sid = NULL;
    SID_NAME_USE kind;
    DWORD name = 257, domain = 257;
    BOOL found = ConvertStringSidToSidW(sid_text, &sid)
        && LookupAccountSidW(NULL, sid, account->name, &name, account->domain, &domain, &kind);
    if (sid)
        LocalFree(sid);
    if (found)
        return;
    const wchar_t *last = wcsrchr(account->profile, L'\\');
    lstrcpynW(account->name, last ? last + 1 : L"", 257);
    account->domain[0] = L'\0';
}

static BOOL find_account(const wchar_t *sid, Account *account)
{
    wchar_t key[512], text[LONGEST];
    size_t fixed;
    if (swprintf(key, 512, PROFILES L"\\%ls", sid) < 0)
        return FALSE;
    if (!read_machine_text(key, L"ProfileImagePath", text, LONGEST))
        return FALSE;
    if (!fill_in(text, NULL, account->profile, &fixed) || !account->profile[0])
        return FALSE;
    size_t length = wcslen(account->profile);
    if (account->profile[length - 1] == L'\\')
        account->profile[length - 1] = L'\0';
    find_name(sid, account);
    return TRUE;
}

void each_account(void (*use)(const Account *account, void *given), void *given)
{
    HKEY profiles;
    wchar_t sid[256];
    Account account;
    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, PROFILES, 0, KEY_READ | KEY_WOW64_64KEY, &profiles))
        return;
    for (DWORD i = 0;; i++) {
        DWORD length = 256;
        if (RegEnumKeyExW(profiles, i, sid, &length, NULL, NULL, NULL, NULL))
            break;
        if (find_account(sid, &account))
            use(&account, given);
    }
    RegCloseKey(profiles);
}

static BOOL append(Filling *filling, const wchar_t *text, size_t length)
{
    if (filling->used + length >= LONGEST)
        return FALSE;
    wmemcpy(filling->path + filling->used, text, length);
    filling->used += length;
    filling->path[filling->used] = L'\0';
    return TRUE;
}

/* Adds a folder of the profile; what comes after the profile is the account's own. */
static BOOL append_own(Filling *filling, const wchar_t *begin, const wchar_t *rest)
{
    if (filling->fixed == LONGEST)
        filling->fixed = filling->used + wcslen(begin);
    return append(filling, begin, wcslen(begin)) && append(filling, rest, wcslen(rest));
}

/* Variables that differ from account to account. */
static BOOL append_of_account(Filling *filling, const wchar_t *name, BOOL *known)
{
    static const wchar_t *const places[][2] = {
        {L"USERPROFILE", L""}, {L"LOCALAPPDATA", L"\\AppData\\Local"},
        {L"APPDATA", L"\\AppData\\Roaming"}, {L"TEMP", L"\\AppData\\Local\\Temp"},
        {L"TMP", L"\\AppData\\Local\\Temp"}, {L"HOMEDRIVE", NULL}, {L"HOMEPATH", NULL},
        {L"USERNAME", NULL}, {L"USERDOMAIN", NULL}};
    const Account *account = filling->account;
    unsigned i = 0, count = sizeof places / sizeof *places;
    while (i < count && _wcsicmp(places[i][0], name))
        i++;
    *known = i < count;
    if (!*known || !account)
        return FALSE;
    if (places[i][1])
        return append_own(filling, account->profile, places[i][1]);
    if (!_wcsicmp(name, L"HOMEDRIVE"))
        return append(filling, account->profile, wcsnlen(account->profile, 2));
    if (!_wcsicmp(name, L"HOMEPATH"))
        return wcslen(account->profile) > 2 && append_own(filling, account->profile + 2, L"");
    const wchar_t *value = _wcsicmp(name, L"USERNAME") ? account->domain : account->name;
    return value[0] && append_own(filling, L"", value);
}

static BOOL append_variable(Filling *filling, const wchar_t *begin, size_t length)
{
    wchar_t name[256], value[LONGEST];
    BOOL known;
    if (!length || length >= 256)
        return FALSE;
    wmemcpy(name, begin, length);
    name[length] = L'\0';
    BOOL good = append_of_account(filling, name, &known);
    if (known)
        return good;
    DWORD size = GetEnvironmentVariableW(name, value, LONGEST);
    return size && size < LONGEST && append(filling, value, size);
}

BOOL fill_in(const wchar_t *text, const Account *account, wchar_t *path, size_t *fixed)
{
    Filling filling = {path, 0, LONGEST, account};
    BOOL good = TRUE;
    path[0] = L'\0';
    if (text[0] == L'~' && (!text[1] || text[1] == L'\\' || text[1] == L'/')) {
        good = account && append_own(&filling, account->profile, L"");
        text++;
    }
    while (good && *text) {
        BOOL braces = text[0] == L'$' && text[1] == L'{';
        const wchar_t *begin = text + (braces ? 2 : 1);
        const wchar_t *end = braces || *text == L'%' ? wcschr(begin, braces ? L'}' : L'%') : NULL;
        good = end ? append_variable(&filling, begin, (size_t)(end - begin)) : append(&filling, text, 1);
        text = end ? end + 1 : text + 1;
    }
    *fixed = filling.fixed;
    return good;
}
