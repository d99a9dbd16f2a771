#include "box.h"

#include <wtsapi32.h>

BOOL show_box(DWORD process, const wchar_t *text)
{
    wchar_t title[] = L"scanstation";
    DWORD session, answer;
    DWORD length = (DWORD)(wcslen(text) * sizeof *text);
    if (!process || !ProcessIdToSessionId(process, &session))
        session = WTSGetActiveConsoleSessionId();
    return WTSSendMessageW(WTS_CURRENT_SERVER_HANDLE, session, title, sizeof title - sizeof *title,
                           (wchar_t *)text, length, MB_OK | MB_ICONWARNING, 0, &answer, FALSE);
}
