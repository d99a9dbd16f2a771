#include "failure.h"
#include "twain.h"

#include <stdio.h>
#include <string.h>

bool fail(struct failure *failure, const char *leaf, const char *reason)
{
    *failure = (struct failure){.leaf = leaf};
    snprintf(failure->reason, sizeof failure->reason, "%s", reason);
    return false;
}

bool fail_option(struct failure *failure, const char *option, const char *value)
{
    *failure = (struct failure){.leaf = "UnsupportedOption"};
    snprintf(failure->option, sizeof failure->option, "%s", option);
    snprintf(failure->value, sizeof failure->value, "%s", value);
    return false;
}

static const struct { int condition; const char *leaf, *word; } conditions[] = {
    {TWCC_LOWMEMORY, "DeviceNoMemory", "LOWMEMORY"},
    {TWCC_NODS, "UnknownDevice", "NODS"},
    {TWCC_MAXCONNECTIONS, "DeviceBusy", "MAXCONNECTIONS"},
    {TWCC_OPERATIONERROR, "DeviceIOError", "OPERATIONERROR"},
    {TWCC_DENIED, "DeviceAccessDenied", "DENIED"},
    {TWCC_PAPERJAM, "PaperJam", "PAPERJAM"},
    {TWCC_PAPERDOUBLEFEED, "DoubleFeed", "PAPERDOUBLEFEED"},
    {TWCC_CHECKDEVICEONLINE, "DeviceLost", "CHECKDEVICEONLINE"},
    {TWCC_INTERLOCK, "CoverOpen", "INTERLOCK"},
    {TWCC_DAMAGEDCORNER, "PaperJam", "DAMAGEDCORNER"},
    {TWCC_FOCUSERROR, "DeviceIOError", "FOCUSERROR"},
    {TWCC_DOCTOOLIGHT, "DeviceIOError", "DOCTOOLIGHT"},
    {TWCC_DOCTOODARK, "DeviceIOError", "DOCTOODARK"},
    {TWCC_NOMEDIA, "OutOfPaper", "NOMEDIA"},
};

bool fail_condition(struct failure *failure, int condition, const char *doing)
{
    const char *leaf = "DeviceIOError", *word = "BUMMER";
    char reason[160];
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
        if (conditions[i].condition == condition) {
            leaf = conditions[i].leaf;
            word = conditions[i].word;
        }
    if (word[0] == 'B' && condition != TWCC_BUMMER)
        snprintf(reason, sizeof reason, "%s: TWCC %d", doing, condition);
    else
        snprintf(reason, sizeof reason, "%s: %s", doing, word);
    fail(failure, leaf, reason);
    failure->condition = condition;
    return false;
}

static void detail(struct text *head, const char *name, const char *value)
{
    if (value[0])
        text_member(head, name, value);
}

void failure_write(struct text *head, const struct failure *failure)
{
    text_member(head, "type", "error");
    text_member(head, "error", failure->leaf);
    text_name(head, "details");
    text_put(head, "{");
    detail(head, "reason", failure->reason);
    if (failure->option[0]) {
        text_member(head, "option", failure->option);
        text_member(head, "value", failure->value);
    }
    detail(head, "device", failure->device);
    if (failure->condition)
        text_member_number(head, "condition", failure->condition);
    text_member_number(head, "sheet", failure->sheet);
    text_put(head, "}");
}
