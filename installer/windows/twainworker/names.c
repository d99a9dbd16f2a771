#include "names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZES "none a4 jisb5 usletter uslegal a5 isob4 isob6 b usledger usexecutive a3 isob3 a6 " \
    "c4 c5 c6 4a0 2a0 a0 a1 a2 a7 a8 a9 a10 isob0 isob1 isob2 isob5 isob7 isob8 isob9 isob10 " \
    "jisb0 jisb1 jisb2 jisb3 jisb4 jisb6 jisb7 jisb8 jisb9 jisb10 c0 c1 c2 c3 c7 c8 c9 c10 " \
    "usstatement businesscard maxsize"
#define PRINTERS "imprintertopbefore imprintertopafter imprinterbottombefore " \
    "imprinterbottomafter endorsertopbefore endorsertopafter endorserbottombefore " \
    "endorserbottomafter"
#define TRIGGERS "page patch1 patch2 patch3 patch4 patcht patch6"

/* Names and values: TWAIN Specification 2.4, chapter 10. */
const struct option options[] = {
    {0x0103, 0, "ICAP_XFERMECH", "Transfer", "native - memory"},
    {0x0100, 0, "ICAP_COMPRESSION", "Compression", "none - - - - group4 jpeg"},
    {0x103f, 0, "CAP_DOUBLEFEEDDETECTION", "Double feed detection", "ultrasonic bylength infrared"},
    {0x1040, 0, "CAP_DOUBLEFEEDDETECTIONLENGTH", "Double feed detection: shortest length", ""},
    {0x1041, 0, "CAP_DOUBLEFEEDDETECTIONSENSITIVITY", "Double feed detection: sensitivity", "low medium high"},
    {0x1042, 0, "CAP_DOUBLEFEEDDETECTIONRESPONSE", "Double feed detection: response", "stop stopandwait sound donotimprint"},
    {0x1043, 0, "CAP_PAPERHANDLING", "Paper", "normal fragile thick trifold photograph"},
    {0x1039, 0, "CAP_FEEDERPREP", "Prepare the feeder", ""},
    {0x103a, 0, "CAP_FEEDERPOCKET", "Output pocket", ""},
    {0x103b, 0, "CAP_AUTOMATICSENSEMEDIUM", "Choose feeder or flatbed by itself", ""},
    {0x102e, 0, "CAP_FEEDERORDER", "Feeding order", "firstpagefirst lastpagefirst"},
    {0x1154, 0, "ICAP_FEEDERTYPE", "Feeder type", "general photo"},
    {0x1026, 0, "CAP_PRINTER", "Imprinter", PRINTERS},
    {0x1027, 0, "CAP_PRINTERENABLED", "Imprinter on", ""},
    {0x1029, 0, "CAP_PRINTERMODE", "Imprinter: mode", "singlestring multistring compoundstring"},
    {0x102a, 0, "CAP_PRINTERSTRING", "Imprinter: text", ""},
    {0x102b, 0, "CAP_PRINTERSUFFIX", "Imprinter: text behind the number", ""},
    {0x1028, 0, "CAP_PRINTERINDEX", "Imprinter: first number", ""},
    {0x104c, 0, "CAP_PRINTERINDEXSTEP", "Imprinter: step", ""},
    {0x104b, 0, "CAP_PRINTERINDEXNUMDIGITS", "Imprinter: digits", ""},
    {0x104d, 0, "CAP_PRINTERINDEXTRIGGER", "Imprinter: counts at", TRIGGERS},
    {0x1045, 0, "CAP_PRINTERVERTICALOFFSET", "Imprinter: offset", ""},
    {0x1048, 0, "CAP_PRINTERFONTSTYLE", "Imprinter: font", "normal bold italic largesize smallsize"},
    {0x1016, 0, "CAP_ENDORSER", "Endorser: number", ""},
    {0x1101, 0, "ICAP_BRIGHTNESS", "Brightness", ""},
    {0x1103, 0, "ICAP_CONTRAST", "Contrast", ""},
    {0x1123, 0, "ICAP_THRESHOLD", "Threshold", ""},
    {0x1108, 0, "ICAP_GAMMA", "Gamma", ""},
    {0x110a, 0, "ICAP_HIGHLIGHT", "Highlight", ""},
    {0x1113, 0, "ICAP_SHADOW", "Shadow", ""},
    {0x1100, 0, "ICAP_AUTOBRIGHT", "Automatic brightness", ""},
    {0x112c, 0, "ICAP_BITDEPTHREDUCTION", "Reduction to black and white", "threshold halftone custhalftone diffusion dynamicthreshold"},
    {0x1109, 0, "ICAP_HALFTONES", "Halftone", ""},
    {0x1106, 0, "ICAP_FILTER", "Drop-out colour", "red green blue none white cyan magenta yellow black"},
    {0x1147, 0, "ICAP_IMAGEFILTER", "Image filter", "none auto lowpass bandpass highpass"},
    {0x1148, 0, "ICAP_NOISEFILTER", "Noise filter", "none auto lonepixel majorityrule"},
    {0x1110, 0, "ICAP_ORIENTATION", "Orientation", "rot0 rot90 rot180 rot270 auto autotext autopicture"},
    {0x1121, 0, "ICAP_ROTATION", "Rotation", ""},
    {0x1160, 0, "ICAP_MIRROR", "Mirror", "none vertical horizontal"},
    {0x1136, 0, "ICAP_FLIPROTATION", "Back sides", "book fanfold"},
    {0x1149, 0, "ICAP_OVERSCAN", "Overscan", "none auto topbottom leftright all"},
    {0x1150, 0, "ICAP_AUTOMATICBORDERDETECTION", "Automatic borders", ""},
    {0x1151, 0, "ICAP_AUTOMATICDESKEW", "Automatic deskew", ""},
    {0x1152, 0, "ICAP_AUTOMATICROTATE", "Automatic rotation", ""},
    {0x1156, 0, "ICAP_AUTOSIZE", "Automatic size", "none auto current"},
    {0x1158, 0, "ICAP_AUTOMATICLENGTHDETECTION", "Automatic length", ""},
    {0x1157, 0, "ICAP_AUTOMATICCROPUSESFRAME", "Crop inside the page size", ""},
    {0x1159, 0, "ICAP_AUTOMATICCOLORENABLED", "Automatic colour", ""},
    {0x115a, 0, "ICAP_AUTOMATICCOLORNONCOLORPIXELTYPE", "Automatic colour: otherwise", "bw gray"},
    {0x1134, -2, "ICAP_AUTODISCARDBLANKPAGES", "Discard blank pages", "disable auto"},
    {0x112d, 0, "ICAP_UNDEFINEDIMAGESIZE", "Size unknown before the scan", ""},
    {0x1122, 0, "ICAP_SUPPORTEDSIZES", "Page size", SIZES},
    {0x1153, -4, "ICAP_JPEGQUALITY", "JPEG quality", "unknown low medium high"},
    {0x1161, 0, "ICAP_JPEGSUBSAMPLING", "JPEG subsampling", "444ycbcr 444rgb 422 421 411 420 410 311"},
    {0x115c, 0, "ICAP_IMAGEMERGE", "Join front and back", "none frontontop frontonbottom frontonleft frontonright"},
    {0x115b, 0, "ICAP_COLORMANAGEMENTENABLED", "Colour management", ""},
    {0x110e, 0, "ICAP_LIGHTSOURCE", "Light source", "red green blue none white uv ir"},
    {0x1137, 0, "ICAP_BARCODEDETECTIONENABLED", "Barcodes read by the device", ""},
    {0x113f, 0, "ICAP_PATCHCODEDETECTIONENABLED", "Patch codes read by the device", ""},
    {0x112f, 0, "ICAP_EXTIMAGEINFO", "Extended image information", ""},
    {0x1038, 0, "CAP_MICRENABLED", "Magnetic ink", ""},
    {0x1017, 0, "CAP_JOBCONTROL", "Job separation by the device", "none jsic jsis jsxc jsxs"},
    {0x102d, 0, "CAP_FEEDERALIGNMENT", "Feeder alignment", "none left center right"},
    {0x101d, 0, "CAP_CLEARBUFFERS", "Buffers at the end", "auto clear noclear"},
};
const size_t options_count = sizeof options / sizeof *options;

