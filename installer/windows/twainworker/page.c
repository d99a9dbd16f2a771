#include "page.h"

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
