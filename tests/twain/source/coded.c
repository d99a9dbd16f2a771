/* Compressed pages: a .jpg as it is, and the one strip of a CCITT Group 4 .tif. */
#include "source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    uint8_t *bytes = malloc(*size + 1);
    if (bytes && fread(bytes, 1, *size, file) != *size) {
        free(bytes);
        bytes = NULL;
    }
    fclose(file);
    return bytes;
}

/* Width, height and components stand in the first frame header (SOF0 to SOF2). */
static bool jpeg_size(struct coded *coded)
{
    const uint8_t *bytes = coded->bytes;
    for (size_t at = 2; at + 9 < coded->size && bytes[at] == 0xff;) {
        int marker = bytes[at + 1];
        if (marker >= 0xc0 && marker <= 0xc2) {
            coded->height = bytes[at + 5] << 8 | bytes[at + 6];
            coded->width = bytes[at + 7] << 8 | bytes[at + 8];
            coded->samples = bytes[at + 9];
            return true;
        }
        at += 2u + (size_t)(bytes[at + 2] << 8 | bytes[at + 3]);
    }
    return false;
}

static uint32_t little(const uint8_t *at, int count)
{
    uint32_t number = 0;
    for (int i = 0; i < count; i++)
        number |= (uint32_t)at[i] << (8 * i);
    return number;
}

/* The value of a SHORT or LONG entry of the first directory, 0 where it is missing. */
static uint32_t tiff_value(const struct coded *coded, uint16_t tag)
{
    uint32_t directory = little(coded->bytes + 4, 4);
    if (directory + 2 > coded->size)
        return 0;
    uint32_t count = little(coded->bytes + directory, 2);
    for (uint32_t i = 0; i < count && directory + 14 + 12 * i <= coded->size; i++) {
        const uint8_t *entry = coded->bytes + directory + 2 + 12 * i;
        if (little(entry, 2) == tag && little(entry + 4, 4) == 1)
            return little(entry + 8, little(entry + 2, 2) == 3 ? 2 : 4);
    }
    return 0;
}

/* Keep only the strip: TWAIN hands over the bare code. Whether 0 is black in it is the file's matter
 * (PhotometricInterpretation); the test offers the ICAP_PIXELFLAVORCODES that fits. */
static bool tiff_strip(struct coded *coded)
{
    enum { WIDTH = 256, HEIGHT = 257, CODING = 259, OFFSET = 273, COUNT = 279, GROUP4 = 4 };
    if (coded->size < 16 || memcmp(coded->bytes, "II*", 4) != 0 ||
        tiff_value(coded, CODING) != GROUP4)
        return false;
    uint32_t offset = tiff_value(coded, OFFSET), count = tiff_value(coded, COUNT);
    coded->width = (int)tiff_value(coded, WIDTH);
    coded->height = (int)tiff_value(coded, HEIGHT);
    coded->samples = 1;
    if (count == 0 || offset + count > coded->size)
        return false;
    memmove(coded->bytes, coded->bytes + offset, count);
    coded->size = count;
    return true;
}

bool coded_load(struct source *source, int page, TW_UINT16 compression, struct coded *coded)
{
    char path[2 * MAX_PATH];
    bool jpeg = compression == TWCP_JPEG;
    memset(coded, 0, sizeof *coded);
    page_path(source, page, jpeg ? ".jpg" : ".tif", path);
    coded->bytes = read_file(path, &coded->size);
    if (coded->bytes && (jpeg ? jpeg_size(coded) : tiff_strip(coded)))
        return true;
    free(coded->bytes);
    coded->bytes = NULL;
    return false;
}