const struct option *option_named(const char *name, struct option *own)
{
    char *end = NULL;
    for (size_t i = 0; i < options_count; i++)
        if (strcmp(options[i].name, name) == 0)
            return &options[i];
    if (strncmp(name, "0x", 2) != 0)
        return NULL;
    unsigned long id = strtoul(name, &end, 16);
    if (*end || id < 0x8000 || id > 0xffff)
        return NULL;
    *own = (struct option){(uint16_t)id, 0, name, name, ""};
    return own;
}

static const char *words_of(const struct option *option, uint16_t type)
{
    return option->words[0] == '\0' && type == TWTY_BOOL ? "no yes" : option->words;
}

void option_word(
    const struct option *option, uint16_t type, double number, char *out, size_t size)
{
    const char *at = words_of(option, type);
    int place = (int)number - option->first;
    for (; place > 0 && *at; place--) {
        at += strcspn(at, " ");
        at += *at == ' ';
    }
    int length = (int)strcspn(at, " ");
    if (place == 0 && length > 0 && *at != '-') {
        snprintf(out, size, "%.*s", length, at);
        return;
    }
    struct text digits = {0};
    text_number(&digits, number);
    snprintf(out, size, "%s", digits.data);
    text_free(&digits);
}

bool option_number(const struct option *option, uint16_t type, const char *word, double *number)
{
    const char *at = words_of(option, type);
    size_t length = strlen(word);
    for (int place = option->first; *at; place++) {
        size_t here = strcspn(at, " ");
        if (here == length && memcmp(at, word, length) == 0 && *word != '-') {
            *number = place;
            return true;
        }
        at += here;
        at += *at == ' ';
    }
    char *end = NULL;
    *number = strtod(word, &end);
    return length > 0 && *end == '\0' && *number > -32769 && *number < 4294967296.0;
}

