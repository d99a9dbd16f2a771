/* Memory transfer: strips of lines, or stretches of a compressed image. */
#include "source.h"

#include <string.h>

enum { DEFAULT_STRIP = 256 * 1024, LARGEST_STRIP = 16 * 1024 * 1024 };

/* Lines on the wire end at a boundary of TESTDS_ALIGN bytes (4 as in most drivers). */
static size_t wire_line(const struct source *source)
{
    size_t align = (size_t)environment_number("TESTDS_ALIGN", 4);
    size_t bytes = line_bytes(&source->transfer.picture);
    return (bytes + align - 1) / align * align;
}

TW_UINT16 setup_memory(struct source *source, TW_SETUPMEMXFER *setup)
{
    if (source->state < OPEN)
        return fail(source, TWCC_SEQERROR);
    bool known = source->state >= READY && transfer_load(source) == TWCC_SUCCESS;
    size_t line = known && !source->transfer.compressed ? wire_line(source) : 16384;
    setup->MinBufSize = (TW_UINT32)line;
    setup->MaxBufSize = LARGEST_STRIP;
    setup->Preferred = (TW_UINT32)environment_number("TESTDS_STRIP", DEFAULT_STRIP);
    if (setup->Preferred < setup->MinBufSize)
        setup->Preferred = setup->MinBufSize;
    return TWRC_SUCCESS;
}

/* One line in the polarity that was negotiated: in chocolate 0 is black, in a P4 file 1 is. */
static void put_line(struct source *source, uint8_t *to, size_t wire, size_t y)
{
    const struct picture *picture = &source->transfer.picture;
    size_t bytes = line_bytes(picture);
    const uint8_t *from = picture->pixels + picture->stride * y;
    memcpy(to, from, bytes);
    memset(to + bytes, 0x5a, wire - bytes); /* padding has no meaning */
    if (picture->bits == 1 && truth(source, ICAP_PIXELFLAVOR) == TWPF_CHOCOLATE)
        for (size_t i = 0; i < bytes; i++)
            to[i] = (uint8_t)~to[i];
    transfer_count(source, from, bytes);
}

static size_t lines_to_come(struct source *source, bool *last)
{
    struct transfer *transfer = &source->transfer;
    size_t height = (size_t)transfer->picture.height;
    bool early = transfer->at >= height / 2 && fault_due(source, "short", AT_DEFAULT);
    size_t left = early ? 0 : height - transfer->at;
    *last = early;
    return left;
}

static TW_UINT16 strip_of_lines(struct source *source, TW_IMAGEMEMXFER *strip)
{
    struct transfer *transfer = &source->transfer;
    size_t wire = wire_line(source), room = strip->Memory.Length / wire;
    uint8_t *to = strip->Memory.TheMem;
    bool early;
    size_t left = lines_to_come(source, &early);
    size_t rows = left < room ? left : room;
    if (fault_due(source, "emptystrip", AT_DEFAULT))
        rows = 0;
    for (size_t i = 0; i < rows; i++)
        put_line(source, to + wire * i, wire, transfer->at + i);
    strip->Compression = TWCP_NONE;
    strip->BytesPerRow = (TW_UINT32)wire;
    strip->Columns = (TW_UINT32)transfer->picture.width;
    strip->Rows = (TW_UINT32)rows;
    strip->XOffset = 0;
    strip->YOffset = (TW_UINT32)transfer->at;
    strip->BytesWritten = (TW_UINT32)(wire * rows);
    if (fault_due(source, "halfstrip", AT_DEFAULT))
        strip->BytesWritten /= 2;
    transfer->at += rows;
    return early || transfer->at == (size_t)transfer->picture.height ? TWRC_XFERDONE : TWRC_SUCCESS;
}

static uint8_t mirrored(uint8_t byte)
{
    byte = (uint8_t)(byte >> 4 | byte << 4);
    byte = (uint8_t)((byte & 0xcc) >> 2 | (byte & 0x33) << 2);
    return (uint8_t)((byte & 0xaa) >> 1 | (byte & 0x55) << 1);
}

static TW_UINT16 stretch_of_code(struct source *source, TW_IMAGEMEMXFER *strip)
{
    struct transfer *transfer = &source->transfer;
    uint8_t *to = strip->Memory.TheMem;
    size_t left = transfer->coded.size - transfer->at;
    size_t count = left < strip->Memory.Length ? left : strip->Memory.Length;
    bool early = transfer->at && fault_due(source, "short", AT_DEFAULT);
    if (early)
        count = 0;
    memcpy(to, transfer->coded.bytes + transfer->at, count);
    if (transfer->compression == TWCP_GROUP4 && truth(source, ICAP_BITORDERCODES) == TWBO_LSBFIRST)
        for (size_t i = 0; i < count; i++)
            to[i] = mirrored(to[i]);
    transfer_count(source, to, count);
    strip->Compression = transfer->compression;
    strip->BytesPerRow = strip->Columns = strip->Rows = TWON_DONTCARE32;
    strip->XOffset = strip->YOffset = TWON_DONTCARE32;
    strip->BytesWritten = (TW_UINT32)count;
    transfer->at += count;
    return early || transfer->at == transfer->coded.size ? TWRC_XFERDONE : TWRC_SUCCESS;
}

/* A failure before the first strip leaves state 6, a later one state 7. */
static TW_UINT16 broken(struct source *source, TW_UINT16 condition)
{
    source->feed.failed = true;
    return fail(source, condition);
}

static TW_UINT16 before_strip(struct source *source)
{
    struct transfer *transfer = &source->transfer;
    if (transfer->strips == 0) {
        TW_UINT16 condition = faults_strike(source, AT_START);
        return condition ? condition : transfer_load(source);
    }
    return faults_strike(source, AT_STRIP);
}

static bool room_enough(struct source *source, const TW_IMAGEMEMXFER *strip)
{
    size_t least = source->transfer.compressed ? 1 : wire_line(source);
    return strip->Memory.TheMem && strip->Memory.Length >= least;
}

TW_UINT16 memory_transfer(struct source *source, TW_IMAGEMEMXFER *strip)
{
    struct transfer *transfer = &source->transfer;
    bool allowed = source->state == READY || (source->state == TRANSFERRING && !transfer->done);
    if (!allowed || truth(source, ICAP_XFERMECH) != TWSX_MEMORY)
        return fail(source, TWCC_SEQERROR);
    TW_UINT16 condition = before_strip(source);
    if (condition)
        return broken(source, condition);
    if (fault_due(source, "cancel", AT_DEFAULT))
        return source->feed.failed = true, TWRC_CANCEL;
    if (!room_enough(source, strip))
        return fail(source, TWCC_BADVALUE);
    TW_UINT16 result = transfer->compressed ? stretch_of_code(source, strip)
                                            : strip_of_lines(source, strip);
    source->state = TRANSFERRING;
    transfer->strips++;
    if (fault_due(source, "badstrip", AT_DEFAULT))
        strip->BytesWritten = strip->Memory.Length + 4096;
    if (result == TWRC_XFERDONE)
        transfer_handed_over(source);
    return result;
}
