/* Custom action of the MSI, before its launch conditions. */
#include <windows.h>

#include <msi.h>
#include <msiquery.h>

#include "paths.h"
#include "running.h"

/* Sets STATIONRUNS to 1 while a program of the installed version runs, else to nothing, whatever
 * somebody gave. Never ends anything itself. */
__declspec(dllexport) UINT __stdcall FindRunning(MSIHANDLE install)
{
    wchar_t folder[PATH_LENGTH];
    DWORD size = PATH_LENGTH;
    BOOL known = !MsiGetPropertyW(install, L"REMEMBEREDINSTALLDIR", folder, &size);
    MsiSetPropertyW(install, L"STATIONRUNS", known && runs_in(folder) ? L"1" : L"");
    return ERROR_SUCCESS;
}
