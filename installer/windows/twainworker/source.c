#include "source.h"

#include <stdio.h>
#include <string.h>

enum { TICK_MILLISECONDS = 1000 };

uint16_t source_call(
    struct source *source, uint32_t group, uint16_t argument, uint16_t message, void *data)
{
    return dsm_call(source->dsm, &source->identity, group, argument, message, data);
}

bool source_fail(
    struct source *source, uint16_t result, const char *doing, struct failure *failure)
{
    return dsm_fail(source->dsm, &source->identity, result, doing, failure);
}

void source_each(struct dsm *dsm, source_visitor visit, void *context)
{
    enum { MOST_SOURCES = 64 };
    static TW_IDENTITY seen[MOST_SOURCES];
    uint16_t message = MSG_GETFIRST;
    for (int count = 0; count < MOST_SOURCES; count++, message = MSG_GETNEXT) {
        TW_IDENTITY *identity = &seen[count];
        *identity = (TW_IDENTITY){0};
        if (dsm_call(dsm, NULL, DG_CONTROL, DAT_IDENTITY, message, identity) != TWRC_SUCCESS)
            return;
        int same = 1;
        for (int i = 0; i < count; i++)
            same += strncmp(seen[i].ProductName, identity->ProductName, sizeof(TW_STR32)) == 0;
        if (!visit(context, identity, same))
            return;
    }
}

void source_name(const TW_IDENTITY *identity, int same, char *name, size_t size)
{
    text_from_driver(identity->ProductName, sizeof identity->ProductName, name, size - 8);
    if (same > 1)
        snprintf(name + strlen(name), 8, "#%d", same);
}

struct search { const char *name; TW_IDENTITY *found; bool done; };

static bool compare(void *context, const TW_IDENTITY *identity, int same)
{
    struct search *search = context;
    char name[160];
    source_name(identity, same, name, sizeof name);
    if (strcmp(name, search->name) != 0)
        return true;
    *search->found = *identity;
    search->done = true;
    return false;
}

static void tell(struct source *source, uint16_t message)
{
    LONG told = message == MSG_XFERREADY     ? TOLD_READY
                : message == MSG_CLOSEDSREQ  ? TOLD_CLOSE
                : message == MSG_CLOSEDSOK   ? TOLD_OK
                : message == MSG_DEVICEEVENT ? TOLD_EVENT
                                             : 0;
    InterlockedOr(&source->told, told);
    SetEvent(source->station->wake);
}

/* TWAIN gives a callback 32 bits of context: too few for a pointer, so here is the one. */
static struct source *called_back;

static uint16_t TWAIN_CALL callback(
    TW_IDENTITY *origin, TW_IDENTITY *destination, uint32_t group, uint16_t argument,
    uint16_t message, TW_MEMREF data)
{
    (void)origin, (void)destination, (void)group, (void)argument, (void)data;
    tell(called_back, message);
    return TWRC_SUCCESS;
}

static void register_callback(struct source *source)
{
    uint16_t(TWAIN_CALL * function)(
        TW_IDENTITY *, TW_IDENTITY *, uint32_t, uint16_t, uint16_t, TW_MEMREF) = callback;
    TW_CALLBACK wanted = {0};
    memcpy(&wanted.CallBackProc, &function, sizeof function);
    called_back = source;
    if (source->dsm->two && source->identity.SupportedGroups & DF_DS2)
        source_call(source, DG_CONTROL, DAT_CALLBACK, MSG_REGISTER_CALLBACK, &wanted);
}

static BOOL CALLBACK look(HWND window, LPARAM result)
{
    DWORD process = 0;
    GetWindowThreadProcessId(window, &process);
    if (process != GetCurrentProcessId() || !IsWindowVisible(window))
        return TRUE;
    *(HWND *)result = window;
    return FALSE;
}

/* A driver that shows a window asks somebody something; that is no hang. The timer runs in the
 * driver's own modal loops too, and not while a driver hangs. A window that has just come is
 * brought before the station's, where Windows lets us. */
static void CALLBACK tick(HWND window, UINT message, UINT_PTR id, DWORD time)
{
    (void)message, (void)id, (void)time;
    struct source *source = (struct source *)GetWindowLongPtrW(window, GWLP_USERDATA);
    HWND visible = NULL;
    if (source == NULL || !source->busy)
        return;
    EnumWindows(look, (LPARAM)&visible);
    if (visible && visible != source->seen)
        SetForegroundWindow(visible);
    source->seen = visible;
    if (visible)
        channel_alive(source->channel);
}

