/* Custom actions of the MSI. */
#include <windows.h>

#include <msi.h>
#include <msiquery.h>

#include "exchange.h"
#include "paths.h"
#include "protection.h"
#include "running.h"

/* Sets STATIONRUNS to 1 while a program of the installed version runs, STATIONMAYRUN while nobody says so,
 * FOLDERISFOREIGN if the folder that was asked for is somebody else's; else to nothing, whatever somebody
 * gave. Never ends anything itself. */
__declspec(dllexport) UINT __stdcall FindRunning(MSIHANDLE install)
{
    wchar_t folder[PATH_LENGTH];
    DWORD size = PATH_LENGTH;
    BOOL known = !MsiGetPropertyW(install, L"REMEMBEREDINSTALLDIR", folder, &size);
    Running running = known ? runs_in(folder) : NOT_RUNNING;
    MsiSetPropertyW(install, L"STATIONRUNS", running == IS_RUNNING ? L"1" : L"");
    MsiSetPropertyW(install, L"STATIONMAYRUN", running == NOBODY_SAYS ? L"1" : L"");
    size = PATH_LENGTH;
    known = !MsiGetPropertyW(install, L"INSTALLDIR", folder, &size) && *folder;
    MsiSetPropertyW(install, L"FOLDERISFOREIGN", known && is_foreign(folder) ? L"1" : L"");
    return ERROR_SUCCESS;
}

/* Custom action of the MSI, as the system: after the machine's folder is there. Never ends anything. */
__declspec(dllexport) UINT __stdcall ProtectSettings(MSIHANDLE install)
{
    (void)install;
    protect_shared_folder();
    return ERROR_SUCCESS;
}
