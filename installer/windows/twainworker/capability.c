#include "capability.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static size_t item_size(uint16_t type)
{
    static const uint16_t sizes[] = {
        [TWTY_INT8] = 1, [TWTY_INT16] = 2, [TWTY_INT32] = 4, [TWTY_UINT8] = 1,
        [TWTY_UINT16] = 2, [TWTY_UINT32] = 4, [TWTY_BOOL] = 2, [TWTY_FIX32] = 4,
        [TWTY_FRAME] = 16, [TWTY_STR32] = 34, [TWTY_STR64] = 66, [TWTY_STR128] = 130,
        [TWTY_STR255] = 256, [TWTY_STR1024] = 1026, [TWTY_UNI512] = 1024,
        [TWTY_HANDLE] = sizeof(TW_HANDLE),
    };
    return type < sizeof sizes / sizeof *sizes ? sizes[type] : 0;
}

static bool is_string(uint16_t type)
{
    return type >= TWTY_STR32 && type <= TWTY_STR1024;
}

static double number_at(const void *at, uint16_t type)
{
    uint32_t raw = 0;
    TW_FIX32 fixed;
    memcpy(&raw, at, item_size(type) <= 4 ? item_size(type) : 0);
    switch (type) {
    case TWTY_INT8: return (int8_t)raw;
    case TWTY_INT16: return (int16_t)raw;
    case TWTY_INT32: return (int32_t)raw;
    case TWTY_BOOL: return raw != 0;
    case TWTY_FIX32:
        memcpy(&fixed, at, sizeof fixed);
        return fixed.Whole + fixed.Frac / 65536.0;
    default: return raw;
    }
}

static void put_number(void *at, uint16_t type, double number)
{
    if (type == TWTY_FIX32) {
        /* rounded as TWAIN 2.4 chapter 4 does it: half up, then split */
        int32_t value = (int32_t)floor(number * 65536.0 + 0.5);
        TW_FIX32 fixed = {(int16_t)(value >> 16), (uint16_t)(value & 0xffff)};
        memcpy(at, &fixed, sizeof fixed);
        return;
    }
    int32_t whole = number > INT32_MAX ? (int32_t)(uint32_t)number : (int32_t)lround(number);
    memcpy(at, &whole, item_size(type) <= 4 ? item_size(type) : 0);
}

/* What a container has behind its head; of memory that Windows does not know all is believed. */
static size_t room_behind(size_t head, size_t length)
{
    return length == 0 ? SIZE_MAX : length > head ? length - head : 0;
}

static bool take_current(struct capability *capability, const void *at, size_t room)
{
    size_t size = item_size(capability->type);
    capability->is_text = is_string(capability->type);
    if (capability->is_text)
        text_from_driver(
            at, size < room ? size : room, capability->string, sizeof capability->string);
    else if (size <= room)
        capability->current = number_at(at, capability->type);
    return capability->is_text || size <= room;
}

static void take_list(
    struct capability *capability, const uint8_t *items, uint32_t count, uint32_t current,
    size_t room)
{
    size_t size = item_size(capability->type);
    if (count > room / size)
        count = (uint32_t)(room / size);
    if (current < count && count < 0x10000)
        take_current(capability, items + (size_t)current * size, size);
    if (is_string(capability->type))
        return;
    capability->count = count < MOST_CHOICES ? count : MOST_CHOICES;
    for (size_t i = 0; i < capability->count; i++)
        capability->choice[i] = number_at(items + i * size, capability->type);
}

static void take_range(struct capability *capability, const TW_RANGE *range)
{
    uint16_t type = range->ItemType;
    capability->low = number_at(&range->MinValue, type);
    capability->high = number_at(&range->MaxValue, type);
    capability->step = number_at(&range->StepSize, type);
    capability->current = number_at(&range->CurrentValue, type);
}

static bool take(struct capability *capability, const void *container, size_t length)
{
    const TW_ENUMERATION *enumeration = container;
    const TW_ARRAY *array = container;
    const TW_ONEVALUE *one = container;
    size_t arrays = room_behind(offsetof(TW_ARRAY, ItemList), length);
    size_t lists = room_behind(offsetof(TW_ENUMERATION, ItemList), length);
    if (length == 1)
        return false;
    memcpy(&capability->type, container, sizeof capability->type);
    if (item_size(capability->type) == 0)
        return false;
    switch (capability->container) {
    case TWON_ONEVALUE:
        return take_current(
            capability, &one->Item, room_behind(offsetof(TW_ONEVALUE, Item), length));
    case TWON_RANGE:
        if (length && length < sizeof(TW_RANGE))
            return false;
        take_range(capability, container);
        return true;
    case TWON_ARRAY:
        if (arrays > 0)
            take_list(capability, array->ItemList, array->NumItems, 0, arrays);
        return true;
    case TWON_ENUMERATION:
        if (lists > 0)
            take_list(
                capability, enumeration->ItemList, enumeration->NumItems,
                enumeration->CurrentIndex, lists);
        return true;
    default: return false;
    }
}

