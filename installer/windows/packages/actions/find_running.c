/* Custom actions of the MSI. */
#include <windows.h>

#include <msi.h>
#include <msiquery.h>

#include "exchange.h"
#include "paths.h"
#include "protection.h"
#include "running.h"

typedef enum { NOT_GIVEN, NO_FOLDER, A_FOLDER } Given;

static Given read_folder(MSIHANDLE install, const wchar_t *name, wchar_t *out)
{
    wchar_t given[PATH_LENGTH];
    DWORD size = PATH_LENGTH;
    UINT error = MsiGetPropertyW(install, name, given, &size);
    if (!error && !size)
        return NOT_GIVEN;
    return !error && full_path(given, out, PATH_LENGTH) ? A_FOLDER : NO_FOLDER;
}

static void say(MSIHANDLE install, const wchar_t *name, BOOL so)
{
    MsiSetPropertyW(install, name, so ? L"1" : L"");
}

/* Sets STATIONRUNS to 1 while a program of the installed version runs, STATIONMAYRUN while nobody says so;
 * FOLDERISNONE if what is asked for cannot be a program's folder, as a whole drive in whatever spelling;
 * FOLDERISFOREIGN and FOLDERISUNSAFE if another folder is asked for, and it is somebody else's or others may
 * change or replace it; SETTINGSARELINKED if the machine's folder is a link; else to nothing, whatever somebody
 * gave. Never ends anything itself. */
__declspec(dllexport) UINT __stdcall FindRunning(MSIHANDLE install)
{
    wchar_t before[PATH_LENGTH], folder[PATH_LENGTH];
    BOOL known = read_folder(install, L"REMEMBEREDINSTALLDIR", before) == A_FOLDER;
    Running running = known ? runs_in(before) : NOT_RUNNING;
    say(install, L"STATIONRUNS", running == IS_RUNNING);
    say(install, L"STATIONMAYRUN", running == NOBODY_SAYS);
    Given given = read_folder(install, L"INSTALLDIR", folder);
    BOOL another = given == A_FOLDER && !(known && !_wcsicmp(folder, before));
    say(install, L"FOLDERISNONE", given == NO_FOLDER);
    say(install, L"SETTINGSARELINKED", is_shared_folder_linked());
    say(install, L"FOLDERISFOREIGN", another && is_foreign(folder));
    say(install, L"FOLDERISUNSAFE", another && !is_trusted(folder));
    return ERROR_SUCCESS;
}

/* Custom action of the MSI, as the system: after the machine's folder is there. Never ends anything. */
__declspec(dllexport) UINT __stdcall ProtectSettings(MSIHANDLE install)
{
    (void)install;
    protect_shared_folder();
    return ERROR_SUCCESS;
}
