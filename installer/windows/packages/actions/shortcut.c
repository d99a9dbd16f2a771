/* Windows' "Application User Model IDs": window and shortcut need the same, or the taskbar shows two. */
#define COBJMACROS
#include "shortcut.h"

#include <initguid.h>
#include <objbase.h>
#include <objidl.h>
#include <propkey.h>
#include <propsys.h>
#include <shlobj.h>

static HRESULT set_text(IShellLinkW *link, const wchar_t *text)
{
    IPropertyStore *store;
    PROPVARIANT value = {.vt = VT_LPWSTR, .pwszVal = (wchar_t *)text};
    HRESULT result = IShellLinkW_QueryInterface(link, &IID_IPropertyStore, (void **)&store);
    if (FAILED(result))
        return result;
    result = IPropertyStore_SetValue(store, &PKEY_AppUserModel_ID, &value);
    if (SUCCEEDED(result))
        result = IPropertyStore_Commit(store);
    IPropertyStore_Release(store);
    return result;
}

static HRESULT change(IShellLinkW *link, const wchar_t *path, const wchar_t *id)
{
    IPersistFile *file;
    HRESULT result = IShellLinkW_QueryInterface(link, &IID_IPersistFile, (void **)&file);
    if (FAILED(result))
        return result;
    result = IPersistFile_Load(file, path, STGM_READWRITE);
    if (SUCCEEDED(result))
        result = set_text(link, id);
    if (SUCCEEDED(result))
        result = IPersistFile_Save(file, path, TRUE);
    IPersistFile_Release(file);
    return result;
}

HRESULT set_application_id(const wchar_t *path, const wchar_t *id)
{
    IShellLinkW *link;
    HRESULT ready = CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    HRESULT result =
        CoCreateInstance(&CLSID_ShellLink, NULL, CLSCTX_INPROC_SERVER, &IID_IShellLinkW, (void **)&link);
    if (SUCCEEDED(result)) {
        result = change(link, path, id);
        IShellLinkW_Release(link);
    }
    if (SUCCEEDED(ready))
        CoUninitialize();
    return result;
}
