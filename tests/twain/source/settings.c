/* Units, the frame on the glass, custom DS data, and what a user does in the driver's dialog. */
#include "source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The program's units in an inch. */
double per_inch(const struct source *source)
{
    return asked(source, ICAP_UNITS) == TWUN_CENTIMETERS ? 2.54 : 1;
}

static TW_FRAME scaled(TW_FRAME frame, double factor)
{
    return (TW_FRAME){fixed(unfixed(frame.Left) * factor), fixed(unfixed(frame.Top) * factor),
                      fixed(unfixed(frame.Right) * factor), fixed(unfixed(frame.Bottom) * factor)};
}

static TW_FRAME current(const struct source *source)
{
    TW_FRAME glass = {.Right = fixed(truth(source, ICAP_PHYSICALWIDTH)),
                      .Bottom = fixed(truth(source, ICAP_PHYSICALHEIGHT))};
    return source->layout_set ? source->layout : glass;
}

/* A standard size is a frame; none is the glass. */
void size_chosen(struct source *source)
{
    static const struct { int size; double width, height; } SIZES[] = {
        {1, 210 / 25.4, 297 / 25.4}, {3, 8.5, 11}, {5, 148 / 25.4, 210 / 25.4}};
    int size = (int)truth(source, ICAP_SUPPORTEDSIZES);
    source->layout_set = false;
    for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++)
        if (SIZES[i].size == size) {
            source->layout = (TW_FRAME){.Right = fixed(SIZES[i].width),
                                        .Bottom = fixed(SIZES[i].height)};
            source->layout_set = true;
        }
}

/* A frame beyond the glass is cut to it: TWRC_CHECKSTATUS. */
static TW_UINT16 set_layout(struct source *source, TW_FRAME frame)
{
    double width = truth(source, ICAP_PHYSICALWIDTH), height = truth(source, ICAP_PHYSICALHEIGHT);
    bool cut = unfixed(frame.Right) > width + 0.001 || unfixed(frame.Bottom) > height + 0.001;
    if (source->state != OPEN)
        return fail(source, TWCC_SEQERROR);
    if (unfixed(frame.Right) <= unfixed(frame.Left) || unfixed(frame.Bottom) <= unfixed(frame.Top))
        return fail(source, TWCC_BADVALUE);
    if (unfixed(frame.Right) > width)
        frame.Right = fixed(width);
    if (unfixed(frame.Bottom) > height)
        frame.Bottom = fixed(height);
    source->settings[capability_index(ICAP_SUPPORTEDSIZES)].value = 0;
    source->layout = frame;
    source->layout_set = true;
    return cut ? TWRC_CHECKSTATUS : TWRC_SUCCESS;
}

TW_UINT16 layout_call(struct source *source, TW_UINT16 message, TW_IMAGELAYOUT *data)
{
    if (message == MSG_SET)
        return set_layout(source, scaled(data->Frame, 1 / per_inch(source)));
    if (message == MSG_RESET)
        source->layout_set = false;
    data->Frame = scaled(current(source), per_inch(source));
    data->DocumentNumber = 1;
    data->PageNumber = (TW_UINT32)sheet_of(source->feed.page);
    data->FrameNumber = 1;
    return TWRC_SUCCESS;
}

/* ---- custom DS data: lines NAME=VALUE ---- */

static TW_UINT16 custom_get(struct source *source, TW_CUSTOMDSDATA *data)
{
    enum { ROOM = 8192 };
    data->hData = memory_take(source, ROOM);
    char *text = data->hData ? memory_lock(source, data->hData) : NULL;
    int length = 0;
    if (!text)
        return fail(source, TWCC_LOWMEMORY);
    for (int i = 0; i < CAPABILITY_COUNT; i++)
        if (!CAPABILITIES[i].fixed && CAPABILITIES[i].type < TWTY_FRAME)
            length += snprintf(text + length, (size_t)(ROOM - length), "%s=%.4f\n",
                               CAPABILITIES[i].name, source->settings[i].value);
    memory_unlock(source, data->hData);
    data->InfoLength = (TW_UINT32)length;
    if (fault_due(source, "countless", AT_DEFAULT))
        data->InfoLength = 500000;
    return TWRC_SUCCESS;
}

static bool put_named(struct source *source, const char *line)
{
    for (int i = 0; i < CAPABILITY_COUNT; i++) {
        size_t length = strlen(CAPABILITIES[i].name);
        if (strncmp(line, CAPABILITIES[i].name, length) == 0 && line[length] == '=') {
            source->settings[i].value = strtod(line + length + 1, NULL);
            return true;
        }
    }
    return false;
}

static TW_UINT16 custom_set(struct source *source, TW_CUSTOMDSDATA *data)
{
    char *given = data->hData ? memory_lock(source, data->hData) : NULL;
    char *text = given ? calloc(1, data->InfoLength + 1) : NULL;
    bool good = text != NULL;
    if (source->state != OPEN)
        good = false;
    if (text)
        memcpy(text, given, data->InfoLength);
    for (char *line = good ? strtok(text, "\n") : NULL; line; line = strtok(NULL, "\n"))
        good = put_named(source, line) && good;
    if (given)
        memory_unlock(source, data->hData);
    free(text);
    return good ? TWRC_SUCCESS
                : fail(source, source->state == OPEN ? TWCC_BADVALUE : TWCC_SEQERROR);
}

TW_UINT16 custom_data_call(struct source *source, TW_UINT16 message, TW_CUSTOMDSDATA *data)
{
    return message == MSG_GET   ? custom_get(source, data)
           : message == MSG_SET ? custom_set(source, data)
                                : fail(source, TWCC_BADPROTOCOL);
}

/* TESTDS_DIALOG=ICAP_BRIGHTNESS=200,ICAP_CONTRAST=100 is what the user chooses in the dialog;
 * TESTDS_DIALOG=cancel closes it. */
void dialog_answers(struct source *source)
{
    char text[512];
    environment("TESTDS_DIALOG", text, sizeof text);
    for (char *word = strtok(text, ","); word; word = strtok(NULL, ","))
        put_named(source, word);
}
