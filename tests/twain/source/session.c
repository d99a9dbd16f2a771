/* Opening, enabling and telling the program that an image is ready.
 *
 *              OPENDS          ENABLEDS          notify XFERREADY
 *   3 loaded ---------> 4 open ---------> 5 enabled ------------> 6 ready
 *            <---------        <---------           <------------
 *              CLOSEDS         DISABLEDS          ENDXFER, nothing left
 */
#include "source.h"

#include <stdio.h>
#include <string.h>

enum { OUR_MESSAGE = WM_APP + 0x2d5 };

/* ---- memory: the manager's since TWAIN 2, the system's before ---- */

TW_HANDLE memory_take(struct source *source, size_t size)
{
    if (source->manager.DSM_MemAllocate)
        return source->manager.DSM_MemAllocate((TW_UINT32)size);
    return GlobalAlloc(GHND, size);
}

void *memory_lock(struct source *source, TW_HANDLE handle)
{
    return source->manager.DSM_MemLock ? source->manager.DSM_MemLock(handle) : GlobalLock(handle);
}

void memory_unlock(struct source *source, TW_HANDLE handle)
{
    if (source->manager.DSM_MemUnlock)
        source->manager.DSM_MemUnlock(handle);
    else
        GlobalUnlock(handle);
}

void memory_free(struct source *source, TW_HANDLE handle)
{
    if (source->manager.DSM_MemFree)
        source->manager.DSM_MemFree(handle);
    else
        GlobalFree(handle);
}

/* ---- identity ---- */

static void describe(struct source *source)
{
    TW_IDENTITY *identity = &source->identity;
    identity->Version.MajorNum = 1;
    identity->Version.MinorNum = 2;
    identity->Version.Language = 4; /* German */
    identity->Version.Country = 49;
    snprintf(identity->Version.Info, sizeof(TW_STR32), "1.2 %d Bit", (int)sizeof(void *) * 8);
    identity->ProtocolMajor = 2;
    identity->ProtocolMinor = 4;
    identity->SupportedGroups = DG_CONTROL | DG_IMAGE | DF_DS2;
    snprintf(identity->Manufacturer, sizeof(TW_STR32), "Testwerk");
    snprintf(identity->ProductFamily, sizeof(TW_STR32), "Einzugscanner");
    if (!environment("TESTDS_NAME", identity->ProductName, sizeof(TW_STR32)))
        snprintf(identity->ProductName, sizeof(TW_STR32), "Testwerk TS-20");
}

static TW_UINT16 open_source(struct source *source, const TW_IDENTITY *given)
{
    if (source->state != LOADED)
        return fail(source, TWCC_MAXCONNECTIONS);
    faults_read(source);
    TW_UINT16 condition = faults_strike(source, AT_OPEN);
    if (environment_is("TESTDS_OFFLINE", "open"))
        condition = TWCC_CHECKDEVICEONLINE;
    if (condition)
        return fail(source, condition);
    source->identity.Id = given->Id;
    capabilities_reset(source);
    paper_read(source);
    source->state = OPEN;
    return TWRC_SUCCESS;
}

static TW_UINT16 close_source(struct source *source)
{
    if (source->state != OPEN)
        return fail(source, TWCC_SEQERROR);
    faults_strike(source, AT_CLOSE);
    source->state = LOADED;
    return TWRC_SUCCESS;
}

TW_UINT16 identity_call(struct source *source, TW_UINT16 message, TW_IDENTITY *data)
{
    TW_UINT32 id = data->Id;
    switch (message) {
    case MSG_GET:
        describe(source);
        *data = source->identity;
        data->Id = id;
        return TWRC_SUCCESS;
    case MSG_OPENDS:
        return open_source(source, data);
    case MSG_CLOSEDS:
        return close_source(source);
    default:
        return fail(source, TWCC_BADPROTOCOL);
    }
}

/* ---- telling the program ---- */

static void tell(struct source *source, TW_UINT16 message)
{
    if (message == MSG_XFERREADY && source->state == ENABLED)
        source->state = READY;
    TW_UINT16 result = source->manager.DSM_Entry(&source->identity, &source->program, DG_CONTROL,
                                                 DAT_NULL, message, NULL);
    log_call(source, DG_CONTROL, DAT_NULL, message, result, source->state);
}

/* A manager before TWAIN 2 hands nothing over; its sources take it from the process. */
static bool manager_found(struct source *source)
{
    FARPROC found = GetProcAddress(GetModuleHandleA("twain_32.dll"), "DSM_Entry");
    if (!source->manager.DSM_Entry)
        memcpy(&source->manager.DSM_Entry, &found, sizeof found);
    return source->manager.DSM_Entry != NULL;
}

