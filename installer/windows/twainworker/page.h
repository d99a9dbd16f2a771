/* One transferred image and the bytes of its frame. */
#ifndef PAGE_H
#define PAGE_H

#include "source.h"

enum pixels { PIXELS_LINEART, PIXELS_GREY, PIXELS_COLOUR };

struct page {
    uint8_t *data;
    size_t length, capacity;
    const char *media_type; /* "raw", "image/jpeg" or "image/tiff" */
    enum pixels pixels;
    int width, height, depth;
    size_t bytes_per_line;
    double dpi_x, dpi_y;
};

/* How the pages of this scan come, read once before its first page. */
struct transfer {
    struct source *source;
    bool memory;        /* else native */
    int coding;         /* TWCP_NONE, TWCP_JPEG or TWCP_GROUP4 */
    bool zero_is_black; /* ICAP_PIXELFLAVOR chocolate */
    bool low_bit_first; /* ICAP_BITORDER */
    bool any_height;    /* the source says the height only afterwards */
    int codes_order;    /* ICAP_BITORDERCODES, -1 unknown */
    bool codes_zero_black; /* ICAP_PIXELFLAVORCODES chocolate */
    uint8_t *strip;     /* aligned buffer that the driver fills */
    uint32_t strip_size;
};

/* Makes room for so many bytes; what is there stays. False if there is no memory, or if a
 * frame would be longer than the protocol allows. */
bool page_room(struct page *page, uint64_t capacity);

/* Reads how pages will come; transfer_close() frees what it took. */
void transfer_open(struct transfer *transfer, struct source *source);
void transfer_close(struct transfer *transfer);

/* Transfers the image that is ready (state 6); leaves the source in state 7 or, after an error,
 * where the driver left it. */
bool transfer_page(struct transfer *transfer, struct page *page, struct failure *failure);

/* The two ways to do that. `info` is the driver's word about the image. */
bool transfer_memory(
    struct transfer *transfer, struct page *page, const TW_IMAGEINFO *info,
    struct failure *failure);
bool transfer_native(struct transfer *transfer, struct page *page, struct failure *failure);

/* Wraps the coded bytes in `page`, from `offset` on, into what the station reads. */
enum { CODED_OFFSET = 192 };
bool wrap_coded(struct transfer *transfer, struct page *page, struct failure *failure);

/* Notes mode, depth and size as a driver names them; false if the worker knows no such. */
bool page_describe(
    struct page *page, int pixel_type, int bits_per_pixel, int width, struct failure *failure);

#endif
