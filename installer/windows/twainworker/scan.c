#include "scan.h"
#include "image_details.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct scan {
    struct scanner *scanner;
    struct source *source;
    struct transfer transfer;
    char id[32];
    int number, sheet;
    int side;   /* of the newest image; 0 before the first */
    long paper; /* the device's own count at the newest image */
    bool pairs; /* fronts and backs take turns where the device does not say */
    bool stopping, stopped;
};

static bool cancelled(struct scan *scan)
{
    return station_wish(scan->source->station) == WISH_CANCEL;
}

/* Ids that no other scan of any process has: time, process and a counter. */
static void name_scan(struct scan *scan)
{
    LARGE_INTEGER counter;
    FILETIME now;
    GetSystemTimeAsFileTime(&now);
    QueryPerformanceCounter(&counter);
    snprintf(
        scan->id, sizeof scan->id, "%08lx%08lx%04lx%04lx", (unsigned long)now.dwHighDateTime,
        (unsigned long)now.dwLowDateTime, (unsigned long)(GetCurrentProcessId() & 0xffff),
        (unsigned long)(counter.LowPart & 0xffff));
}

static bool ready_to_feed(struct scan *scan, struct failure *failure)
{
    struct source *source = scan->source;
    if (capability_now(source, CAP_DEVICEONLINE, 1) == 0)
        return fail(failure, "DeviceLost", "CAP_DEVICEONLINE");
    bool sees_paper = scan->scanner->settings->feeder &&
                      !scan->scanner->settings->dialog_at_scan &&
                      capability_now(source, CAP_PAPERDETECTABLE, 0) != 0;
    if (sees_paper && capability_now(source, CAP_FEEDERLOADED, 1) == 0)
        return fail(failure, "OutOfPaper", "CAP_FEEDERLOADED");
    return true;
}

static void notice(struct scan *scan, const char *kind)
{
    struct text head = {0};
    text_put(&head, "{\"type\":\"notice\"");
    text_member(&head, "kind", kind);
    text_member_number(&head, "sheet", scan->sheet + (scan->sheet == 0));
    text_put(&head, "}");
    channel_send(scan->source->channel, &head);
    text_free(&head);
}

/* What the driver reports besides images; only a double feed that does not stop concerns us. */
static void device_events(struct scan *scan)
{
    TW_DEVICEEVENT event;
    do {
        memset(&event, 0, sizeof event);
        if (source_call(scan->source, DG_CONTROL, DAT_DEVICEEVENT, MSG_GET, &event) !=
            TWRC_SUCCESS)
            return;
        if (event.Event == TWDE_PAPERDOUBLEFEED)
            notice(scan, "double_feed");
    } while (event.Event != 0);
}

/* Waits until the driver has an image (true) or is through. */
static bool wait_for_image(struct scan *scan)
{
    struct source *source = scan->source;
    for (;;) {
        LONG told = InterlockedExchange(&source->told, 0);
        if (told & TOLD_EVENT)
            device_events(scan);
        if (told & TOLD_READY) {
            InterlockedOr(&source->told, told & TOLD_CLOSE);
            return true;
        }
        enum wish wish = station_wish(source->station);
        if (told & (TOLD_CLOSE | TOLD_OK) || wish == WISH_CANCEL)
            return false;
        if (wish == WISH_STOP && scan->number == 0 && scan->scanner->settings->dialog_at_scan)
            return false;
        source_wait(source);
    }
}

/* Which side and sheet an image is: the device's word, else fronts and backs in turn. */
static void place(struct scan *scan, const struct details *details)
{
    int side = details->side == TWCS_TOP || details->side == TWCS_BOTTOM ? details->side : 0;
    bool duplex = scan->scanner->settings->duplex;
    if (side == 0)
        side = duplex && scan->pairs && scan->side == TWCS_TOP ? TWCS_BOTTOM : TWCS_TOP;
    bool counted = details->paper >= 0 && scan->paper >= 0;
    bool next = scan->number == 0 || side == TWCS_TOP || scan->side == TWCS_BOTTOM ||
                (counted && details->paper != scan->paper);
    scan->sheet += next;
    scan->side = side;
    scan->paper = details->paper;
    scan->number++;
}

static void write_frame(
    struct scan *scan, const struct page *page, const struct details *details, const char *id,
    struct text *head)
{
    static const char *const modes[] = {"lineart", "grey", "colour"};
    text_put(head, "{\"type\":\"frame\"");
    text_member(head, "id", id);
    text_member_number(head, "number", scan->number);
    text_member_number(head, "sheet", scan->sheet);
    text_member(head, "side", scan->side == TWCS_BOTTOM ? "back" : "front");
    text_member(head, "media_type", page->media_type);
    text_member_number(head, "width", page->width);
    text_member_number(head, "height", page->height);
    text_member(head, "mode", modes[page->pixels]);
    text_member_number(head, "depth", page->depth);
    text_member_number(head, "bytes_per_line", (double)page->bytes_per_line);
    text_name(head, "dpi");
    text_put(head, "[");
    text_number(head, page->dpi_x);
    text_put(head, ",");
    text_number(head, page->dpi_y);
    text_put(head, "],\"name\":\"\",\"resent\":false");
    if (details->json.length) {
        text_name(head, "device_data");
        text_put(head, "{");
        text_add(head, details->json.data, details->json.length);
        text_put(head, "}");
    }
    text_put(head, "}");
}

