/* Buffered memory transfer: the driver fills one aligned buffer again and again.
 *
 * The strip is copied into the page while it lies in the cache, which costs little and lets the
 * driver have memory that is aligned as it came from malloc: some use instructions that need it.
 */
#include "page.h"
#include "pixels.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>

enum { USUAL_STRIP = 256 << 10, MOST_STRIP = 16 << 20, ALIGNMENT = 64 };
enum { MOST_SIDE = 1 << 17 }; /* pixels, frames.MAX_SIDE */

/* Strips in a row without data, one a millisecond or more: a driver may wait for its device so,
 * but not for ever. */
enum { MOST_EMPTY = 10000 };

struct strips {
    struct transfer *transfer;
    struct page *page;
    const TW_IMAGEINFO *info;
    int bits;
};

static bool prepare_strip(
    struct transfer *transfer, const TW_IMAGEINFO *info, struct failure *failure)
{
    struct source *source = transfer->source;
    TW_SETUPMEMXFER sizes = {0};
    uint16_t result = source_call(source, DG_CONTROL, DAT_SETUPMEMXFER, MSG_GET, &sizes);
    if (result != TWRC_SUCCESS)
        return source_fail(source, result, "SETUPMEMXFER", failure);
    uint32_t size = sizes.Preferred;
    uint32_t line = info->ImageWidth > 0 && info->BitsPerPixel > 0
                        ? (uint32_t)info->ImageWidth * (uint32_t)info->BitsPerPixel / 8 + 8
                        : 0;
    if (size == 0 || size > MOST_STRIP)
        size = sizes.MinBufSize > USUAL_STRIP ? sizes.MinBufSize : USUAL_STRIP;
    if (size < line && transfer->coding == TWCP_NONE)
        size = line; /* a source that prefers less than a line means something else */
    if (size > MOST_STRIP && size > sizes.MinBufSize)
        size = MOST_STRIP;
    if (transfer->strip && transfer->strip_size == size)
        return true;
    transfer_close(transfer);
    transfer->strip = _aligned_malloc(size, ALIGNMENT);
    transfer->strip_size = size;
    return transfer->strip || fail(failure, "DeviceNoMemory", "strip");
}

/* One buffer from the driver. XFERDONE comes with the last one. */
static uint16_t ask(struct transfer *transfer, TW_IMAGEMEMXFER *strip)
{
    memset(strip, 0xff, sizeof *strip); /* "don't care", as the specification wants it */
    strip->BytesWritten = 0;
    strip->Memory.Flags = TWMF_APPOWNS | TWMF_POINTER;
    strip->Memory.Length = transfer->strip_size;
    strip->Memory.TheMem = transfer->strip;
    uint16_t result =
        source_call(transfer->source, DG_IMAGE, DAT_IMAGEMEMXFER, MSG_GET, strip);
    if (result == TWRC_CHECKSTATUS)
        result = TWRC_SUCCESS;
    if (result == TWRC_SUCCESS || result == TWRC_XFERDONE || result == TWRC_CANCEL)
        transfer->source->state = STATE_TRANSFERRING;
    if (strip->BytesWritten > transfer->strip_size)
        strip->BytesWritten = 0; /* not written by a source that says so at the very end */
    return result;
}

static void straighten(const struct strips *strips, uint8_t *at, size_t bytes)
{
    bool lineart = strips->page->pixels == PIXELS_LINEART;
    if (lineart && strips->transfer->low_bit_first)
        pixels_mirror_bits(at, bytes);
    if (strips->page->pixels != PIXELS_COLOUR && lineart == strips->transfer->zero_is_black)
        pixels_invert(at, bytes);
}

static bool bad(struct failure *failure, const char *what, uint32_t a, uint32_t b)
{
    char reason[120];
    snprintf(reason, sizeof reason, "%s %u / %u", what, (unsigned)a, (unsigned)b);
    return fail(failure, "BadFrame", reason);
}

/* The first strip tells width and line length; lines keep the padding that they come with. */
static bool begin(const struct strips *strips, const TW_IMAGEMEMXFER *strip, struct failure *failure)
{
    struct page *page = strips->page;
    int columns = strip->Columns <= MOST_SIDE ? (int)strip->Columns : 0;
    if (page->width <= 0 || (columns > 0 && columns < page->width))
        page->width = columns; /* complete() asks whether that is right */
    size_t tight = ((size_t)page->width * (size_t)strips->bits + 7) / 8;
    if (page->width <= 0 || page->width > MOST_SIDE || strip->BytesPerRow < tight)
        return bad(failure, "line", strip->Columns, strip->BytesPerRow);
    page->bytes_per_line = strip->BytesPerRow;
    int expected = strips->info->ImageLength;
    uint64_t lines = expected > 0 ? (uint64_t)expected : (uint64_t)page->width * 3 / 2;
    return page_room(page, lines * page->bytes_per_line) ||
           fail(failure, "DeviceNoMemory", "page");
}

