#include "image_details.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum asked {
    SIDE, PAPER, PATCH, BARCODES, BARCODE_TEXT, BARCODE_TYPE, BARCODE_LENGTH, PRINTED, ENDORSED,
    ASKED
};

static const uint16_t ids[ASKED] = {
    [SIDE] = TWEI_PAGESIDE, [PAPER] = TWEI_PAPERCOUNT, [PATCH] = TWEI_PATCHCODE,
    [BARCODES] = TWEI_BARCODECOUNT, [BARCODE_TEXT] = TWEI_BARCODETEXT,
    [BARCODE_TYPE] = TWEI_BARCODETYPE, [BARCODE_LENGTH] = TWEI_BARCODETEXTLENGTH,
    [PRINTED] = TWEI_PRINTERTEXT, [ENDORSED] = TWEI_ENDORSEDTEXT,
};

enum { MOST_BARCODES = 64, MOST_TEXT = 1024 };

#pragma pack(push, 2)
struct query { uint32_t NumInfos; TW_INFO Info[ASKED]; };
#pragma pack(pop)

/* Words of TWEI_PATCHCODE and TWEI_BARCODETYPE (TWAIN Specification 2.4, chapter 9). */
static const char *const patches[] = {"1", "2", "3", "4", "6", "T"};
static const char *const barcodes[] = {
    "code39", "i2of5", "2of5", "code93", "code128", "ucc128", "codabar", "upca", "upce", "ean8",
    "ean13", "postnet", "pdf417", "2of5industrial", "2of5matrix", "2of5datalogic", "2of5iata",
    "code39full", "codabar", "maxicode", "qrcode"};

static bool is_string(uint16_t type) { return type >= TWTY_STR32 && type <= TWTY_STR1024; }

static size_t size_of(uint16_t type)
{
    static const uint16_t strings[] = {34, 66, 130, 256, 1026};
    if (is_string(type))
        return strings[type - TWTY_STR32];
    if (type == TWTY_HANDLE)
        return sizeof(TW_HANDLE);
    return type == TWTY_INT8 || type == TWTY_UINT8                          ? 1
           : type == TWTY_INT16 || type == TWTY_UINT16 || type == TWTY_BOOL ? 2
           : type == TWTY_FRAME                                            ? 16
                                                                           : 4;
}

/* Up to four bytes lie in the structure itself, more behind a handle (TWAIN Specification 2.4,
 * TW_INFO). Drivers of 64 bit read that as "up to the eight bytes of Item" or as the four that it
 * was before, so there the memory manager is asked whether it is a handle. */
static bool is_inside(const TW_INFO *info)
{
    size_t size = (size_t)info->NumItems * size_of(info->ItemType);
    if (info->ItemType == TWTY_HANDLE || size > sizeof info->Item)
        return false;
    return size <= 4 || GlobalFlags((HGLOBAL)info->Item) == GMEM_INVALID_HANDLE;
}

static bool known(const TW_INFO *info)
{
    return info->ReturnCode == TWRC_SUCCESS && info->NumItems > 0;
}

/* Whether so many bytes lie behind a handle, as far as Windows knows. */
static bool holds(TW_HANDLE handle, size_t bytes)
{
    size_t size = dsm_size(handle);
    return size == 0 || bytes <= size;
}

static double number(struct source *source, const TW_INFO *info, unsigned place)
{
    uint32_t raw = 0;
    size_t size = size_of(info->ItemType) > 4 ? 4 : size_of(info->ItemType);
    const uint8_t *at = (const uint8_t *)&info->Item;
    TW_HANDLE handle = is_inside(info) ? NULL : (TW_HANDLE)info->Item;
    if (handle && !holds(handle, ((size_t)place + 1) * size_of(info->ItemType)))
        return 0;
    if (handle)
        at = dsm_lock(source->dsm, handle);
    if (at)
        memcpy(&raw, at + place * size_of(info->ItemType), size);
    if (handle && at)
        dsm_unlock(source->dsm, handle);
    return raw;
}

static void copy_text(struct source *source, TW_HANDLE handle, size_t at, size_t most, char *out)
{
    size_t size = dsm_size(handle);
    out[0] = '\0';
    if (size && at >= size)
        return;
    const char *text = dsm_lock(source->dsm, handle);
    if (text == NULL)
        return;
    if (size && most > size - at)
        most = size - at;
    text_from_driver(text + at, most < MOST_TEXT ? most : MOST_TEXT - 1, out, MOST_TEXT * 3);
    dsm_unlock(source->dsm, handle);
}

