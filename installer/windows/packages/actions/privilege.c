/* Rights of administrators that are off until a program asks for them. */
#include "privilege.h"

void enable_privilege(const wchar_t *name)
{
    HANDLE token;
    TOKEN_PRIVILEGES wanted = {.PrivilegeCount = 1};
    DWORD access = TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY;
    wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
    if (!OpenThreadToken(GetCurrentThread(), access, TRUE, &token) &&
        !OpenProcessToken(GetCurrentProcess(), access, &token))
        return;
    if (LookupPrivilegeValueW(NULL, name, &wanted.Privileges[0].Luid))
        AdjustTokenPrivileges(token, FALSE, &wanted, 0, NULL, NULL);
    CloseHandle(token);
}
