/* Native transfer: a device independent bitmap, lines from bottom to top, B, G, R. */
#include "source.h"

#include <string.h>

static size_t dib_line(const struct picture *picture)
{
    return (line_bytes(picture) + 3) / 4 * 4;
}

static size_t palette(const struct picture *picture)
{
    return picture->bits > 8 ? 0 : (size_t)1 << picture->bits;
}

static void put_header(struct source *source, BITMAPINFOHEADER *header)
{
    const struct picture *picture = &source->transfer.picture;
    RGBQUAD *colours = (RGBQUAD *)(header + 1);
    memset(header, 0, sizeof *header);
    header->biSize = sizeof *header;
    header->biWidth = picture->width;
    header->biHeight = environment_is("TESTDS_DIB", "topdown") ? -picture->height : picture->height;
    header->biPlanes = 1;
    header->biBitCount = (WORD)picture->bits;
    header->biSizeImage = (DWORD)(dib_line(picture) * (size_t)picture->height);
    header->biXPelsPerMeter = (LONG)(truth(source, ICAP_XRESOLUTION) / 0.0254 + 0.5);
    header->biYPelsPerMeter = (LONG)(truth(source, ICAP_YRESOLUTION) / 0.0254 + 0.5);
    header->biClrUsed = (DWORD)palette(picture);
    for (size_t i = 0; i < palette(picture); i++) {
        uint8_t level = picture->bits == 1 ? (uint8_t)(i ? 0 : 255) : (uint8_t)i; /* 1 is black */
        colours[i] = (RGBQUAD){level, level, level, 0};
    }
}

static void put_line(const struct picture *picture, const uint8_t *from, uint8_t *to)
{
    if (picture->bits != 24) {
        memcpy(to, from, line_bytes(picture));
        return;
    }
    for (int x = 0; x < picture->width; x++, from += 3, to += 3) {
        to[0] = from[2];
        to[1] = from[1];
        to[2] = from[0];
    }
}

static void put_lines(struct source *source, uint8_t *to, size_t lines)
{
    const struct picture *picture = &source->transfer.picture;
    bool top_down = environment_is("TESTDS_DIB", "topdown");
    for (size_t i = 0; i < lines; i++) {
        size_t y = top_down ? i : (size_t)picture->height - 1 - i;
        put_line(picture, picture->pixels + picture->stride * y, to + dib_line(picture) * i);
    }
    for (size_t y = 0; y < lines; y++)
        transfer_count(source, picture->pixels + picture->stride * y, line_bytes(picture));
}

static TW_UINT16 make_dib(struct source *source, TW_HANDLE *handle)
{
    const struct picture *picture = &source->transfer.picture;
    size_t head = sizeof(BITMAPINFOHEADER) + 4 * palette(picture);
    bool early = fault_due(source, "short", AT_DEFAULT); /* half of what the header says */
    size_t lines = early ? (size_t)picture->height / 2 : (size_t)picture->height;
    *handle = memory_take(source, head + dib_line(picture) * lines);
    uint8_t *memory = *handle ? memory_lock(source, *handle) : NULL;
    if (!memory)
        return TWCC_LOWMEMORY;
    put_header(source, (BITMAPINFOHEADER *)memory);
    put_lines(source, memory + head, lines);
    memory_unlock(source, *handle);
    return TWCC_SUCCESS;
}

TW_UINT16 native_transfer(struct source *source, TW_HANDLE *handle)
{
    *handle = NULL;
    if (source->state != READY || truth(source, ICAP_XFERMECH) != TWSX_NATIVE)
        return fail(source, TWCC_SEQERROR);
    TW_UINT16 condition = faults_strike(source, AT_START);
    if (!condition)
        condition = transfer_load(source);
    if (!condition && fault_due(source, "cancel", AT_DEFAULT))
        return source->feed.failed = true, source->state = TRANSFERRING, TWRC_CANCEL;
    if (!condition)
        condition = make_dib(source, handle);
    if (condition) {
        source->feed.failed = true;
        return fail(source, condition);
    }
    source->state = TRANSFERRING;
    source->transfer.strips = 1;
    transfer_handed_over(source);
    return TWRC_XFERDONE;
}
