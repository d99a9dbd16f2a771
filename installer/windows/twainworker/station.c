#include "station.h"

#include <stdlib.h>
#include <string.h>

/* How long a scan may take to end in order after the station is gone (worker.GRACE_SECONDS). */
enum { GRACE_MILLISECONDS = 2000 };

static void ask(struct station *station, enum wish wish)
{
    if (wish > station->wish)
        station->wish = wish;
}

static void settle(struct station *station, const char *frame)
{
    for (unsigned i = 0; i < station->open; i++)
        if (strcmp(station->open_frame[i], frame) == 0) {
            station->open--;
            memmove(station->open_frame[i], station->open_frame[station->open], FRAME_ID);
            return;
        }
}

static void queue(struct station *station, struct call *call)
{
    *station->last = call;
    station->last = &call->next;
}

/* Acts on a message; true if the call now belongs to the main thread. */
static bool sort(struct station *station, struct call *call)
{
    const char *type = json_text(call->head, "type", "");
    if (strcmp(type, "ack") == 0 || strcmp(type, "reject") == 0) {
        settle(station, json_text(call->head, "frame", ""));
        return false;
    }
    if (strcmp(type, "stop") == 0) {
        ask(station, json_truth(call->head, "now") ? WISH_CANCEL : WISH_STOP);
        return false;
    }
    if (strcmp(type, "configure") == 0) /* its dialog is not stopped by a wish for a scan before */
        station->wish = WISH_NONE;
    if (strcmp(type, "scan") == 0) {
        station->wish = WISH_NONE;
        station->open = 0;
    }
    if (strcmp(type, "bye") == 0)
        ask(station, WISH_CANCEL);
    queue(station, call);
    return true;
}

static struct call *receive(struct station *station)
{
    size_t length;
    char *text = channel_receive(station->channel, &length);
    struct call *call = text ? malloc(sizeof *call) : NULL;
    if (call == NULL) {
        free(text);
        return NULL;
    }
    call->next = NULL;
    call->text = text;
    call->head = json_read(text, length, &call->values);
    if (call->head && json_text(call->head, "type", NULL))
        return call;
    call_free(call);
    return NULL;
}

static struct call *farewell(void)
{
    static char words[] = "{\"type\":\"bye\"}";
    struct call *call = malloc(sizeof *call);
    if (call == NULL)
        return NULL;
    call->next = NULL;
    call->text = _strdup(words);
    call->head = call->text ? json_read(call->text, sizeof words - 1, &call->values) : NULL;
    return call;
}

static void orphaned(struct station *station)
{
    AcquireSRWLockExclusive(&station->lock);
    ask(station, WISH_CANCEL);
    struct call *call = farewell();
    if (call)
        queue(station, call);
    ReleaseSRWLockExclusive(&station->lock);
    SetEvent(station->wake);
    Sleep(GRACE_MILLISECONDS);
    TerminateProcess(GetCurrentProcess(), 1); /* a hung driver holds up ExitProcess */
}

static DWORD WINAPI listen_to_station(void *argument)
{
    struct station *station = argument;
    struct call *call;
    while ((call = receive(station)) != NULL) {
        AcquireSRWLockExclusive(&station->lock);
        bool kept = sort(station, call);
        ReleaseSRWLockExclusive(&station->lock);
        SetEvent(station->wake);
        if (!kept)
            call_free(call);
    }
    orphaned(station);
    return 0;
}

void station_open(struct station *station, struct channel *channel)
{
    *station = (struct station){.channel = channel, .window = 1};
    station->last = &station->first;
    InitializeSRWLock(&station->lock);
    station->wake = CreateEventW(NULL, FALSE, FALSE, NULL);
    HANDLE thread = CreateThread(NULL, 0, listen_to_station, station, 0, NULL);
    if (thread == NULL)
        ExitProcess(GetLastError());
    CloseHandle(thread);
}

struct call *station_take(struct station *station)
{
    AcquireSRWLockExclusive(&station->lock);
    struct call *call = station->first;
    if (call) {
        station->first = call->next;
        if (station->first == NULL)
            station->last = &station->first;
    }
    ReleaseSRWLockExclusive(&station->lock);
    return call;
}

void call_free(struct call *call)
{
    free(call->text);
    free(call);
}

void station_set_window(struct station *station, double window)
{
    AcquireSRWLockExclusive(&station->lock);
    station->window = window < 1 ? 1 : window > MOST_WINDOW ? MOST_WINDOW : (unsigned)window;
    ReleaseSRWLockExclusive(&station->lock);
}

bool station_enter(struct station *station, const char *frame)
{
    AcquireSRWLockExclusive(&station->lock);
    bool room = station->open < station->window;
    if (room) {
        char *kept = station->open_frame[station->open++];
        memset(kept, 0, FRAME_ID);
        memcpy(kept, frame, strnlen(frame, FRAME_ID - 1));
    }
    ReleaseSRWLockExclusive(&station->lock);
    return room;
}

enum wish station_wish(struct station *station)
{
    AcquireSRWLockExclusive(&station->lock);
    enum wish wish = station->wish;
    ReleaseSRWLockExclusive(&station->lock);
    return wish;
}
