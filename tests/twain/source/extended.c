/* Extended image info: side, numbers, patch and bar codes of the image just taken.
 *
 * What is on a page stands in its .info file beside it: "patch=5", "barcode=4 120 300 TEXT"
 * (type, x, y, text), "printed=TEXT" of the imprinter, a line each. */
#include "source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BARCODES = 8 };

struct facts {
    int patch, barcodes; /* patch -1: none */
    struct { int type, x, y; char text[200]; } barcode[MAX_BARCODES];
    char printed[200];
};

static void read_facts(const struct source *source, struct facts *facts)
{
    char path[2 * MAX_PATH], line[256];
    memset(facts, 0, sizeof *facts);
    facts->patch = -1;
    page_path(source, source->feed.page, ".info", path);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        int at = facts->barcodes;
        sscanf(line, "patch=%d", &facts->patch);
        sscanf(line, "printed=%199[^\r\n]", facts->printed);
        if (at < MAX_BARCODES &&
            sscanf(line, "barcode=%d %d %d %199[^\n]", &facts->barcode[at].type,
                   &facts->barcode[at].x, &facts->barcode[at].y, facts->barcode[at].text) == 4)
            facts->barcodes++;
    }
    if (file)
        fclose(file);
}

static void give_number(TW_INFO *info, TW_UINT16 type, TW_UINTPTR number)
{
    info->ItemType = type;
    info->NumItems = 1;
    info->Item = number;
    info->ReturnCode = TWRC_SUCCESS;
}

/* One number of each bar code: a single one stands in the item itself, more behind a handle. */
static void give_numbers(struct source *source, TW_INFO *info, const TW_UINT32 *values, int count)
{
    info->ItemType = TWTY_UINT32;
    info->NumItems = (TW_UINT16)count;
    info->ReturnCode = count ? TWRC_SUCCESS : TWRC_DATANOTAVAILABLE;
    info->Item = count ? values[0] : 0;
    if (count < 2)
        return;
    TW_HANDLE handle = memory_take(source, (size_t)count * sizeof *values);
    memcpy(memory_lock(source, handle), values, (size_t)count * sizeof *values);
    memory_unlock(source, handle);
    info->Item = (TW_UINTPTR)handle;
}

/* All texts one behind the other in one handle; TWEI_BARCODETEXTLENGTH says where each ends. */
static void give_texts(struct source *source, TW_INFO *info, const struct facts *facts)
{
    enum { ROOM = MAX_BARCODES * 200 + 1 };
    info->ItemType = TWTY_HANDLE;
    info->NumItems = 1;
    info->ReturnCode = facts->barcodes ? TWRC_SUCCESS : TWRC_DATANOTAVAILABLE;
    if (!facts->barcodes)
        return;
    TW_HANDLE handle = memory_take(source, ROOM);
    char *memory = memory_lock(source, handle);
    memory[0] = 0;
    for (int i = 0; i < facts->barcodes; i++)
        strcat(memory, facts->barcode[i].text);
    memory_unlock(source, handle);
    info->Item = (TW_UINTPTR)handle;
}

/* A string of 255, in memory as every value beyond an item's size. */
static void give_printed(struct source *source, TW_INFO *info, const char *printed)
{
    info->ItemType = TWTY_STR255;
    info->NumItems = 1;
    info->ReturnCode = printed[0] ? TWRC_SUCCESS : TWRC_DATANOTAVAILABLE;
    if (!printed[0])
        return;
    TW_HANDLE handle = memory_take(source, 256);
    char *memory = memory_lock(source, handle);
    memset(memory, 0, 256);
    strcpy(memory, printed);
    memory_unlock(source, handle);
    info->Item = (TW_UINTPTR)handle;
}

static void give_codes(struct source *source, TW_INFO *info, const struct facts *facts)
{
    TW_UINT32 values[MAX_BARCODES] = {0};
    if (info->InfoID == TWEI_BARCODETEXTLENGTH && fault_due(source, "countless", AT_DEFAULT)) {
        for (int i = 0; i < facts->barcodes; i++)
            values[i] = 0x3fffffff;
        give_numbers(source, info, values, facts->barcodes);
        if (facts->barcodes > 1)
            info->NumItems = 0xffff;
        return;
    }
    for (int i = 0; i < facts->barcodes; i++)
        values[i] = info->InfoID == TWEI_BARCODETYPE ? (TW_UINT32)facts->barcode[i].type
                    : info->InfoID == TWEI_BARCODEX ? (TW_UINT32)facts->barcode[i].x
                    : info->InfoID == TWEI_BARCODEY ? (TW_UINT32)facts->barcode[i].y
                                                    : (TW_UINT32)strlen(facts->barcode[i].text);
    give_numbers(source, info, values, facts->barcodes);
}

static void answer(struct source *source, TW_INFO *info, const struct facts *facts)
{
    int page = source->feed.page;
    switch (info->InfoID) {
    case TWEI_PAGESIDE:
        give_number(info, TWTY_UINT16, page % 2 ? TWCS_TOP : TWCS_BOTTOM);
        break;
    case TWEI_PAGENUMBER: case TWEI_DOCUMENTNUMBER:
        give_number(info, TWTY_UINT32, (TW_UINTPTR)sheet_of(page));
        break;
    case TWEI_FRAMENUMBER:
        give_number(info, TWTY_UINT32, 1);
        break;
    case TWEI_PATCHCODE:
        give_number(info, TWTY_UINT32, (TW_UINTPTR)facts->patch);
        if (facts->patch < 0)
            info->ReturnCode = TWRC_DATANOTAVAILABLE;
        break;
    case TWEI_BARCODECOUNT:
        give_number(info, TWTY_UINT32, (TW_UINTPTR)facts->barcodes);
        if (facts->barcodes && fault_due(source, "countless", AT_DEFAULT))
            info->Item = 60;
        break;
    case TWEI_BARCODETEXT:
        give_texts(source, info, facts);
        break;
    case TWEI_BARCODETYPE: case TWEI_BARCODEX: case TWEI_BARCODEY: case TWEI_BARCODETEXTLENGTH:
        give_codes(source, info, facts);
        break;
    case TWEI_PRINTERTEXT:
        give_printed(source, info, facts->printed);
        break;
    default:
        info->ReturnCode = TWRC_INFONOTSUPPORTED;
    }
}

TW_UINT16 extended_info(struct source *source, TW_EXTIMAGEINFO *info)
{
    struct facts facts;
    if (source->state != TRANSFERRING || !source->transfer.done)
        return fail(source, TWCC_SEQERROR);
    read_facts(source, &facts);
    for (TW_UINT32 i = 0; i < info->NumInfos; i++)
        answer(source, &info->Info[i], &facts);
    return TWRC_SUCCESS;
}
