/* A TWAIN data source for tests: it feeds page images from a folder and has every fault that
 * drivers in the field have. This file is its entry; the environment steers it:
 *
 * TESTDS_PAGES     folder with the sides in duplex order (front, back, front ...), one name a side
 *                  in the forms that the test needs: .ppm .pgm .pbm (P6, P5, P4) for pixels, .jpg
 *                  and one-strip CCITT Group 4 .tif for compressed memory transfer, .info (codes)
 * TESTDS_DPI       resolution of these images (300); another one asked for is resampled
 * TESTDS_SHEETS    sheets in the feeder; beyond the folder it begins anew (0: empty feeder)
 * TESTDS_TRAY      file that remembers sheets fed ("next 5") and faults that happened, over
 *                  processes; a test appends "next 5" to put the sheets from 5 on back
 * TESTDS_AHEAD     sheets that are lost when the program resets the pending transfers
 * TESTDS_LOG       file: a JSON object a line for calls, capabilities set, faults, and frames with
 *                  the SHA-256 of the bytes handed over (of pixels: lines without padding, from
 *                  top to bottom, R G B, 1 is black, however they were transferred)
 * TESTDS_HASH      no: frames in the log without their hash (for measuring)
 * TESTDS_NAME      product name
 * TESTDS_CHOICES   ICAP_XFERMECH=0,ICAP_XRESOLUTION=200|300: all that is offered; first = default
 * TESTDS_VALUES    ICAP_UNITS=1: what a setting is when the source is opened
 * TESTDS_LACK      ICAP_BRIGHTNESS,CAP_DUPLEX: not supported
 * TESTDS_REFUSE    supported, but every value is refused (TWCC_BADVALUE)
 * TESTDS_IGNORE    set with success, without any effect; reading it tells
 * TESTDS_LIE       ICAP_XRESOLUTION=200,CAP_FEEDERLOADED=1: what it scans with whatever it says
 * TESTDS_OFFLINE   open (opening fails) or capability (CAP_DEVICEONLINE is false)
 * TESTDS_EMPTY     empty feeder: enable (fails, default), transfer (fails) or closereq
 * TESTDS_PENDING   unknown (65535 until the end) or more (one more than there are)
 * TESTDS_READY     how the program hears of an image: event (default; a message of the source's own
 *                  that comes back by MSG_PROCESSEVENT), manager (the manager is called before
 *                  ENABLEDS returns) or thread (TESTDS_DELAY ms later, from another thread)
 * TESTDS_STRIP     preferred strip in bytes; TESTDS_ALIGN bytes that a line ends at (4)
 * TESTDS_DIB       topdown: native images with negative height
 * TESTDS_DIALOG    ICAP_BRIGHTNESS=200: what the user chooses in the driver's dialog; cancel
 * TESTDS_FAULT     list of kind[@page][:stage][=value][!], without page at the first chance;
 *                  "!" each time, else once (pages count sides from 1, also when simplex)
 *
 * Faults at a stage (open set enable ready info start strip end disable close; start if not said):
 *   jam doublefeed cover lost nomemory bummer operation denied nomedia corner busy sequence
 *                  the call fails with this condition code
 *   hang crash exit slow=ms
 * Faults of the image or the feeder (no stage):
 *   cancel         TWRC_CANCEL, as if somebody pressed the scanner's stop button
 *   wrongsize=n wrongwidth=n unknownsize   DAT_IMAGEINFO says n lines (pixels) more, -1 lines
 *                  (the last one until the image is through, as with automatic sizes)
 *   short          the image ends in its middle
 *   badstrip       a strip says that more bytes are in it than the buffer has
 *   emptystrip     a strip without lines; with "!" for ever
 *   halfstrip      a strip says that half of its lines were written
 *   oddend         ENDXFER ends well with the code of another call
 *   countless      containers, settings and codes say to be far more than there is memory
 *   duplicate      the page comes twice
 *   missing        the page never comes
 *   twice silent   MSG_XFERREADY is sent twice, never
 *   event=n        MSG_DEVICEEVENT n (13: paper jam) before the first page
 *
 * A sheet whose transfer failed lies in the feeder again (the operator put it back). */