/* Sends an image when the station has room for it; false if it is not wanted any more. */
static bool send(struct scan *scan, const struct page *page, const struct details *details)
{
    char id[FRAME_ID];
    struct text head = {0};
    place(scan, details);
    snprintf(id, sizeof id, "%s-%d", scan->id, scan->number);
    while (!cancelled(scan) && !station_enter(scan->source->station, id))
        source_wait(scan->source);
    if (cancelled(scan))
        return false;
    write_frame(scan, page, details, id, &head);
    channel_send_frame(scan->source->channel, &head, page->data, page->length);
    text_free(&head);
    return true;
}

/* Whether the newest image is a front whose back is still to come. */
static bool half_sheet(const struct scan *scan)
{
    return scan->scanner->settings->duplex && scan->pairs && scan->side == TWCS_TOP;
}

/* Whether to end here: the wish to stop is there and the sheet is whole. A feeder that can
 * end by itself hands over what it has already pulled; otherwise that would be lost. */
static bool stops_here(struct scan *scan, unsigned *pending)
{
    if (station_wish(scan->source->station) < WISH_STOP || *pending == 0)
        return false;
    scan->stopped = true;
    if (!scan->stopping && source_stop_feeder(scan->source, pending))
        scan->stopping = true;
    if (scan->stopping)
        return *pending == 0;
    return !half_sheet(scan);
}

static bool transfer_one(struct scan *scan, unsigned *pending, struct failure *failure)
{
    struct details details = {.paper = -1};
    struct page *page = &scan->scanner->pages[scan->number % 2];
    if (cancelled(scan))
        return fail(failure, "ScanCancelled", "");
    if (!transfer_page(&scan->transfer, page, failure))
        return false;
    details_get(scan->source, &details);
    /* Sent before the driver is called again: a crash there must not cost this page. */
    bool wanted = send(scan, page, &details);
    text_free(&details.json);
    if (!wanted)
        return fail(failure, "ScanCancelled", "");
    if (!source_end_transfer(scan->source, pending, failure))
        return false;
    if (InterlockedAnd(&scan->source->told, ~TOLD_EVENT) & TOLD_EVENT)
        device_events(scan);
    return true;
}

/* Some drivers only say by an error that the feeder ran empty; in the middle of a sheet that is
 * one. */
static bool ran_empty(const struct scan *scan, const struct failure *failure)
{
    return scan->number > 0 && failure->condition == TWCC_NOMEDIA && !half_sheet(scan);
}

/* Everything that is pending, from state 6 to state 5. */
static bool transfer_all(struct scan *scan, struct failure *failure)
{
    unsigned pending = PENDING_UNKNOWN;
    scan->source->state = STATE_READY;
    while (pending != 0) {
        if (!transfer_one(scan, &pending, failure))
            return ran_empty(scan, failure);
        if (stops_here(scan, &pending))
            return true;
    }
    return true;
}

/* A driver without automatic feeding wants to be enabled for every sheet. */
static bool another_sheet(struct scan *scan, int before)
{
    struct source *source = scan->source;
    if (!scan->scanner->settings->feeder || scan->stopped || scan->number == before ||
        scan->scanner->settings->dialog_at_scan || station_wish(source->station) != WISH_NONE)
        return false;
    return capability_now(source, CAP_AUTOFEED, 1) == 0 &&
           capability_now(source, CAP_PAPERDETECTABLE, 0) != 0 &&
           capability_now(source, CAP_FEEDERLOADED, 0) != 0;
}

static bool feed_once(struct scan *scan, struct failure *failure)
{
    struct source *source = scan->source;
    bool show = scan->scanner->settings->dialog_at_scan;
    if (!source_enable(source, MSG_ENABLEDS, show, failure))
        return ran_empty(scan, failure);
    /* One feed, also with the dialog: it closes then, as the station waits for the end. */
    bool done = !wait_for_image(scan) || transfer_all(scan, failure);
    source_rest(source);
    if (done && cancelled(scan))
        return fail(failure, "ScanCancelled", "");
    return done;
}

static bool feed(struct scan *scan, struct failure *failure)
{
    int before;
    do {
        before = scan->number;
        if (!feed_once(scan, failure))
            return false;
    } while (another_sheet(scan, before));
    if (scan->number > 0)
        return true;
    if (station_wish(scan->source->station) == WISH_STOP) {
        scan->stopped = true;
        return true;
    }
    if (scan->scanner->settings->dialog_at_scan)
        return fail(failure, "ScanCancelled", "dialog");
    return fail(failure, "OutOfPaper", "no image");
}

static void write_end(const struct scan *scan, struct text *answer)
{
    text_put(answer, "{\"type\":\"end_of_feed\"");
    text_member_number(answer, "frames", scan->number);
    text_member_number(answer, "sheets", scan->sheet);
    text_member_number(answer, "resent", 0);
    text_member_true(answer, "stopped", scan->stopped);
    text_put(answer, "}");
}

bool scan_run(struct scanner *scanner, struct text *answer, struct failure *failure)
{
    struct source *source = scanner->source;
    struct scan scan = {.scanner = scanner, .source = source, .paper = -1};
    scan.pairs = capability_now(source, ICAP_AUTODISCARDBLANKPAGES, -2) == -2;
    name_scan(&scan);
    if (!ready_to_feed(&scan, failure))
        return false;
    transfer_open(&scan.transfer, source);
    bool done = feed(&scan, failure);
    transfer_close(&scan.transfer);
    channel_flush(source->channel, INFINITE);
    failure->sheet = scan.sheet;
    if (done)
        write_end(&scan, answer);
    return done;
}