/* Adds the lines of a strip below those that are there. Tiles are not asked for. */
static bool add_lines(
    const struct strips *strips, const TW_IMAGEMEMXFER *strip, struct failure *failure)
{
    struct page *page = strips->page;
    uint64_t bytes = (uint64_t)strip->Rows * strip->BytesPerRow;
    uint64_t end = (uint64_t)page->length + bytes;
    bool tile = strip->XOffset != 0 && strip->XOffset != UINT32_MAX;
    /* What the driver did not write is the strip before: lines twice. Some do not count padding. */
    size_t tight = ((size_t)page->width * (size_t)strips->bits + 7) / 8;
    bool written = strip->BytesWritten >= (uint64_t)strip->Rows * tight;
    if (tile || !written || strip->BytesPerRow != page->bytes_per_line ||
        bytes > strips->transfer->strip_size)
        return bad(failure, "strip", strip->Rows, strip->BytesPerRow);
    if (end > page->capacity && !page_room(page, end + end / 2) && !page_room(page, end))
        return fail(failure, "DeviceNoMemory", "page");
    uint8_t *out = page->data + page->length;
    memcpy(out, strips->transfer->strip, (size_t)bytes);
    straighten(strips, out, (size_t)bytes);
    page->length = (size_t)end;
    page->height += (int)strip->Rows;
    return true;
}

static bool add_coded(struct page *page, struct transfer *transfer, const TW_IMAGEMEMXFER *strip)
{
    uint64_t end = (uint64_t)page->length + strip->BytesWritten;
    if (end > page->capacity && !page_room(page, end * 2) && !page_room(page, end))
        return false;
    memcpy(page->data + page->length, transfer->strip, strip->BytesWritten);
    page->length = (size_t)end;
    return true;
}

static bool add_raw(
    const struct strips *strips, const TW_IMAGEMEMXFER *strip, struct failure *failure)
{
    if (strip->BytesWritten == 0 || strip->Rows == 0)
        return true;
    if (strips->page->bytes_per_line == 0 && !begin(strips, strip, failure))
        return false;
    return add_lines(strips, strip, failure);
}

/* Whether all lines came. A source with automatic sizes says the height afterwards. */
static bool complete(const struct strips *strips, struct failure *failure)
{
    struct source *source = strips->transfer->source;
    struct page *page = strips->page;
    int expected = strips->info->ImageLength;
    int columns = strips->info->ImageWidth;
    TW_IMAGEINFO after = {0};
    if ((expected != page->height || columns != page->width) &&
        source_call(source, DG_IMAGE, DAT_IMAGEINFO, MSG_GET, &after) == TWRC_SUCCESS) {
        expected = after.ImageLength;
        columns = after.ImageWidth;
    }
    if (page->height == 0)
        return fail(failure, "BadFrame", "0 lines");
    if (columns > 0 && columns != page->width && !strips->transfer->any_height)
        return bad(failure, "columns", (uint32_t)page->width, (uint32_t)columns);
    if (expected > 0 && expected != page->height && !strips->transfer->any_height)
        return bad(failure, "lines", (uint32_t)page->height, (uint32_t)expected);
    return true;
}

static bool receive(const struct strips *strips, struct failure *failure)
{
    struct source *source = strips->transfer->source;
    TW_IMAGEMEMXFER strip;
    uint16_t result;
    int empty = 0;
    do {
        if (station_wish(source->station) == WISH_CANCEL)
            return fail(failure, "ScanCancelled", "");
        result = ask(strips->transfer, &strip);
        if (result != TWRC_SUCCESS && result != TWRC_XFERDONE)
            return source_fail(source, result, "IMAGEMEMXFER", failure);
        empty = strip.BytesWritten ? 0 : empty + 1;
        if (empty > MOST_EMPTY)
            return fail(failure, "BadFrame", "strips without lines");
        if (empty)
            Sleep(1);
        else
            channel_alive(source->channel);
        if (strips->transfer->coding != TWCP_NONE) {
            if (!add_coded(strips->page, strips->transfer, &strip))
                return fail(failure, "DeviceNoMemory", "page");
        } else if (!add_raw(strips, &strip, failure)) {
            return false;
        }
    } while (result != TWRC_XFERDONE);
    return true;
}

bool transfer_memory(
    struct transfer *transfer, struct page *page, const TW_IMAGEINFO *info,
    struct failure *failure)
{
    struct strips strips = {transfer, page, info, info->BitsPerPixel};
    if (info->Planar && info->PixelType == TWPT_RGB && transfer->coding == TWCP_NONE)
        return fail(failure, "BadFrame", "planar");
    if (!page_describe(page, info->PixelType, info->BitsPerPixel, info->ImageWidth, failure))
        return false;
    if (!prepare_strip(transfer, info, failure))
        return false;
    if (transfer->coding == TWCP_NONE)
        return receive(&strips, failure) && complete(&strips, failure);
    page->length = CODED_OFFSET;
    page->height = info->ImageLength;
    if (!page_room(page, CODED_OFFSET + ((uint64_t)1 << 20)))
        return fail(failure, "DeviceNoMemory", "page");
    return receive(&strips, failure) && wrap_coded(transfer, page, failure);
}
