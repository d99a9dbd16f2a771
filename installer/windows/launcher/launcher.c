/* The programs that people start: scanstation.exe (command line) and scanstationw.exe (window, built
 * with WINDOW). Each starts the Python beside it with the program, hands its arguments on as they
 * came, waits, and ends with the same exit code. Killed, it takes Python along. Modules are compiled
 * already; with -B Python writes none either, and with -s it takes none of the account's. */
#include <windows.h>

#ifdef WINDOW
#define INTERPRETER L"\\python\\pythonw.exe"
#define COMMAND L" -s -B -X utf8 -m scanstation window"
#else
#define INTERPRETER L"\\python\\python.exe"
#define COMMAND L" -s -B -X utf8 -m scanstation"
#endif

#define LONGEST 32768 /* characters of a path and of a command line, by CreateProcessW */
#define NOT_STARTED 127 /* as shells say that a program was not found */

static wchar_t interpreter[LONGEST + 32];
static wchar_t command_line[LONGEST];

/* Ctrl-C and Ctrl-Break go to every program of the console; Python answers, the launcher waits. */
static BOOL WINAPI leave_to_python(DWORD event)
{
    return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT;
}

static BOOL find_interpreter(void)
{
    DWORD length = GetModuleFileNameW(NULL, interpreter, LONGEST);
    if (length == 0 || length >= LONGEST)
        return FALSE;
    while (length > 0 && interpreter[length - 1] != L'\\')
        length--;
    lstrcpyW(interpreter + (length ? length - 1 : 0), INTERPRETER);
    return GetFileAttributesW(interpreter) != INVALID_FILE_ATTRIBUTES;
}

/* What follows the program's own name, as it was written: parsing and quoting again would change
 * what quotes and backslashes mean. The name's own rules: quotes take everything up to the next
 * one, else it ends at a blank. */
static const wchar_t *arguments(void)
{
    const wchar_t *rest = GetCommandLineW();
    BOOL quoted = FALSE;
    while (*rest && (quoted || (*rest != L' ' && *rest != L'\t'))) {
        if (*rest == L'"')
            quoted = !quoted;
        rest++;
    }
    while (*rest == L' ' || *rest == L'\t')
        rest++;
    return rest;
}

static BOOL make_command_line(void)
{
    const wchar_t *given = arguments();
    if (lstrlenW(interpreter) + lstrlenW(COMMAND) + lstrlenW(given) + 4 > LONGEST)
        return FALSE;
    lstrcpyW(command_line, L"\"");
    lstrcatW(command_line, interpreter);
    lstrcatW(command_line, L"\"" COMMAND);
    if (*given) {
        lstrcatW(command_line, L" ");
        lstrcatW(command_line, given);
    }
    return TRUE;
}

/* Ends Python when the launcher's last handle goes, however it ends. What Python itself starts stays
 * outside: workers end with their pipes. */
static HANDLE make_job(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    HANDLE job = CreateJobObjectW(NULL, NULL);
    limits.BasicLimitInformation.LimitFlags =
        JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
    if (job)
        SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    return job;
}

static HANDLE inheritable(DWORD which)
{
    HANDLE own = GetStdHandle(which), copy = NULL;
    if (own && own != INVALID_HANDLE_VALUE)
        DuplicateHandle(GetCurrentProcess(), own, GetCurrentProcess(), &copy, 0, TRUE,
                        DUPLICATE_SAME_ACCESS);
    return copy;
}

static BOOL start(PROCESS_INFORMATION *started)
{
    STARTUPINFOW how;
    GetStartupInfoW(&how);
    how.cb = sizeof how;
    how.lpReserved = NULL;
    how.dwFlags &= ~(DWORD)STARTF_USEHOTKEY; /* with it the input handle would be a key's number */
    how.lpReserved2 = NULL; /* file numbers of a C runtime that this program does not have */
    how.cbReserved2 = 0;
    how.dwFlags |= STARTF_USESTDHANDLES;
    how.hStdInput = inheritable(STD_INPUT_HANDLE);
    how.hStdOutput = inheritable(STD_OUTPUT_HANDLE);
    how.hStdError = inheritable(STD_ERROR_HANDLE);
    return CreateProcessW(interpreter, command_line, NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL,
                          &how, started);
}

static int wait_for(const PROCESS_INFORMATION *started)
{
    DWORD code = NOT_STARTED;
    HANDLE job = make_job();
    if (job)
        AssignProcessToJobObject(job, started->hProcess);
    AllowSetForegroundWindow(started->dwProcessId);
    ResumeThread(started->hThread);
    WaitForSingleObject(started->hProcess, INFINITE);
    GetExitCodeProcess(started->hProcess, &code);
    return (int)code;
}

static void tell(const wchar_t *words)
{
#ifdef WINDOW
    MessageBoxW(NULL, words, L"scanstation", MB_OK | MB_ICONERROR | MB_SETFOREGROUND);
#else
    char bytes[1024];
    DWORD written;
    HANDLE error = GetStdHandle(STD_ERROR_HANDLE);
    int length = WideCharToMultiByte(CP_UTF8, 0, words, -1, bytes, sizeof bytes, NULL, NULL);
    if (!WriteConsoleW(error, words, (DWORD)lstrlenW(words), &written, NULL) && length > 1)
        WriteFile(error, bytes, (DWORD)length - 1, &written, NULL);
#endif
}

static int not_started(void)
{
    BOOL german = PRIMARYLANGID(GetUserDefaultUILanguage()) == LANG_GERMAN;
    tell(german ? L"scanstation ist nicht vollständig installiert: Python fehlt oder startet nicht.\r\n"
                  L"Bitte lassen Sie die Installation reparieren.\r\n"
                : L"scanstation is not installed completely: Python is missing or does not start.\r\n"
                  L"Please have the installation repaired.\r\n");
    return NOT_STARTED;
}

static int launch(void)
{
    PROCESS_INFORMATION started;
    SetConsoleCtrlHandler(leave_to_python, TRUE);
    if (!find_interpreter() || !make_command_line() || !start(&started))
        return not_started();
    return wait_for(&started);
}

#ifdef WINDOW
int WINAPI wWinMain(HINSTANCE instance, HINSTANCE previous, LPWSTR words, int shown)
{
    (void)instance, (void)previous, (void)words, (void)shown;
    return launch();
}
#else
int wmain(void)
{
    return launch();
}
#endif
