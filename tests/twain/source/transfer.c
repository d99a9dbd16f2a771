/* What every way of transfer shares: the image that is ready, its description, its end.
 *
 *                first strip, native image          ENDXFER, more to come
 *   6 ready -----------------------------> 7 -------------------------------> 6
 *     |                                    |
 *     | RESET                              | ENDXFER, nothing left
 *     v                                    v
 *   5 enabled                              5
 */
#include "source.h"

#include <stdlib.h>
#include <string.h>

static bool wants_compressed(const struct source *source)
{
    return truth(source, ICAP_XFERMECH) == TWSX_MEMORY &&
           truth(source, ICAP_COMPRESSION) != TWCP_NONE;
}

static TW_UINT16 load_compressed(struct source *source)
{
    struct transfer *transfer = &source->transfer;
    transfer->compression = (TW_UINT16)truth(source, ICAP_COMPRESSION);
    transfer->compressed = true;
    return coded_load(source, source->feed.page, transfer->compression, &transfer->coded)
               ? TWCC_SUCCESS : TWCC_OPERATIONERROR;
}

static TW_UINT16 load_picture(struct source *source)
{
    struct picture *picture = &source->transfer.picture;
    int type = (int)truth(source, ICAP_PIXELTYPE);
    int bits = type == TWPT_RGB ? 24 : type == TWPT_GRAY ? 8 : 1;
    if (!picture_load(source, source->feed.page, bits, picture))
        return TWCC_OPERATIONERROR;
    return picture_render(source, picture) ? TWCC_SUCCESS : TWCC_LOWMEMORY;
}

/* What will be said of this image, as often as it is asked. */
static void choose_lies(struct source *source)
{
    struct transfer *transfer = &source->transfer;
    struct fault *lines = fault_due(source, "wrongsize", AT_DEFAULT);
    struct fault *columns = fault_due(source, "wrongwidth", AT_DEFAULT);
    transfer->extra_lines = lines ? (int)lines->value : 0;
    transfer->extra_columns = columns ? (int)columns->value : 0;
    transfer->unknown_length = fault_due(source, "unknownsize", AT_DEFAULT) ||
                               truth(source, ICAP_UNDEFINEDIMAGESIZE) != 0;
}

/* Load the image that is ready, once; return a condition code. */
TW_UINT16 transfer_load(struct source *source)
{
    struct transfer *transfer = &source->transfer;
    char path[MAX_PATH];
    if (transfer->loaded)
        return TWCC_SUCCESS;
    memset(transfer, 0, sizeof *transfer);
    if (source->feed.page == 0)
        return TWCC_NOMEDIA; /* the source promised more than it has */
    TW_UINT16 condition = wants_compressed(source) ? load_compressed(source) : load_picture(source);
    transfer->loaded = condition == TWCC_SUCCESS;
    transfer->hashing = environment("TESTDS_LOG", path, sizeof path) &&
                        !environment_is("TESTDS_HASH", "no");
    sha256_start(&transfer->hash);
    if (transfer->loaded)
        choose_lies(source);
    return condition;
}

void transfer_free(struct source *source)
{
    picture_free(&source->transfer.picture);
    free(source->transfer.coded.bytes);
    memset(&source->transfer, 0, sizeof source->transfer);
}

/* ---- DAT_IMAGEINFO ---- */

static void describe(struct source *source, TW_IMAGEINFO *info)
{
    const struct transfer *transfer = &source->transfer;
    int bits = transfer->compressed ? 8 * transfer->coded.samples : transfer->picture.bits;
    if (transfer->compression == TWCP_GROUP4)
        bits = 1;
    memset(info, 0, sizeof *info);
    info->XResolution = fixed(truth(source, ICAP_XRESOLUTION) / per_inch(source));
    info->YResolution = fixed(truth(source, ICAP_YRESOLUTION) / per_inch(source));
    info->ImageWidth = transfer->compressed ? transfer->coded.width : transfer->picture.width;
    info->ImageLength = transfer->compressed ? transfer->coded.height : transfer->picture.height;
    info->BitsPerPixel = (TW_INT16)bits;
    info->SamplesPerPixel = bits == 24 ? 3 : 1;
    for (int i = 0; i < info->SamplesPerPixel; i++)
        info->BitsPerSample[i] = bits == 1 ? 1 : 8;
    info->PixelType = bits == 24 ? TWPT_RGB : bits == 8 ? TWPT_GRAY : TWPT_BW;
    info->Compression = transfer->compression;
}

