#include "capability.h"
#include "page.h"
#include "page_size.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

bool page_room(struct page *page, uint64_t capacity)
{
    if (capacity <= page->capacity)
        return true;
    if (capacity > MOST_BODY || capacity > SIZE_MAX / 2)
        return false;
    uint8_t *data = realloc(page->data, (size_t)capacity);
    if (data == NULL)
        return false;
    page->data = data;
    page->capacity = (size_t)capacity;
    return true;
}

void transfer_open(struct transfer *transfer, struct source *source)
{
    *transfer = (struct transfer){.source = source};
    transfer->memory = capability_now(source, ICAP_XFERMECH, TWSX_NATIVE) == TWSX_MEMORY;
    transfer->coding =
        transfer->memory ? (int)capability_now(source, ICAP_COMPRESSION, TWCP_NONE) : TWCP_NONE;
    transfer->zero_is_black =
        capability_now(source, ICAP_PIXELFLAVOR, TWPF_CHOCOLATE) == TWPF_CHOCOLATE;
    transfer->low_bit_first =
        capability_now(source, ICAP_BITORDER, TWBO_MSBFIRST) == TWBO_LSBFIRST;
    transfer->any_height = capability_now(source, ICAP_UNDEFINEDIMAGESIZE, 0) != 0;
    if (transfer->coding != TWCP_GROUP4)
        return;
    transfer->codes_order = (int)capability_now(source, ICAP_BITORDERCODES, -1);
    transfer->codes_zero_black =
        capability_now(source, ICAP_PIXELFLAVORCODES, TWPF_VANILLA) == TWPF_CHOCOLATE;
}

void transfer_close(struct transfer *transfer)
{
    _aligned_free(transfer->strip);
    transfer->strip = NULL;
}

bool page_describe(
    struct page *page, int pixel_type, int bits_per_pixel, int width, struct failure *failure)
{
    char reason[80];
    int samples = pixel_type == TWPT_RGB ? 3 : 1;
    page->depth = bits_per_pixel / samples;
    page->width = width;
    page->pixels = pixel_type == TWPT_BW    ? PIXELS_LINEART
                   : pixel_type == TWPT_RGB ? PIXELS_COLOUR
                                            : PIXELS_GREY;
    bool known = pixel_type == TWPT_BW ? bits_per_pixel == 1
                 : pixel_type == TWPT_GRAY || pixel_type == TWPT_RGB
                     ? page->depth * samples == bits_per_pixel &&
                           (page->depth == 8 || page->depth == 16)
                     : false;
    if (known)
        return true;
    snprintf(reason, sizeof reason, "pixel type %d, %d bits", pixel_type, bits_per_pixel);
    return fail(failure, "BadFrame", reason);
}

bool transfer_page(struct transfer *transfer, struct page *page, struct failure *failure)
{
    struct source *source = transfer->source;
    TW_IMAGEINFO info = {0};
    uint16_t result = source_call(source, DG_IMAGE, DAT_IMAGEINFO, MSG_GET, &info);
    if (result != TWRC_SUCCESS)
        return source_fail(source, result, "IMAGEINFO", failure);
    page->length = 0;
    page->height = 0;
    page->bytes_per_line = 0;
    page->media_type = "raw";
    page->dpi_x = from_fix32(info.XResolution);
    page->dpi_y = from_fix32(info.YResolution);
    if (transfer->memory)
        return transfer_memory(transfer, page, &info, failure);
    return transfer_native(transfer, page, failure);
}