static DWORD WINAPI tell_later(void *given)
{
    struct source *source = given;
    Sleep((DWORD)environment_number("TESTDS_DELAY", 20));
    tell(source, MSG_XFERREADY);
    return 0;
}

/* See TESTDS_READY in entry.c. */
void notify(struct source *source, TW_UINT16 message)
{
    bool thread = environment_is("TESTDS_READY", "thread");
    bool manager = thread || environment_is("TESTDS_READY", "manager");
    if (message == MSG_CLOSEDSOK || !manager || !manager_found(source))
        PostThreadMessageA(GetCurrentThreadId(), OUR_MESSAGE, message, 0);
    else if (message == MSG_XFERREADY && thread)
        CloseHandle(CreateThread(NULL, 0, tell_later, source, 0, NULL));
    else
        tell(source, message);
}

TW_UINT16 event_call(struct source *source, TW_EVENT *event)
{
    const MSG *message = event->pEvent;
    event->TWMessage = 0;
    if (source->state < ENABLED)
        return fail(source, TWCC_SEQERROR);
    if (!message || message->message != OUR_MESSAGE)
        return TWRC_NOTDSEVENT;
    if (message->wParam == MSG_XFERREADY && source->state == ENABLED)
        source->state = READY;
    event->TWMessage = (TW_UINT16)message->wParam;
    return TWRC_DSEVENT;
}

/* ---- enabling ---- */

static void begin_feed(struct source *source)
{
    feed_start(source);
    struct fault *event = fault_due(source, "event", AT_DEFAULT);
    if (event) {
        source->device_event = (TW_UINT32)event->value;
        notify(source, MSG_DEVICEEVENT);
    }
    if (source->feed.page == 0 && environment_is("TESTDS_EMPTY", "closereq")) {
        notify(source, MSG_CLOSEDSREQ);
        return;
    }
    faults_strike(source, AT_READY);
    if (fault_due(source, "silent", AT_DEFAULT))
        return;
    notify(source, MSG_XFERREADY);
    if (fault_due(source, "twice", AT_DEFAULT))
        notify(source, MSG_XFERREADY);
}

/* Empty feeder: TESTDS_EMPTY = enable (default: ENABLEDS fails), transfer or closereq. */
static TW_UINT16 ready_to_feed(struct source *source)
{
    bool early = !environment_is("TESTDS_EMPTY", "transfer") &&
                 !environment_is("TESTDS_EMPTY", "closereq");
    TW_UINT16 condition = faults_strike(source, AT_ENABLE);
    if (!condition && early && !paper_loaded(source) && truth(source, CAP_FEEDERENABLED) != 0)
        condition = TWCC_NOMEDIA;
    return condition;
}

static TW_UINT16 enable(struct source *source, const TW_USERINTERFACE *data)
{
    if (source->state != OPEN)
        return fail(source, TWCC_SEQERROR);
    feed_start(source);
    TW_UINT16 condition = ready_to_feed(source);
    if (condition)
        return fail(source, condition);
    source->state = ENABLED;
    if (data->ShowUI && environment_is("TESTDS_DIALOG", "cancel")) {
        notify(source, MSG_CLOSEDSREQ);
        return TWRC_SUCCESS;
    }
    if (data->ShowUI)
        dialog_answers(source);
    begin_feed(source);
    return TWRC_SUCCESS;
}

static TW_UINT16 settings_dialog(struct source *source)
{
    bool cancelled = environment_is("TESTDS_DIALOG", "cancel");
    if (source->state != OPEN)
        return fail(source, TWCC_SEQERROR);
    source->state = ENABLED;
    if (!cancelled)
        dialog_answers(source);
    notify(source, cancelled ? MSG_CLOSEDSREQ : MSG_CLOSEDSOK);
    return TWRC_SUCCESS;
}

TW_UINT16 interface_call(struct source *source, TW_UINT16 message, TW_USERINTERFACE *data)
{
    switch (message) {
    case MSG_ENABLEDS:
        return enable(source, data);
    case MSG_ENABLEDSUIONLY:
        return settings_dialog(source);
    case MSG_DISABLEDS:
        if (source->state != ENABLED)
            return fail(source, TWCC_SEQERROR);
        faults_strike(source, AT_DISABLE);
        source->state = OPEN;
        return TWRC_SUCCESS;
    default:
        return fail(source, TWCC_BADPROTOCOL);
    }
}
