/* Capabilities on the wire: TW_ONEVALUE, TW_ENUMERATION, TW_RANGE, TW_ARRAY. */
#include "source.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

TW_FIX32 fixed(double value)
{
    long scaled = (long)floor(value * 65536 + 0.5);
    return (TW_FIX32){(TW_INT16)(scaled >> 16), (TW_UINT16)(scaled & 0xffff)};
}

double unfixed(TW_FIX32 value) { return value.Whole + value.Frac / 65536.0; }

static size_t item_size(TW_UINT16 type)
{
    static const size_t SIZES[] = {1, 2, 4, 1, 2, 4, 2, 4, 16, 34, 66, 130, 256};
    return SIZES[type];
}

/* A value of ours in the program's units. */
static double outward(const struct source *source, int index, double value)
{
    enum unit unit = CAPABILITIES[index].unit;
    return unit == LENGTH ? value * per_inch(source)
           : unit == DENSITY ? value / per_inch(source) : value;
}

static double inward(const struct source *source, int index, double value)
{
    enum unit unit = CAPABILITIES[index].unit;
    return unit == LENGTH ? value / per_inch(source)
           : unit == DENSITY ? value * per_inch(source) : value;
}

static void write_item(const struct source *source, int index, void *item, double value)
{
    TW_UINT16 type = CAPABILITIES[index].type;
    TW_FIX32 fix = fixed(outward(source, index, value));
    int64_t whole = (int64_t)value;
    if (type == TWTY_FIX32)
        memcpy(item, &fix, sizeof fix);
    else
        memcpy(item, &whole, item_size(type));
}

static double read_item(const struct source *source, int index, const void *item)
{
    TW_UINT16 type = CAPABILITIES[index].type;
    TW_FIX32 fix;
    int64_t whole = 0;
    memcpy(&fix, item, sizeof fix);
    memcpy(&whole, item, item_size(type) > 8 ? 8 : item_size(type));
    if (type == TWTY_FIX32)
        return inward(source, index, unfixed(fix));
    if (type == TWTY_INT16)
        return (int16_t)whole;
    return type == TWTY_INT32 ? (int32_t)whole : (double)whole;
}

/* ---- out ---- */

static void one_value(struct source *source, int index, double value, TW_ONEVALUE *one)
{
    const struct setting *setting = &source->settings[index];
    TW_UINT16 type = CAPABILITIES[index].type;
    one->ItemType = type;
    one->Item = 0;
    if (type == TWTY_FRAME) {
        TW_IMAGELAYOUT layout;
        layout_call(source, MSG_GET, &layout);
        memcpy(&one->Item, &layout.Frame, sizeof layout.Frame);
    } else if (type >= TWTY_STR32) {
        memcpy(&one->Item, setting->text, sizeof setting->text);
    } else {
        write_item(source, index, &one->Item, value);
    }
}

static void enumeration(struct source *source, int index, TW_ENUMERATION *list)
{
    const struct setting *setting = &source->settings[index];
    size_t size = item_size(CAPABILITIES[index].type);
    list->ItemType = CAPABILITIES[index].type;
    list->NumItems = (TW_UINT32)setting->count;
    list->CurrentIndex = list->DefaultIndex = 0;
    for (int i = 0; i < setting->count; i++) {
        write_item(source, index, list->ItemList + size * (size_t)i, setting->choices[i]);
        if (setting->choices[i] == setting->value)
            list->CurrentIndex = (TW_UINT32)i;
        if (setting->choices[i] == setting->initial)
            list->DefaultIndex = (TW_UINT32)i;
    }
    if (fault_due(source, "countless", AT_DEFAULT)) {
        list->NumItems = 0xffff;
        list->CurrentIndex = 0xfffe;
    }
}

