/* What setup.exe calls through its System plug-in; results are numbers, 0 is good. */
#include <windows.h>

#include "exchange.h"
#include "paths.h"
#include "protection.h"
#include "shortcut.h"
#include "trusted.h"

/* Returns whether the path can be a program's folder; its one form is written. */
__declspec(dllexport) int FullPath(const wchar_t *given, wchar_t *out, int length)
{
    return full_path(given, out, (size_t)length);
}

/* Returns whether only administrators may write there. */
__declspec(dllexport) int IsTrusted(const wchar_t *folder)
{
    return is_trusted(folder);
}

__declspec(dllexport) int PrepareFolder(const wchar_t *folder)
{
    return (int)prepare_folder(folder);
}

__declspec(dllexport) int DiscardFolder(const wchar_t *folder)
{
    return (int)discard_folder(folder);
}

__declspec(dllexport) int ExchangeFolders(const wchar_t *folder)
{
    return (int)exchange_folders(folder);
}

__declspec(dllexport) int SettleFolder(const wchar_t *folder)
{
    return (int)settle_folder(folder);
}

__declspec(dllexport) int RemoveProgram(const wchar_t *folder, const wchar_t *now)
{
    return (int)remove_program(folder, now);
}

/* Returns whether a chosen folder has what is not the program's. */
__declspec(dllexport) int IsForeign(const wchar_t *folder)
{
    return is_foreign(folder);
}

/* Writes the path of a new folder that only administrators see into. */
__declspec(dllexport) int MakePrivateFolder(wchar_t *out, int length)
{
    return (int)make_private_folder(out, (size_t)length);
}

/* Returns a Verdict. For the tests of both sides of the rule. */
__declspec(dllexport) int JudgeRights(void *descriptor, int below)
{
    return (int)judge(descriptor, NULL, below);
}

/* Returns how many files were taken. */
__declspec(dllexport) int TakeSettings(const wchar_t *folder)
{
    return (int)take_settings(folder);
}

__declspec(dllexport) int ProtectSharedFolder(void)
{
    return (int)protect_shared_folder();
}

__declspec(dllexport) int SetApplicationId(const wchar_t *path, const wchar_t *id)
{
    return (int)set_application_id(path, id);
}