bool source_open(struct source *source, const char *name, struct failure *failure)
{
    const char *prefix = sizeof(void *) == 8 ? "64:" : "32:";
    struct search search = {name, &source->identity, false};
    if (strncmp(name, prefix, 3) == 0)
        search.name += 3;
    source_each(source->dsm, compare, &search);
    if (!search.done) {
        fail(failure, "UnknownDevice", "");
        snprintf(failure->device, sizeof failure->device, "%s", name);
        return false;
    }
    uint16_t result = dsm_call(
        source->dsm, NULL, DG_CONTROL, DAT_IDENTITY, MSG_OPENDS, &source->identity);
    if (result != TWRC_SUCCESS) {
        dsm_fail(source->dsm, NULL, result, "OPENDS", failure);
        snprintf(failure->device, sizeof failure->device, "%s", name);
        return false;
    }
    source->state = STATE_OPEN;
    register_callback(source);
    SetWindowLongPtrW(source->dsm->window, GWLP_USERDATA, (LONG_PTR)source);
    SetTimer(source->dsm->window, 1, TICK_MILLISECONDS, tick);
    return true;
}

void source_close(struct source *source)
{
    if (source->state < STATE_OPEN)
        return;
    source_rest(source);
    KillTimer(source->dsm->window, 1);
    dsm_call(source->dsm, NULL, DG_CONTROL, DAT_IDENTITY, MSG_CLOSEDS, &source->identity);
    source->state = STATE_MANAGER;
}

bool source_enable(struct source *source, uint16_t message, bool show, struct failure *failure)
{
    TW_USERINTERFACE wanted = {.ShowUI = show, .ModalUI = FALSE, .hParent = source->dsm->window};
    InterlockedExchange(&source->told, 0);
    uint16_t result = source_call(source, DG_CONTROL, DAT_USERINTERFACE, message, &wanted);
    /* CHECKSTATUS: enabled, but the driver shows its dialog all the same */
    if (result != TWRC_SUCCESS && result != TWRC_CHECKSTATUS)
        return source_fail(source, result, "ENABLEDS", failure);
    source->state = STATE_ENABLED;
    return true;
}

/* Some drivers call the end of the last image a wrong sequence and have nothing pending then. */
static bool only_at_its_end(struct source *source, int condition)
{
    TW_PENDINGXFERS pending = {.Count = 1};
    return (condition == TWCC_SEQERROR || condition == TWCC_BADPROTOCOL) &&
           source_call(source, DG_CONTROL, DAT_PENDINGXFERS, MSG_GET, &pending) == TWRC_SUCCESS &&
           pending.Count == 0;
}

bool source_end_transfer(struct source *source, unsigned *count, struct failure *failure)
{
    TW_PENDINGXFERS pending = {0};
    uint16_t result =
        source_call(source, DG_CONTROL, DAT_PENDINGXFERS, MSG_ENDXFER, &pending);
    *count = result == TWRC_FAILURE ? 0 : pending.Count; /* another code is no end of the paper */
    if (result == TWRC_FAILURE) {
        int condition = dsm_condition(source->dsm, &source->identity);
        if (!only_at_its_end(source, condition))
            return fail_condition(failure, condition, "ENDXFER");
    }
    source->state = *count ? STATE_READY : STATE_ENABLED;
    return true;
}

bool source_stop_feeder(struct source *source, unsigned *pending)
{
    TW_PENDINGXFERS left = {.Count = (uint16_t)*pending};
    uint16_t result =
        source_call(source, DG_CONTROL, DAT_PENDINGXFERS, MSG_STOPFEEDER, &left);
    if (result != TWRC_SUCCESS)
        return false;
    *pending = left.Count;
    if (left.Count == 0)
        source->state = STATE_ENABLED;
    return true;
}

void source_rest(struct source *source)
{
    TW_PENDINGXFERS pending = {0};
    TW_USERINTERFACE shown = {.hParent = source->dsm->window};
    if (source->state == STATE_TRANSFERRING) {
        uint16_t result =
            source_call(source, DG_CONTROL, DAT_PENDINGXFERS, MSG_ENDXFER, &pending);
        source->state =
            result == TWRC_SUCCESS && pending.Count == 0 ? STATE_ENABLED : STATE_READY;
    }
    if (source->state == STATE_READY)
        source_call(source, DG_CONTROL, DAT_PENDINGXFERS, MSG_RESET, &pending);
    if (source->state >= STATE_ENABLED)
        source_call(source, DG_CONTROL, DAT_USERINTERFACE, MSG_DISABLEDS, &shown);
    if (source->state >= STATE_OPEN)
        source->state = STATE_OPEN;
}

static void handle(struct source *source, MSG *message)
{
    TW_EVENT event = {.pEvent = message};
    if (source->state >= STATE_ENABLED) {
        uint16_t result =
            source_call(source, DG_CONTROL, DAT_EVENT, MSG_PROCESSEVENT, &event);
        if (event.TWMessage != MSG_NULL)
            tell(source, event.TWMessage);
        if (result == TWRC_DSEVENT)
            return;
    }
    TranslateMessage(message);
    DispatchMessageW(message);
}

void source_wait(struct source *source)
{
    MSG message;
    bool any = false;
    while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) {
        handle(source, &message);
        any = true;
    }
    if (!any)
        MsgWaitForMultipleObjects(
            1, &source->station->wake, FALSE, TICK_MILLISECONDS, QS_ALLINPUT);
}