bool capability_get(
    struct source *source, uint16_t id, uint16_t message, struct capability *capability)
{
    TW_CAPABILITY asked = {.Cap = id, .ConType = 0xffff}; /* any container will do */
    *capability = (struct capability){0};
    uint16_t result = source_call(source, DG_CONTROL, DAT_CAPABILITY, message, &asked);
    if ((result != TWRC_SUCCESS && result != TWRC_CHECKSTATUS) || asked.hContainer == NULL)
        return false;
    capability->container = asked.ConType;
    const void *container = dsm_lock(source->dsm, asked.hContainer);
    bool known = container && take(capability, container, dsm_size(asked.hContainer));
    if (container)
        dsm_unlock(source->dsm, asked.hContainer);
    dsm_free(source->dsm, asked.hContainer);
    return known;
}

static bool get_either(struct source *source, uint16_t id, struct capability *capability)
{
    return capability_get(source, id, MSG_GETCURRENT, capability) ||
           capability_get(source, id, MSG_GET, capability);
}

double capability_now(struct source *source, uint16_t id, double fallback)
{
    struct capability *capability = malloc(sizeof *capability);
    if (capability && get_either(source, id, capability) && !capability->is_text)
        fallback = capability->current;
    free(capability);
    return fallback;
}

bool capability_offers(const struct capability *capability, double number)
{
    if (capability->container == TWON_ONEVALUE)
        return capability->current == number;
    if (capability->container == TWON_RANGE)
        return number >= capability->low && number <= capability->high;
    for (size_t i = 0; i < capability->count; i++)
        if (capability->choice[i] == number)
            return true;
    return false;
}

static uint16_t set(struct source *source, uint16_t id, uint16_t container, TW_HANDLE handle)
{
    TW_CAPABILITY wanted = {.Cap = id, .ConType = container, .hContainer = handle};
    uint16_t result =
        source_call(source, DG_CONTROL, DAT_CAPABILITY, MSG_SET, &wanted);
    dsm_free(source->dsm, handle);
    return result;
}

/* The type that a source itself uses: some refuse a number of another width. */
static uint16_t type_of(struct source *source, uint16_t id)
{
    struct capability *capability = malloc(sizeof *capability);
    uint16_t type = TWTY_UINT16;
    if (capability && get_either(source, id, capability))
        type = capability->type;
    free(capability);
    return type;
}

uint16_t capability_set(struct source *source, uint16_t id, double number)
{
    uint16_t type = type_of(source, id);
    TW_HANDLE handle = dsm_allocate(source->dsm, sizeof(TW_ONEVALUE));
    TW_ONEVALUE *one = dsm_lock(source->dsm, handle);
    if (one == NULL)
        return TWRC_FAILURE;
    one->ItemType = type;
    one->Item = 0;
    put_number(&one->Item, type, number);
    dsm_unlock(source->dsm, handle);
    return set(source, id, TWON_ONEVALUE, handle);
}

uint16_t capability_set_string(struct source *source, uint16_t id, const char *utf8)
{
    uint16_t type = type_of(source, id);
    size_t size = is_string(type) ? item_size(type) : item_size(type = TWTY_STR255);
    char ansi[MOST_STRING] = {0};
    if (!text_to_driver(utf8, ansi, sizeof ansi) || strlen(ansi) >= size)
        return TWRC_FAILURE;
    TW_HANDLE handle = dsm_allocate(source->dsm, sizeof(uint16_t) + size);
    uint8_t *one = dsm_lock(source->dsm, handle);
    if (one == NULL)
        return TWRC_FAILURE;
    memcpy(one, &type, sizeof type);
    memset(one + sizeof type, 0, size);
    memcpy(one + sizeof type, ansi, strlen(ansi));
    dsm_unlock(source->dsm, handle);
    return set(source, id, TWON_ONEVALUE, handle);
}

uint16_t capability_set_array(
    struct source *source, uint16_t id, const double *numbers, size_t count)
{
    uint16_t type = type_of(source, id);
    size_t size = item_size(type);
    TW_HANDLE handle = dsm_allocate(source->dsm, sizeof(TW_ARRAY) + count * size);
    TW_ARRAY *array = dsm_lock(source->dsm, handle);
    if (array == NULL)
        return TWRC_FAILURE;
    array->ItemType = type;
    array->NumItems = (uint32_t)count;
    for (size_t i = 0; i < count; i++)
        put_number(array->ItemList + i * size, type, numbers[i]);
    dsm_unlock(source->dsm, handle);
    return set(source, id, TWON_ARRAY, handle);
}

void capability_wish(struct source *source, uint16_t id, double number)
{
    if (capability_now(source, id, NAN) != number)
        capability_set(source, id, number);
}
