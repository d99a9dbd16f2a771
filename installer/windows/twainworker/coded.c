/* Pages that the driver coded: JPEG as it is, CCITT Group 4 as a TIFF file of one strip. */
#include "page.h"
#include "pixels.h"

#include <stdio.h>
#include <string.h>

/* TIFF 6.0, sections 2 and 11; a file of little-endian numbers written by a little-endian CPU. */
enum { TYPE_SHORT = 3, TYPE_LONG = 4, TYPE_RATIONAL = 5, ENTRIES = 12, DIRECTORY = 8 };
enum { RATIONALS = DIRECTORY + 2 + 12 * ENTRIES + 4 };
_Static_assert(RATIONALS + 16 <= CODED_OFFSET, "the header fits before the strip");

struct tiff { uint8_t *at; };

static void put16(uint8_t *at, uint16_t number) { memcpy(at, &number, sizeof number); }
static void put32(uint8_t *at, uint32_t number) { memcpy(at, &number, sizeof number); }

static void entry(struct tiff *tiff, uint16_t tag, uint16_t type, uint32_t number)
{
    put16(tiff->at, tag);
    put16(tiff->at + 2, type);
    put32(tiff->at + 4, 1);
    put32(tiff->at + 8, number);
    tiff->at += 12;
}

static void tiff_header(struct page *page, bool zero_is_black)
{
    uint8_t *data = page->data;
    struct tiff tiff = {data + DIRECTORY + 2};
    memset(data, 0, CODED_OFFSET);
    memcpy(data, "II*\0", 4);
    put32(data + 4, DIRECTORY);
    put16(data + DIRECTORY, ENTRIES);
    entry(&tiff, 256, TYPE_LONG, (uint32_t)page->width);
    entry(&tiff, 257, TYPE_LONG, (uint32_t)page->height);
    entry(&tiff, 258, TYPE_SHORT, 1);
    entry(&tiff, 259, TYPE_SHORT, 4); /* CCITT Group 4 */
    entry(&tiff, 262, TYPE_SHORT, zero_is_black);
    entry(&tiff, 273, TYPE_LONG, CODED_OFFSET);
    entry(&tiff, 277, TYPE_SHORT, 1);
    entry(&tiff, 278, TYPE_LONG, (uint32_t)page->height);
    entry(&tiff, 279, TYPE_LONG, (uint32_t)(page->length - CODED_OFFSET));
    entry(&tiff, 282, TYPE_RATIONAL, RATIONALS);
    entry(&tiff, 283, TYPE_RATIONAL, RATIONALS + 8);
    entry(&tiff, 296, TYPE_SHORT, 2); /* inches */
    put32(data + RATIONALS, (uint32_t)(page->dpi_x * 100 + 0.5));
    put32(data + RATIONALS + 4, 100);
    put32(data + RATIONALS + 8, (uint32_t)(page->dpi_y * 100 + 0.5));
    put32(data + RATIONALS + 12, 100);
}

/* The end-of-facsimile-block (ITU-T T.6, 2.4.1.1: twice 000000000001) ends most streams and
 * shows in which order the bits lie; else the driver's word counts. */
static bool low_bit_first(const struct transfer *transfer, const uint8_t *codes, size_t length)
{
    size_t tail = length < 8 ? length : 8;
    for (int order = 0; order < 2; order++) {
        uint8_t last[8];
        uint64_t bits = 0;
        memcpy(last, codes + length - tail, tail);
        if (order)
            pixels_mirror_bits(last, tail);
        for (size_t i = 0; i < tail; i++)
            bits = bits << 8 | last[i];
        for (int shift = 0; shift < 40; shift++)
            if ((bits >> shift & 0xffffff) == 0x001001)
                return order == 1;
    }
    return transfer->codes_order == TWBO_LSBFIRST;
}

static bool wrap_group4(struct transfer *transfer, struct page *page, struct failure *failure)
{
    uint8_t *codes = page->data + CODED_OFFSET;
    size_t length = page->length - CODED_OFFSET;
    if (page->width <= 0 || page->height <= 0 || length == 0)
        return fail(failure, "BadFrame", "Group 4 of unknown size");
    if (low_bit_first(transfer, codes, length))
        pixels_mirror_bits(codes, length);
    tiff_header(page, transfer->codes_zero_black);
    page->media_type = "image/tiff";
    return true;
}

/* Width and height of the frame header (ITU-T T.81, B.2.2); false if there is none. */
static bool jpeg_size(const uint8_t *data, size_t length, int *width, int *height)
{
    size_t at = 2;
    while (at + 9 < length && data[at] == 0xff) {
        uint8_t marker = data[at + 1];
        if (marker == 0xff) {
            at++;
            continue;
        }
        if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
            *height = data[at + 5] << 8 | data[at + 6];
            *width = data[at + 7] << 8 | data[at + 8];
            return true;
        }
        at += 2 + ((size_t)data[at + 2] << 8 | data[at + 3]);
    }
    return false;
}

/* The stream is handed over unchanged: not a byte of what the device coded is lost or added. */
static bool wrap_jpeg(struct page *page, struct failure *failure)
{
    int width = 0, height = 0;
    char reason[80];
    page->length -= CODED_OFFSET;
    memmove(page->data, page->data + CODED_OFFSET, page->length);
    const uint8_t *data = page->data;
    if (page->length < 4 || data[0] != 0xff || data[1] != 0xd8 ||
        !jpeg_size(data, page->length, &width, &height))
        return fail(failure, "BadFrame", "JPEG");
    bool same = (page->width <= 0 || page->width == width) &&
                (page->height <= 0 || page->height == height);
    snprintf(reason, sizeof reason, "JPEG %d x %d, %d x %d px", width, height, page->width,
             page->height);
    if (!same)
        return fail(failure, "BadFrame", reason);
    page->width = width;
    page->height = height;
    page->media_type = "image/jpeg";
    return true;
}

/* A driver with automatic sizes knows the true one only when the page is through. */
static void look_again(struct transfer *transfer, struct page *page)
{
    TW_IMAGEINFO after = {0};
    if (source_call(transfer->source, DG_IMAGE, DAT_IMAGEINFO, MSG_GET, &after) != TWRC_SUCCESS)
        return;
    page->width = (int)after.ImageWidth;
    page->height = (int)after.ImageLength;
}

bool wrap_coded(struct transfer *transfer, struct page *page, struct failure *failure)
{
    if (transfer->any_height || page->height <= 0 || page->width <= 0)
        look_again(transfer, page);
    if (transfer->coding == TWCP_GROUP4)
        return wrap_group4(transfer, page, failure);
    return wrap_jpeg(page, failure);
}