#include "source.h"

#include <string.h>

static struct source the_source = {.state = LOADED};

TW_UINT16 fail(struct source *source, TW_UINT16 condition)
{
    source->condition = condition;
    return TWRC_FAILURE;
}

static TW_UINT16 status(struct source *source, TW_STATUS *data)
{
    data->ConditionCode = source->condition;
    data->Data = 0;
    source->condition = TWCC_SUCCESS;
    return TWRC_SUCCESS;
}

static TW_UINT16 entry_point(struct source *source, const TW_ENTRYPOINT *data)
{
    source->manager = *data;
    return TWRC_SUCCESS;
}

static TW_UINT16 device_event(struct source *source, TW_DEVICEEVENT *data)
{
    memset(data, 0, sizeof *data);
    if (source->device_event == 0)
        return fail(source, TWCC_SEQERROR); /* there is none, as the specification has it */
    data->Event = source->device_event;
    source->device_event = 0;
    strcpy(data->DeviceName, "Testwerk");
    return TWRC_SUCCESS;
}

static TW_UINT16 control(struct source *source, TW_UINT16 data, TW_UINT16 message, void *memory)
{
    switch (data) {
    case DAT_IDENTITY:
        return identity_call(source, message, memory);
    case DAT_ENTRYPOINT:
        return entry_point(source, memory);
    case DAT_STATUS:
        return status(source, memory);
    case DAT_CAPABILITY:
        return source->state < OPEN ? fail(source, TWCC_SEQERROR)
                                    : capability_call(source, message, memory);
    case DAT_USERINTERFACE:
        return interface_call(source, message, memory);
    case DAT_EVENT:
        return event_call(source, memory);
    case DAT_PENDINGXFERS:
        return pending_call(source, message, memory);
    case DAT_SETUPMEMXFER:
        return setup_memory(source, memory);
    case DAT_CUSTOMDSDATA:
        return custom_data_call(source, message, memory);
    case DAT_DEVICEEVENT:
        return device_event(source, memory);
    case DAT_XFERGROUP:
        *(TW_UINT32 *)memory = DG_IMAGE;
        return TWRC_SUCCESS;
    default:
        return fail(source, TWCC_BADPROTOCOL);
    }
}

static TW_UINT16 image(struct source *source, TW_UINT16 data, TW_UINT16 message, void *memory)
{
    switch (data) {
    case DAT_IMAGEINFO:
        return image_info(source, memory);
    case DAT_IMAGELAYOUT:
        return layout_call(source, message, memory);
    case DAT_IMAGEMEMXFER:
        return memory_transfer(source, memory);
    case DAT_IMAGENATIVEXFER:
        return native_transfer(source, memory);
    case DAT_EXTIMAGEINFO:
        return truth(source, ICAP_EXTIMAGEINFO) != 0 ? extended_info(source, memory)
                                                     : fail(source, TWCC_BADPROTOCOL);
    default:
        return fail(source, TWCC_BADPROTOCOL);
    }
}

TW_UINT16 WINAPI DS_Entry(TW_IDENTITY *program, TW_UINT32 group, TW_UINT16 data, TW_UINT16 message,
                          TW_MEMREF memory)
{
    struct source *source = &the_source;
    int before = source->state;
    if (program)
        source->program = *program;
    TW_UINT16 result = group == DG_CONTROL ? control(source, data, message, memory)
                       : group == DG_IMAGE && before >= OPEN
                           ? image(source, data, message, memory)
                           : fail(source, group == DG_IMAGE ? TWCC_SEQERROR : TWCC_BADPROTOCOL);
    log_call(source, group, data, message, result, before);
    return result;
}
