#include "capability.h"
#include "page.h"
#include "page_size.h"

#include <malloc.h>

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
