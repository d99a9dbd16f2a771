#include "page_size.h"

#include <math.h>
#include <stdlib.h>

/* Millimetres; ISO 216 and ANSI/ASME Y14.1, numbers of ICAP_SUPPORTEDSIZES. */
static const struct { uint16_t number; double width, height; } standard[] = {
    {1, 210, 297}, {5, 148, 210}, {11, 297, 420}, {13, 105, 148},
    {3, 215.9, 279.4}, {4, 215.9, 355.6},
};

enum { SIZES = sizeof standard / sizeof *standard };

double from_fix32(TW_FIX32 fixed)
{
    return fixed.Whole + fixed.Frac / 65536.0;
}

static TW_FIX32 to_fix32(double number)
{
    int32_t value = (int32_t)floor(number * 65536.0 + 0.5);
    return (TW_FIX32){(int16_t)(value >> 16), (uint16_t)(value & 0xffff)};
}

static bool set_standard(struct source *source, double width, double height)
{
    struct capability *sizes = malloc(sizeof *sizes);
    bool done = false;
    if (sizes && capability_get(source, ICAP_SUPPORTEDSIZES, MSG_GET, sizes))
        for (size_t i = 0; i < SIZES && !done; i++)
            done = fabs(standard[i].width - width) < 1 && fabs(standard[i].height - height) < 1 &&
                   capability_offers(sizes, standard[i].number) &&
                   capability_set(source, ICAP_SUPPORTEDSIZES, standard[i].number) == TWRC_SUCCESS;
    free(sizes);
    return done;
}

/* Where a page lies under the scanner's line: in its middle if the feeder centres paper. */
static double left_of(struct source *source, double width)
{
    double physical = capability_now(source, ICAP_PHYSICALWIDTH, 0);
    bool centred = capability_now(source, CAP_FEEDERALIGNMENT, 0) == TWFA_CENTER &&
                   capability_now(source, CAP_FEEDERENABLED, 0) != 0;
    return centred && physical > width ? (physical - width) / 2 : 0;
}

static bool set_frame(struct source *source, double width, double height)
{
    TW_IMAGELAYOUT layout = {0};
    if (source_call(source, DG_IMAGE, DAT_IMAGELAYOUT, MSG_GET, &layout) != TWRC_SUCCESS)
        return false;
    double inches = width / MILLIMETRES_PER_INCH;
    if (width > 0) {
        double left = left_of(source, inches);
        layout.Frame.Left = to_fix32(left);
        layout.Frame.Right = to_fix32(left + inches);
    }
    if (height > 0) {
        layout.Frame.Top = to_fix32(0);
        layout.Frame.Bottom = to_fix32(height / MILLIMETRES_PER_INCH);
    }
    uint16_t result = source_call(source, DG_IMAGE, DAT_IMAGELAYOUT, MSG_SET, &layout);
    return result == TWRC_SUCCESS || result == TWRC_CHECKSTATUS;
}

bool page_size_set(struct source *source, double width, double height, struct failure *failure)
{
    struct text asked = {0};
    if (set_standard(source, width, height) || set_frame(source, width, height))
        return true;
    text_number(&asked, width > 0 ? width : height);
    fail_option(failure, width > 0 ? "page-width" : "page-height", asked.data);
    text_free(&asked);
    return false;
}

void page_size_reset(struct source *source)
{
    TW_IMAGELAYOUT layout = {0};
    TW_CAPABILITY sizes = {.Cap = ICAP_SUPPORTEDSIZES, .ConType = TWON_ONEVALUE};
    source_call(source, DG_CONTROL, DAT_CAPABILITY, MSG_RESET, &sizes);
    dsm_free(source->dsm, sizes.hContainer);
    source_call(source, DG_IMAGE, DAT_IMAGELAYOUT, MSG_RESET, &layout);
}

static void taken(double *asked, double inches)
{
    double has = round(inches * MILLIMETRES_PER_INCH * 10) / 10;
    if (*asked > 0 && fabs(has - *asked) >= 0.5)
        *asked = has;
}

void page_size_taken(struct source *source, double *width, double *height)
{
    TW_IMAGELAYOUT layout = {0};
    if (source_call(source, DG_IMAGE, DAT_IMAGELAYOUT, MSG_GET, &layout) != TWRC_SUCCESS)
        return;
    taken(width, from_fix32(layout.Frame.Right) - from_fix32(layout.Frame.Left));
    taken(height, from_fix32(layout.Frame.Bottom) - from_fix32(layout.Frame.Top));
}