static void range(struct source *source, int index, TW_RANGE *range)
{
    const struct setting *setting = &source->settings[index];
    memset(range, 0, sizeof *range);
    range->ItemType = CAPABILITIES[index].type;
    write_item(source, index, &range->MinValue, setting->choices[0]);
    write_item(source, index, &range->MaxValue, setting->choices[1]);
    write_item(source, index, &range->StepSize, setting->choices[2]);
    write_item(source, index, &range->DefaultValue, setting->initial);
    write_item(source, index, &range->CurrentValue, setting->value);
}

static void array(struct source *source, int index, bool choices, TW_ARRAY *list)
{
    const struct setting *setting = &source->settings[index];
    const double *values = choices ? setting->choices : setting->listed;
    size_t size = item_size(CAPABILITIES[index].type);
    list->ItemType = CAPABILITIES[index].type;
    list->NumItems = (TW_UINT32)(choices ? setting->count : setting->listed_count);
    for (TW_UINT32 i = 0; i < list->NumItems; i++)
        write_item(source, index, list->ItemList + size * i, values[i]);
    if (fault_due(source, "countless", AT_DEFAULT))
        list->NumItems = 0xfffffff0;
}

static void supported(struct source *source, TW_ARRAY *list)
{
    TW_UINT16 *ids = (TW_UINT16 *)list->ItemList;
    list->ItemType = TWTY_UINT16;
    list->NumItems = 0;
    for (int i = 0; i < CAPABILITY_COUNT; i++)
        if (!source->settings[i].lacking)
            ids[list->NumItems++] = CAPABILITIES[i].id;
}

static TW_UINT16 container(struct source *source, int index, TW_UINT16 message, void *memory)
{
    const struct capability *capability = &CAPABILITIES[index];
    const struct setting *setting = &source->settings[index];
    bool whole = message == MSG_GET && setting->count > 0;
    if (capability->id == CAP_SUPPORTEDCAPS)
        return supported(source, memory), TWON_ARRAY;
    if (capability->form == LISTED)
        return array(source, index, message == MSG_GET, memory), TWON_ARRAY;
    if (capability->form == ENUMERATED && whole)
        return enumeration(source, index, memory), TWON_ENUMERATION;
    if (capability->form == RANGE && whole)
        return range(source, index, memory), TWON_RANGE;
    double value = message == MSG_GETDEFAULT ? setting->initial : setting->value;
    return one_value(source, index, value, memory), TWON_ONEVALUE;
}

static TW_UINT16 get(struct source *source, int index, TW_UINT16 message, TW_CAPABILITY *data)
{
    struct setting *setting = &source->settings[index];
    if (CAPABILITIES[index].id == CAP_FEEDERLOADED && !setting->lying)
        setting->value = paper_loaded(source);
    if (environment_is("TESTDS_OFFLINE", "capability") && CAPABILITIES[index].id == CAP_DEVICEONLINE)
        setting->value = 0;
    data->hContainer = memory_take(source, 1024);
    if (!data->hContainer)
        return fail(source, TWCC_LOWMEMORY);
    void *memory = memory_lock(source, data->hContainer);
    data->ConType = container(source, index, message, memory);
    memory_unlock(source, data->hContainer);
    return TWRC_SUCCESS;
}

/* ---- in ---- */

static int read_values(const struct source *source, int index, TW_UINT16 form, const void *memory,
                       double *values)
{
    size_t size = item_size(CAPABILITIES[index].type);
    const TW_ENUMERATION *list = memory;
    const TW_ARRAY *array = memory;
    if (*(const TW_UINT16 *)memory != CAPABILITIES[index].type)
        return -1;
    if (form == TWON_ONEVALUE)
        values[0] = read_item(source, index, &((const TW_ONEVALUE *)memory)->Item);
    else if (form == TWON_ENUMERATION)
        values[0] = read_item(source, index, list->ItemList + size * list->CurrentIndex);
    else if (form == TWON_RANGE)
        values[0] = read_item(source, index, &((const TW_RANGE *)memory)->CurrentValue);
    if (form != TWON_ARRAY)
        return 1;
    for (TW_UINT32 i = 0; i < array->NumItems && i < MAX_CHOICES; i++)
        values[i] = read_item(source, index, array->ItemList + size * i);
    return array->NumItems < MAX_CHOICES ? (int)array->NumItems : MAX_CHOICES;
}