void option_text(
    const struct option *option, const struct capability *capability, struct text *text)
{
    char word[64];
    if (capability->is_text) {
        text_put(text, capability->string);
        return;
    }
    if (capability->container != TWON_ARRAY) {
        option_word(option, capability->type, capability->current, word, sizeof word);
        text_put(text, word);
        return;
    }
    for (size_t i = 0; i < capability->count; i++) {
        option_word(option, capability->type, capability->choice[i], word, sizeof word);
        text_put(text, i ? "," : "");
        text_put(text, word);
    }
}

static bool set_array(
    struct source *source, const struct option *option, uint16_t type, const char *value)
{
    double numbers[32];
    char word[64];
    size_t count = 0;
    while (*value && count < 32) {
        size_t length = strcspn(value, ",");
        snprintf(word, sizeof word, "%.*s", (int)length, value);
        if (!option_number(option, type, word, &numbers[count++]))
            return false;
        value += length;
        value += *value == ',';
    }
    return capability_set_array(source, option->id, numbers, count) != TWRC_FAILURE;
}

/* The worker reads only the transfers and codings that it has a word for. */
static bool understood(const struct option *option, double number, const char *value)
{
    char word[64];
    if (option->id != ICAP_XFERMECH && option->id != ICAP_COMPRESSION)
        return true;
    option_word(option, TWTY_UINT16, number, word, sizeof word);
    return strcmp(word, value) == 0 && (word[0] < '0' || word[0] > '9');
}

bool option_set(
    struct source *source, const struct option *option, const char *value,
    struct failure *failure)
{
    struct capability *now = malloc(sizeof *now);
    double number;
    bool done = false;
    if (now && (capability_get(source, option->id, MSG_GETCURRENT, now) ||
                capability_get(source, option->id, MSG_GET, now))) {
        if (now->is_text)
            done = capability_set_string(source, option->id, value) != TWRC_FAILURE;
        else if (now->container == TWON_ARRAY)
            done = set_array(source, option, now->type, value);
        else if (option_number(option, now->type, value, &number) &&
                 understood(option, number, value))
            done = capability_set(source, option->id, number) != TWRC_FAILURE;
    }
    free(now);
    return done || fail_option(failure, option->name, value);
}
