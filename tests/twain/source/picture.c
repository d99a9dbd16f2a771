/* Pages as files without any library: P4, P5 and P6 (netpbm, binary, 8 bit). */
#include "source.h"

#include <stdlib.h>
#include <string.h>

static const struct { const char *ending; int bits; } FORMS[] = {
    {".ppm", 24}, {".pgm", 8}, {".pbm", 1}};

/* Map a file; return its bytes and their number, or NULL. */
static const uint8_t *map_file(const char *path, size_t *size)
{
    HANDLE file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return NULL;
    *size = GetFileSize(file, NULL);
    HANDLE mapping = CreateFileMappingA(file, NULL, PAGE_READONLY, 0, 0, NULL);
    CloseHandle(file);
    if (!mapping)
        return NULL;
    const uint8_t *bytes = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);
    CloseHandle(mapping); /* the view keeps it alive */
    return bytes;
}

/* Read the next number of a header and step over it; comments begin with #. */
static int header_number(const uint8_t **at, const uint8_t *end)
{
    int number = 0;
    while (*at < end && (**at < '0' || **at > '9')) {
        if (**at == '#')
            while (*at < end && **at != '\n')
                ++*at;
        else
            ++*at;
    }
    while (*at < end && **at >= '0' && **at <= '9')
        number = number * 10 + *(*at)++ - '0';
    return number;
}

static bool header_read(struct picture *picture, const uint8_t *bytes, size_t size, int bits)
{
    const uint8_t *at = bytes + 2, *end = bytes + size;
    if (size < 8 || bytes[0] != 'P' || bytes[1] != (bits == 1 ? '4' : bits == 8 ? '5' : '6'))
        return false;
    picture->bits = bits;
    picture->width = header_number(&at, end);
    picture->height = header_number(&at, end);
    if (bits > 1 && header_number(&at, end) != 255)
        return false;
    picture->stride = line_bytes(picture);
    picture->pixels = at + 1; /* one blank follows the header */
    return picture->pixels + picture->stride * (size_t)picture->height <= end;
}

static bool load_form(struct source *source, int page, int form, struct picture *picture)
{
    char path[2 * MAX_PATH];
    size_t size;
    page_path(source, page, FORMS[form].ending, path);
    const uint8_t *bytes = map_file(path, &size);
    if (!bytes)
        return false;
    picture->mapping = (void *)(uintptr_t)bytes;
    if (header_read(picture, bytes, size, FORMS[form].bits))
        return true;
    picture_free(picture);
    return false;
}

/* Load a side in the form that is nearest to the wished bits a pixel. */
bool picture_load(struct source *source, int page, int bits, struct picture *picture)
{
    static const int ORDER[3][3] = {{0, 1, 2}, {1, 0, 2}, {2, 1, 0}};
    const int *order = ORDER[bits == 24 ? 0 : bits == 8 ? 1 : 2];
    memset(picture, 0, sizeof *picture);
    for (int i = 0; i < 3; i++)
        if (load_form(source, page, order[i], picture))
            return true;
    return false;
}

void picture_free(struct picture *picture)
{
    if (picture->mapping)
        UnmapViewOfFile(picture->mapping);
    free(picture->own);
    memset(picture, 0, sizeof *picture);
}

/* Bytes of a line without padding. */
size_t line_bytes(const struct picture *picture)
{
    return ((size_t)picture->width * (size_t)picture->bits + 7) / 8;
}
