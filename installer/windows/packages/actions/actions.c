/* What the packages call: the MSI as a custom action, setup.exe through its System plug-in. */
#include <windows.h>

#include <msi.h>
#include <msiquery.h>
#include <stdio.h>

#include "batches.h"
#include "box.h"
#include "options.h"
#include "running.h"

#define TEXT_LENGTH 24576
/* A warning, see events.mc of the launcher. */
#define EVENT_OPEN_BATCHES 2
/* Values of the property UILevel up to this one mean that nobody looks (INSTALLUILEVEL_NONE). */
#define SILENT 2

static wchar_t text[TEXT_LENGTH], listed[TEXT_LENGTH];

static BOOL is_german(void)
{
    return PRIMARYLANGID(GetSystemDefaultUILanguage()) == LANG_GERMAN;
}

/* The event is readable after the program is gone: its text is the event's own string. */
static void write_event(const wchar_t *words)
{
    const wchar_t *strings[] = {words};
    HANDLE source = RegisterEventSourceW(NULL, L"scanstation");
    if (!source)
        return;
    ReportEventW(source, EVENTLOG_WARNING_TYPE, 0, EVENT_OPEN_BATCHES, NULL, 1, 0, strings, NULL);
    DeregisterEventSource(source);
}

/* Whatever kind it is of, it goes into the log of the installation; a warning is also shown. */
static void send(MSIHANDLE install, INSTALLMESSAGE kind, const wchar_t *words)
{
    MSIHANDLE record = MsiCreateRecord(1);
    MsiRecordSetStringW(record, 0, L"[1]");
    MsiRecordSetStringW(record, 1, words);
    MsiProcessMessage(install, kind, record);
    MsiCloseHandle(record);
}

/* What the sequence put into CustomActionData: the level of the window, and the process that asked. */
static void read_given(MSIHANDLE install, unsigned *level, unsigned *process)
{
    wchar_t given[64];
    DWORD length = 64;
    *level = *process = 0;
    if (!MsiGetPropertyW(install, L"CustomActionData", given, &length))
        swscanf(given, L"%u %u", level, process);
}

/* Counts and writes both texts: the one for a box names folders, the one for logs names nothing, as
 * paths of folders have the names of accounts in them. Returns the number of batches. */
__declspec(dllexport) int DescribeOpenBatches(BOOL german, wchar_t *box, int box_length, wchar_t *log,
                                              int log_length)
{
    Found found = find_open_batches(listed, TEXT_LENGTH - 1024);
    box[0] = log[0] = L'\0';
    if (!found.batches)
        return 0;
    say_open_batches(found, german, listed, box, (size_t)box_length);
    say_open_batches(found, german, NULL, log, (size_t)log_length);
    return (int)found.batches;
}

/* Custom action of the MSI; never ends a removal. Installer messages are logged word by word, so the
 * box with the folders is not one of them. */
__declspec(dllexport) UINT __stdcall SayOpenBatches(MSIHANDLE install)
{
    wchar_t log[1024];
    unsigned level, process;
    if (!DescribeOpenBatches(is_german(), text, TEXT_LENGTH, log, 1024))
        return ERROR_SUCCESS;
    write_event(log);
    send(install, INSTALLMESSAGE_INFO, log);
    read_given(install, &level, &process);
    if (level > SILENT && !show_box(process, text))
        send(install, INSTALLMESSAGE_WARNING | MB_OK | MB_ICONWARNING, log);
    return ERROR_SUCCESS;
}

/* For setup.exe: writes at most `length` characters, returns the number of batches. */
__declspec(dllexport) int OpenBatches(wchar_t *out, int length)
{
    wchar_t log[1024];
    int number = DescribeOpenBatches(is_german(), text, TEXT_LENGTH, log, 1024);
    lstrcpynW(out, text, length);
    if (number)
        write_event(log);
    return number;
}

/* For setup.exe; returns a value of Running. */
__declspec(dllexport) int IsRunning(const wchar_t *folder)
{
    return (int)runs_in(folder);
}

/* For setup.exe: returns whether the switch is given. */
__declspec(dllexport) int ReadOption(const wchar_t *name, wchar_t *out, int length)
{
    return read_option(name, out, (size_t)length);
}