static TW_UINT16 set_frame(struct source *source, const TW_ONEVALUE *one)
{
    TW_IMAGELAYOUT layout = {0};
    memcpy(&layout.Frame, &one->Item, sizeof layout.Frame);
    return layout_call(source, MSG_SET, &layout);
}

static TW_UINT16 set_memory(struct source *source, int index, TW_UINT16 form, void *memory)
{
    double values[MAX_CHOICES];
    TW_UINT16 type = CAPABILITIES[index].type;
    struct setting *setting = &source->settings[index];
    if (type == TWTY_FRAME && form == TWON_ONEVALUE)
        return set_frame(source, memory);
    if (type >= TWTY_STR32 && form == TWON_ONEVALUE) {
        const char *text = (const char *)&((TW_ONEVALUE *)memory)->Item;
        snprintf(setting->text, sizeof setting->text, "%.255s", text);
        return TWRC_SUCCESS;
    }
    int count = read_values(source, index, form, memory, values);
    return count < 0 ? fail(source, TWCC_BADVALUE) : capability_put(source, index, values, count);
}

static TW_UINT16 set(struct source *source, int index, TW_CAPABILITY *data)
{
    TW_UINT16 condition = faults_strike(source, AT_SET);
    if (condition)
        return fail(source, condition);
    if (source->state != OPEN)
        return fail(source, TWCC_SEQERROR);
    if (CAPABILITIES[index].fixed)
        return fail(source, TWCC_CAPBADOPERATION);
    void *memory = data->hContainer ? memory_lock(source, data->hContainer) : NULL;
    if (!memory)
        return fail(source, TWCC_BADVALUE);
    TW_UINT16 result = set_memory(source, index, data->ConType, memory);
    memory_unlock(source, data->hContainer);
    return result;
}

static TW_UINT16 query(struct source *source, int index, TW_CAPABILITY *data)
{
    double operations = TWQC_GET | TWQC_GETCURRENT | TWQC_GETDEFAULT;
    if (!CAPABILITIES[index].fixed)
        operations += TWQC_SET | TWQC_RESET;
    data->hContainer = memory_take(source, sizeof(TW_ONEVALUE));
    TW_ONEVALUE *one = memory_lock(source, data->hContainer);
    one->ItemType = TWTY_INT32;
    one->Item = (TW_UINT32)operations;
    memory_unlock(source, data->hContainer);
    data->ConType = TWON_ONEVALUE;
    return TWRC_SUCCESS;
}

static TW_UINT16 reset(struct source *source, int index, TW_CAPABILITY *data)
{
    if (source->state != OPEN)
        return fail(source, TWCC_SEQERROR);
    source->settings[index].value = source->settings[index].initial;
    return get(source, index, MSG_GETCURRENT, data);
}

TW_UINT16 capability_call(struct source *source, TW_UINT16 message, TW_CAPABILITY *data)
{
    int index = capability_index(data->Cap);
    if (message == MSG_RESETALL) {
        capabilities_reset(source);
        return TWRC_SUCCESS;
    }
    if (index < 0 || source->settings[index].lacking)
        return fail(source, TWCC_CAPUNSUPPORTED);
    switch (message) {
    case MSG_GET: case MSG_GETCURRENT: case MSG_GETDEFAULT:
        return get(source, index, message, data);
    case MSG_SET: case MSG_SETCONSTRAINT:
        return set(source, index, data);
    case MSG_RESET:
        return reset(source, index, data);
    case MSG_QUERYSUPPORT:
        return query(source, index, data);
    default:
        return fail(source, TWCC_CAPBADOPERATION);
    }
}
