/* Native transfer: a device-independent bitmap in the driver's memory.
 *
 * Lines lie from bottom to top (unless the height is negative), padded to four bytes, colours in
 * the order blue, green, red; a palette says what the values of fewer bits mean.
 */
#include "page.h"
#include "pixels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bitmap {
    BITMAPINFOHEADER header;
    const uint8_t *lines;
    const RGBQUAD *palette;
    size_t colours, stride;
};

static bool bad(struct failure *failure, const BITMAPINFOHEADER *header)
{
    char reason[120];
    snprintf(
        reason, sizeof reason, "DIB %ld x %ld, %u bits, compression %lu", (long)header->biWidth,
        (long)header->biHeight, (unsigned)header->biBitCount, (unsigned long)header->biCompression);
    return fail(failure, "BadFrame", reason);
}

static bool understand(struct bitmap *bitmap, const uint8_t *data, struct failure *failure)
{
    BITMAPINFOHEADER *header = &bitmap->header;
    memcpy(header, data, sizeof *header);
    unsigned bits = header->biBitCount;
    bool known = bits == 1 || bits == 4 || bits == 8 || bits == 24 || bits == 32;
    if (header->biSize < sizeof *header || header->biSize > 512 || !known ||
        header->biCompression != BI_RGB || header->biWidth <= 0 || header->biWidth > 1 << 17 ||
        header->biHeight == 0 || header->biHeight > 1 << 17 || header->biHeight < -(1 << 17))
        return bad(failure, header);
    bitmap->colours = header->biClrUsed ? header->biClrUsed : bits <= 8 ? 1u << bits : 0;
    if (bitmap->colours > 256)
        return bad(failure, header);
    bitmap->palette = (const RGBQUAD *)(data + header->biSize);
    bitmap->lines = data + header->biSize + bitmap->colours * sizeof(RGBQUAD);
    bitmap->stride = ((size_t)header->biWidth * bits + 31) / 32 * 4;
    return true;
}

static bool is_grey(const struct bitmap *bitmap)
{
    for (size_t i = 0; i < bitmap->colours; i++) {
        const RGBQUAD *c = &bitmap->palette[i];
        if (c->rgbRed != c->rgbGreen || c->rgbGreen != c->rgbBlue)
            return false;
    }
    return true;
}

static void choose(struct page *page, const struct bitmap *bitmap)
{
    unsigned bits = bitmap->header.biBitCount;
    bool grey = bits <= 8 && is_grey(bitmap);
    page->pixels = grey && bits == 1 ? PIXELS_LINEART : grey ? PIXELS_GREY : PIXELS_COLOUR;
    page->depth = page->pixels == PIXELS_LINEART ? 1 : 8;
    page->width = (int)bitmap->header.biWidth;
    page->height = (int)labs(bitmap->header.biHeight);
    page->bytes_per_line = page->pixels == PIXELS_LINEART ? ((size_t)page->width + 7) / 8
                           : page->pixels == PIXELS_GREY  ? (size_t)page->width
                                                          : (size_t)page->width * 3;
}

static unsigned index_at(const uint8_t *line, unsigned bits, size_t x)
{
    if (bits == 8)
        return line[x];
    if (bits == 4)
        return line[x / 2] >> (x % 2 ? 0 : 4) & 15;
    return line[x / 8] >> (7 - x % 8) & 1;
}

static void through_palette(
    const struct bitmap *bitmap, const struct page *page, uint8_t *out, const uint8_t *line)
{
    for (size_t x = 0; x < (size_t)page->width; x++) {
        unsigned index = index_at(line, bitmap->header.biBitCount, x);
        RGBQUAD c = {0};
        if (index < bitmap->colours)
            c = bitmap->palette[index];
        if (page->pixels == PIXELS_GREY) {
            *out++ = c.rgbRed;
        } else {
            *out++ = c.rgbRed;
            *out++ = c.rgbGreen;
            *out++ = c.rgbBlue;
        }
    }
}

/* Grey values 0 to 255 in their own order need no palette. */
static bool plain_grey(const struct bitmap *bitmap)
{
    if (bitmap->header.biBitCount != 8 || bitmap->colours != 256)
        return false;
    for (size_t i = 0; i < 256; i++)
        if (bitmap->palette[i].rgbRed != i)
            return false;
    return true;
}

static void line(
    const struct bitmap *bitmap, const struct page *page, uint8_t *out, const uint8_t *in,
    bool plain)
{
    if (page->pixels == PIXELS_LINEART) {
        memcpy(out, in, page->bytes_per_line);
        if (bitmap->colours > 1 && bitmap->palette[0].rgbRed < bitmap->palette[1].rgbRed)
            pixels_invert(out, page->bytes_per_line);
    } else if (bitmap->header.biBitCount == 24) {
        pixels_swap(out, in, (size_t)page->width);
    } else if (bitmap->header.biBitCount == 32) {
        pixels_swap_four(out, in, (size_t)page->width);
    } else if (plain && page->pixels == PIXELS_GREY) {
        memcpy(out, in, page->bytes_per_line);
    } else {
        through_palette(bitmap, page, out, in);
    }
}

static bool convert(struct page *page, const uint8_t *data, size_t size, struct failure *failure)
{
    struct bitmap bitmap = {0};
    if (size && size < sizeof(BITMAPINFOHEADER))
        return fail(failure, "BadFrame", "DIB");
    if (!understand(&bitmap, data, failure))
        return false;
    choose(page, &bitmap);
    size_t height = (size_t)page->height;
    uint64_t needed = (uint64_t)(bitmap.lines - data) + (uint64_t)bitmap.stride * height;
    if (size && size < needed)
        return bad(failure, &bitmap.header);
    if (!page_room(page, (uint64_t)page->bytes_per_line * height))
        return fail(failure, "DeviceNoMemory", "page");
    bool upwards = bitmap.header.biHeight > 0, plain = plain_grey(&bitmap);
    for (size_t y = 0; y < height; y++) {
        const uint8_t *in = bitmap.lines + (upwards ? height - 1 - y : y) * bitmap.stride;
        line(&bitmap, page, page->data + y * page->bytes_per_line, in, plain);
    }
    page->length = page->bytes_per_line * height;
    if (page->dpi_x <= 0 && bitmap.header.biXPelsPerMeter > 0) {
        page->dpi_x = bitmap.header.biXPelsPerMeter * 0.0254;
        page->dpi_y = bitmap.header.biYPelsPerMeter * 0.0254;
    }
    return true;
}

bool transfer_native(struct transfer *transfer, struct page *page, struct failure *failure)
{
    struct source *source = transfer->source;
    TW_HANDLE handle = NULL;
    uint16_t result = source_call(source, DG_IMAGE, DAT_IMAGENATIVEXFER, MSG_GET, &handle);
    if (result == TWRC_XFERDONE || result == TWRC_CANCEL)
        source->state = STATE_TRANSFERRING;
    if (result != TWRC_XFERDONE)
        return source_fail(source, result, "IMAGENATIVEXFER", failure);
    const uint8_t *data = dsm_lock(source->dsm, handle);
    size_t size = dsm_size(handle);
    bool done = data ? convert(page, data, size, failure) : fail(failure, "BadFrame", "no DIB");
    if (data)
        dsm_unlock(source->dsm, handle);
    dsm_free(source->dsm, handle);
    return done;
}
