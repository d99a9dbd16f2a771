/* What the packages call: the MSI as a custom action, setup.exe through its System plug-in. */
#include <windows.h>

#include <msi.h>
#include <msiquery.h>

#include "batches.h"
#include "options.h"
#include "running.h"

#define TEXT_LENGTH 24576
/* A warning, see events.mc of the launcher. */
#define EVENT_OPEN_BATCHES 2

static wchar_t text[TEXT_LENGTH];

/* The event is readable after the program is gone: its text is the event's own string. */
static void write_event(void)
{
    const wchar_t *strings[] = {text};
    HANDLE source = RegisterEventSourceW(NULL, L"scanstation");
    if (!source)
        return;
    ReportEventW(source, EVENTLOG_WARNING_TYPE, 0, EVENT_OPEN_BATCHES, NULL, 1, 0, strings, NULL);
    DeregisterEventSource(source);
}

/* Goes into the log of the installation always, and into a box unless it is silent. */
static void say(MSIHANDLE install)
{
    MSIHANDLE record = MsiCreateRecord(1);
    MsiRecordSetStringW(record, 0, L"[1]");
    MsiRecordSetStringW(record, 1, text);
    MsiProcessMessage(install, INSTALLMESSAGE_WARNING | MB_OK | MB_ICONWARNING, record);
    MsiCloseHandle(record);
}

/* Custom action of the MSI; never ends a removal. */
__declspec(dllexport) UINT __stdcall SayOpenBatches(MSIHANDLE install)
{
    if (open_batches(text, TEXT_LENGTH)) {
        write_event();
        say(install);
    }
    return ERROR_SUCCESS;
}

/* For setup.exe: writes at most `length` characters, returns the number of batches. */
__declspec(dllexport) int OpenBatches(wchar_t *out, int length)
{
    unsigned number = open_batches(text, TEXT_LENGTH);
    lstrcpynW(out, text, length);
    if (number)
        write_event();
    return (int)number;
}

/* For setup.exe. */
__declspec(dllexport) int IsRunning(const wchar_t *folder)
{
    return runs_in(folder);
}

/* For setup.exe: returns whether the switch is given. */
__declspec(dllexport) int ReadOption(const wchar_t *name, wchar_t *out, int length)
{
    return read_option(name, out, (size_t)length);
}
