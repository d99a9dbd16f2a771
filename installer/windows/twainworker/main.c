/* The TWAIN worker: a station's child process that hosts one driver; see README.md.
 *
 *     waiting --open--> open --scan--> scanning --end or error--> open --bye--> ended
 *        |                                 |
 *        +---------- stdin ends -----------+--> ended
 */
#include "offer.h"
#include "scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct worker {
    struct channel channel;
    struct station station;
    struct dsm dsm;
    struct source source;
    struct settings settings;
    struct scanner scanner;
};

/* How long a crash waits for the page that is just being written to the station. */
enum { LAST_PAGE_MILLISECONDS = 300 };

static struct channel *crash_channel; /* an exception filter gets no argument of ours */

static LONG WINAPI crashed(EXCEPTION_POINTERS *exception)
{
    fprintf(
        stderr, "exception 0x%08lx at %p\n",
        (unsigned long)exception->ExceptionRecord->ExceptionCode,
        exception->ExceptionRecord->ExceptionAddress);
    channel_flush(crash_channel, LAST_PAGE_MILLISECONDS);
    TerminateProcess(GetCurrentProcess(), exception->ExceptionRecord->ExceptionCode);
    return EXCEPTION_EXECUTE_HANDLER;
}

/* No error box that nobody can answer: a crash ends the process at once. */
static void guard(struct channel *channel)
{
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
    crash_channel = channel;
    SetUnhandledExceptionFilter(crashed);
}

static bool manager(struct worker *worker, struct failure *failure)
{
    return worker->dsm.library || dsm_open(&worker->dsm, failure);
}

static bool write_device(void *context, const TW_IDENTITY *identity, int same)
{
    struct text *answer = context;
    char name[160], address[200], vendor[160];
    const char *bits = sizeof(void *) == 8 ? "64" : "32";
    source_name(identity, same, name, sizeof name);
    text_from_driver(identity->Manufacturer, sizeof(TW_STR32), vendor, sizeof vendor);
    snprintf(address, sizeof address, "twain:%s:%s", bits, name);
    text_comma(answer);
    text_put(answer, "{");
    text_member(answer, "address", address);
    text_member(answer, "vendor", vendor);
    text_member(answer, "model", name);
    text_member(answer, "kind", sizeof(void *) == 8 ? "TWAIN 64 bit" : "TWAIN 32 bit");
    text_put(answer, "}");
    return true;
}

/* A Windows without a manager has no TWAIN devices; that is no error. */
static bool list(struct worker *worker, struct text *answer)
{
    struct failure none;
    text_put(answer, "{\"type\":\"devices\",\"devices\":[");
    if (manager(worker, &none))
        source_each(&worker->dsm, write_device, answer);
    text_put(answer, "]}");
    return true;
}

static bool open_source(
    struct worker *worker, const struct json *call, struct text *answer, struct failure *failure)
{
    if (worker->source.state >= STATE_OPEN)
        return fail(failure, "DeviceBusy", "open");
    if (!manager(worker, failure)) {
        snprintf(
            failure->device, sizeof failure->device, "%s", json_text(call, "name", ""));
        return false;
    }
    station_set_window(&worker->station, json_number(call, "window", 1));
    worker->source = (struct source){
        .dsm = &worker->dsm, .channel = &worker->channel, .station = &worker->station,
        .state = STATE_MANAGER, .busy = true};
    if (!source_open(&worker->source, json_text(call, "name", ""), failure))
        return false;
    settings_open(&worker->settings, &worker->source);
    worker->scanner.source = &worker->source;
    worker->scanner.settings = &worker->settings;
    text_put(answer, "{\"type\":\"opened\"}");
    return true;
}

/* TWAIN tells of buttons as events only; no driver can be asked for them. */
static bool no_sensors(struct text *answer)
{
    text_put(answer, "{\"type\":\"sensors\",\"values\":{}}");
    return true;
}

static bool serve(
    struct worker *worker, const struct json *call, struct text *answer, struct failure *failure)
{
    const char *type = json_text(call, "type", "");
    if (strcmp(type, "list") == 0)
        return list(worker, answer);
    if (strcmp(type, "open") == 0)
        return open_source(worker, call, answer, failure);
    if (worker->source.state < STATE_OPEN)
        return fail(failure, "DeviceLost", "not open");
    if (strcmp(type, "configure") == 0)
        return settings_apply(&worker->settings, json_member(call, "options"), answer, failure);
    if (strcmp(type, "scan") == 0)
        return scan_run(&worker->scanner, answer, failure);
    if (strcmp(type, "sensors") == 0)
        return no_sensors(answer);
    if (strcmp(type, "capabilities") != 0)
        return fail(failure, "DeviceLost", "message");
    offer_write(&worker->source, answer);
    return true;
}

static void answer_call(struct worker *worker, const struct json *call)
{
    struct text answer = {0};
    struct failure failure = {0};
    worker->source.busy = true;
    if (!serve(worker, call, &answer, &failure)) {
        answer.length = 0;
        text_put(&answer, "{");
        failure_write(&answer, &failure);
        text_put(&answer, "}");
        if (worker->source.state >= STATE_OPEN)
            source_rest(&worker->source);
    }
    worker->source.busy = false;
    channel_send(&worker->channel, &answer);
    text_free(&answer);
}

/* Drivers have windows and timers in this thread: their messages are handled while waiting. */
static struct call *next_call(struct worker *worker)
{
    struct call *call;
    MSG message;
    while ((call = station_take(&worker->station)) == NULL) {
        if (worker->source.state >= STATE_OPEN) {
            source_wait(&worker->source);
            continue;
        }
        MsgWaitForMultipleObjects(1, &worker->station.wake, FALSE, INFINITE, QS_ALLINPUT);
        while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE))
            DispatchMessageW(&message);
    }
    return call;
}

int main(void)
{
    static struct worker worker;
    guard(&worker.channel);
    channel_open(&worker.channel);
    station_open(&worker.station, &worker.channel);
    struct call *call = next_call(&worker);
    while (strcmp(json_text(call->head, "type", ""), "bye") != 0) {
        answer_call(&worker, call->head);
        call_free(call);
        call = next_call(&worker);
    }
    source_close(&worker.source);
    dsm_close(&worker.dsm);
    TerminateProcess(GetCurrentProcess(), 0); /* drivers' exit code is not run: it may hang */
    return 0;
}