/* A handle item is a handle of text; several of them lie in an array behind another handle. */
static TW_HANDLE handle_at(struct source *source, const TW_INFO *info, unsigned place)
{
    TW_HANDLE found = (TW_HANDLE)info->Item;
    if (info->NumItems < 2)
        return found;
    if (!holds(found, ((size_t)place + 1) * sizeof found))
        return NULL;
    const TW_HANDLE *all = dsm_lock(source->dsm, (TW_HANDLE)info->Item);
    if (all == NULL)
        return NULL;
    memcpy(&found, all + place, sizeof found);
    dsm_unlock(source->dsm, (TW_HANDLE)info->Item);
    return found;
}

/* A text of an item, as UTF-8. Texts of barcodes may follow each other without a zero between
 * them, so `start` and `length` say which part of a handle's text is meant. */
static void text_of(
    struct source *source, const TW_INFO *info, unsigned place, size_t start, size_t length,
    char *out)
{
    out[0] = '\0';
    if (is_string(info->ItemType))
        copy_text(
            source, (TW_HANDLE)info->Item, place * size_of(info->ItemType),
            size_of(info->ItemType), out);
    else if (info->ItemType == TWTY_HANDLE)
        copy_text(source, handle_at(source, info, place), start, length, out);
}

static void release(struct source *source, const TW_INFO *info)
{
    if (!known(info) || is_inside(info) || info->Item == 0)
        return;
    if (info->ItemType == TWTY_HANDLE && info->NumItems > 1)
        for (unsigned i = 0; i < info->NumItems; i++)
            dsm_free(source->dsm, handle_at(source, info, i));
    dsm_free(source->dsm, (TW_HANDLE)info->Item);
}

static void write_word(
    struct text *json, const char *name, double value, const char *const *words, size_t count)
{
    if (value >= 0 && value < (double)count)
        text_member(json, name, words[(size_t)value]);
    else
        text_member_number(json, name, value);
}

static void write_barcodes(struct source *source, const TW_INFO *info, struct text *json)
{
    static char text[MOST_TEXT * 3];
    unsigned count = known(&info[BARCODES]) ? (unsigned)number(source, &info[BARCODES], 0) : 0;
    const TW_INFO *texts = &info[BARCODE_TEXT], *types = &info[BARCODE_TYPE];
    const TW_INFO *lengths = &info[BARCODE_LENGTH];
    size_t start = 0;
    if (count == 0 || !known(texts))
        return;
    text_name(json, "barcodes");
    text_put(json, "[");
    for (unsigned i = 0; i < count && i < MOST_BARCODES; i++) {
        bool told = known(lengths) && i < lengths->NumItems;
        size_t length = told ? (size_t)number(source, lengths, i) : MOST_TEXT - 1;
        bool joined = texts->ItemType == TWTY_HANDLE && texts->NumItems < count;
        if (!joined && i >= texts->NumItems)
            break;
        text_of(source, texts, joined ? 0 : i, joined ? start : 0, length, text);
        start += length;
        text_comma(json);
        text_put(json, "{");
        text_member(json, "text", text);
        if (known(types) && i < types->NumItems)
            write_word(
                json, "type", number(source, types, i), barcodes,
                sizeof barcodes / sizeof *barcodes);
        text_put(json, "}");
        if (joined && !told)
            break;
    }
    text_put(json, "]");
}

static void write_all(struct source *source, const TW_INFO *info, struct text *json)
{
    static char text[MOST_TEXT * 3];
    if (known(&info[PATCH]))
        write_word(
            json, "patch", number(source, &info[PATCH], 0), patches,
            sizeof patches / sizeof *patches);
    write_barcodes(source, info, json);
    const TW_INFO *printed = known(&info[PRINTED]) ? &info[PRINTED] : &info[ENDORSED];
    if (!known(printed))
        return;
    text_of(source, printed, 0, 0, MOST_TEXT - 1, text);
    if (text[0])
        text_member(json, "printed", text);
}

void details_get(struct source *source, struct details *details)
{
    struct query query = {.NumInfos = ASKED};
    *details = (struct details){.paper = -1};
    for (int i = 0; i < ASKED; i++) {
        query.Info[i].InfoID = ids[i];
        query.Info[i].ReturnCode = TWRC_INFONOTSUPPORTED;
    }
    uint16_t result = source_call(source, DG_IMAGE, DAT_EXTIMAGEINFO, MSG_GET, &query);
    if (result != TWRC_SUCCESS)
        return;
    if (known(&query.Info[SIDE]))
        details->side = (int)number(source, &query.Info[SIDE], 0);
    if (known(&query.Info[PAPER]))
        details->paper = (long)number(source, &query.Info[PAPER], 0);
    write_all(source, query.Info, &details->json);
    for (int i = 0; i < ASKED; i++)
        release(source, &query.Info[i]);
}
