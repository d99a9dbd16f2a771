#include "custom_data.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_CUSTOM_DATA = 512 << 10 }; /* in base64 it fits a head of 1 MiB */

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void encode(const uint8_t *data, size_t length, struct text *out)
{
    for (size_t i = 0; i < length; i += 3) {
        size_t have = length - i < 3 ? length - i : 3;
        uint32_t bits = (uint32_t)data[i] << 16;
        bits |= have > 1 ? (uint32_t)data[i + 1] << 8 : 0;
        bits |= have > 2 ? data[i + 2] : 0;
        char group[4] = {
            alphabet[bits >> 18], alphabet[bits >> 12 & 63],
            have > 1 ? alphabet[bits >> 6 & 63] : '=', have > 2 ? alphabet[bits & 63] : '='};
        text_add(out, group, 4);
    }
}

/* Decodes into `out`, which holds 3/4 of the text; returns the length, -1 if it is not base64. */
static ptrdiff_t decode(const char *base64, uint8_t *out)
{
    size_t length = strlen(base64), count = 0;
    if (length % 4)
        return -1;
    size_t padding = length && base64[length - 1] == '=' ? 1 + (base64[length - 2] == '=') : 0;
    uint32_t bits = 0;
    for (size_t i = 0; i < length; i++) {
        const char *found = base64[i] == '=' ? NULL : strchr(alphabet, base64[i]);
        if (found == NULL && i < length - padding)
            return -1;
        bits = bits << 6 | (found ? (uint32_t)(found - alphabet) : 0);
        if (i % 4 < 3)
            continue;
        for (int shift = 16; shift >= 0; shift -= 8)
            out[count++] = (uint8_t)(bits >> shift);
        bits = 0;
    }
    return (ptrdiff_t)(count - padding);
}

void custom_data_get(struct source *source, struct text *base64)
{
    TW_CUSTOMDSDATA settings = {0};
    if (source_call(source, DG_CONTROL, DAT_CUSTOMDSDATA, MSG_GET, &settings) != TWRC_SUCCESS)
        return;
    size_t size = dsm_size(settings.hData);
    const uint8_t *data = dsm_lock(source->dsm, settings.hData);
    bool there = size == 0 || settings.InfoLength <= size;
    if (data && there && settings.InfoLength <= MOST_CUSTOM_DATA)
        encode(data, settings.InfoLength, base64);
    if (data)
        dsm_unlock(source->dsm, settings.hData);
    dsm_free(source->dsm, settings.hData);
}

bool custom_data_set(struct source *source, const char *base64)
{
    TW_CUSTOMDSDATA settings = {0};
    uint16_t result = TWRC_FAILURE;
    settings.hData = dsm_allocate(source->dsm, strlen(base64) / 4 * 3 + 4);
    uint8_t *data = dsm_lock(source->dsm, settings.hData);
    if (data == NULL)
        return false;
    ptrdiff_t length = decode(base64, data);
    dsm_unlock(source->dsm, settings.hData);
    if (length > 0) {
        settings.InfoLength = (uint32_t)length;
        result = source_call(source, DG_CONTROL, DAT_CUSTOMDSDATA, MSG_SET, &settings);
    }
    dsm_free(source->dsm, settings.hData);
    return result == TWRC_SUCCESS || result == TWRC_CHECKSTATUS;
}