TW_UINT16 image_info(struct source *source, TW_IMAGEINFO *info)
{
    if (source->state != READY && source->state != TRANSFERRING)
        return fail(source, TWCC_SEQERROR);
    TW_UINT16 condition = faults_strike(source, AT_INFO);
    if (!condition)
        condition = transfer_load(source);
    if (condition)
        return fail(source, condition);
    describe(source, info);
    info->ImageLength += source->transfer.extra_lines;
    info->ImageWidth += source->transfer.extra_columns;
    if (source->transfer.unknown_length && !source->transfer.done)
        info->ImageLength = -1;
    return TWRC_SUCCESS;
}

/* Count (and, for the log, hash) what goes to the program. */
void transfer_count(struct source *source, const uint8_t *bytes, size_t count)
{
    source->transfer.bytes += count;
    if (source->transfer.hashing)
        sha256_add(&source->transfer.hash, bytes, count);
}

/* The last byte is with the program. */
void transfer_handed_over(struct source *source)
{
    char hash[65];
    struct transfer *transfer = &source->transfer;
    transfer->done = true;
    source->feed.images++;
    sha256_text(&transfer->hash, hash);
    log_frame(source, transfer->compressed ? "compressed" : "pixels",
              transfer->hashing ? hash : "");
}

/* ---- DAT_PENDINGXFERS ---- */

static TW_UINT16 end_transfer(struct source *source, TW_PENDINGXFERS *pending)
{
    TW_UINT16 condition = faults_strike(source, AT_END);
    transfer_free(source);
    if (source->feed.failed)
        source->feed.page = 0; /* the sheet is in the tray again: the operator put it back */
    else
        feed_next(source);
    if (condition) { /* the sheet after this one */
        source->feed.failed = true;
        source->state = READY;
        return fail(source, condition);
    }
    pending->Count = (TW_UINT16)feed_pending(source);
    /* "more" promises one image too many once; then the stack is at its end for the source too */
    source->feed.failed = source->feed.page == 0;
    source->state = pending->Count ? READY : ENABLED;
    return fault_due(source, "oddend", AT_DEFAULT) ? TWRC_XFERDONE : TWRC_SUCCESS;
}

static TW_UINT16 reset(struct source *source, TW_PENDINGXFERS *pending)
{
    if (source->state != READY)
        return fail(source, TWCC_SEQERROR);
    transfer_free(source);
    feed_reset(source);
    pending->Count = 0;
    source->state = ENABLED;
    return TWRC_SUCCESS;
}

TW_UINT16 pending_call(struct source *source, TW_UINT16 message, TW_PENDINGXFERS *pending)
{
    bool active = source->state == READY || source->state == TRANSFERRING;
    switch (message) {
    case MSG_GET:
        if (source->state < OPEN)
            return fail(source, TWCC_SEQERROR);
        pending->Count = active ? (TW_UINT16)feed_pending(source) : 0;
        return TWRC_SUCCESS;
    case MSG_ENDXFER:
        return active ? end_transfer(source, pending) : fail(source, TWCC_SEQERROR);
    case MSG_RESET:
        return reset(source, pending);
    case MSG_STOPFEEDER:
        if (!active)
            return fail(source, TWCC_SEQERROR);
        source->feed.stopping = true;
        return TWRC_SUCCESS;
    default:
        return fail(source, TWCC_BADPROTOCOL);
    }
}
