/* Faults on demand: TESTDS_FAULT, and how the environment is read. entry.c lists them. */
#include "source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const STAGES[] = {"",      "open",  "set", "enable",  "ready", "info",
                                     "start", "strip", "end", "disable", "close"};

static const struct { const char *kind; TW_UINT16 condition; } CONDITIONS[] = {
    {"jam", TWCC_PAPERJAM},           {"doublefeed", TWCC_PAPERDOUBLEFEED},
    {"cover", TWCC_INTERLOCK},        {"lost", TWCC_CHECKDEVICEONLINE},
    {"nomemory", TWCC_LOWMEMORY},     {"bummer", TWCC_BUMMER},
    {"operation", TWCC_OPERATIONERROR}, {"denied", TWCC_DENIED},
    {"nomedia", TWCC_NOMEDIA},        {"corner", TWCC_DAMAGEDCORNER},
    {"busy", TWCC_MAXCONNECTIONS},    {"sequence", TWCC_SEQERROR}};

bool environment(const char *name, char *text, size_t size)
{
    DWORD length = GetEnvironmentVariableA(name, text, (DWORD)size);
    if (length == 0 || length >= size)
        text[0] = 0;
    return text[0] != 0;
}

bool environment_is(const char *name, const char *value)
{
    char text[256];
    return environment(name, text, sizeof text) && strcmp(text, value) == 0;
}

long environment_number(const char *name, long otherwise)
{
    char text[32];
    return environment(name, text, sizeof text) ? strtol(text, NULL, 0) : otherwise;
}

/* Find "name" or "name=value" in a list like "A,B=1,C=2|3". */
bool named_in(const char *variable, const char *name, char *value, size_t size)
{
    char text[2048];
    if (!environment(variable, text, sizeof text))
        return false;
    for (char *word = strtok(text, ","); word; word = strtok(NULL, ",")) {
        char *sign = strchr(word, '=');
        if (sign)
            *sign = 0;
        if (strcmp(word, name) != 0)
            continue;
        if (value)
            snprintf(value, size, "%s", sign ? sign + 1 : "");
        return true;
    }
    return false;
}

static enum stage stage_of(const char *text)
{
    for (int i = 1; i < (int)(sizeof STAGES / sizeof *STAGES); i++)
        if (strcmp(text, STAGES[i]) == 0)
            return (enum stage)i;
    return AT_DEFAULT;
}

/* kind[@page][:stage][=value][!] */
static void fault_read(struct fault *fault, char *word)
{
    memset(fault, 0, sizeof *fault);
    size_t length = strlen(word);
    if (length && word[length - 1] == '!') {
        fault->always = true;
        word[length - 1] = 0;
    }
    char *value = strchr(word, '='), *stage = strchr(word, ':'), *page = strchr(word, '@');
    if (value) {
        *value = 0;
        fault->value = strtol(value + 1, NULL, 0);
    }
    if (stage) {
        *stage = 0;
        fault->stage = stage_of(stage + 1);
    }
    if (page) {
        *page = 0;
        fault->page = atoi(page + 1);
    }
    snprintf(fault->kind, sizeof fault->kind, "%s", word);
}

void faults_read(struct source *source)
{
    char text[2048];
    source->fault_count = 0;
    if (!environment("TESTDS_FAULT", text, sizeof text))
        return;
    for (char *word = strtok(text, ","); word && source->fault_count < MAX_FAULTS;
         word = strtok(NULL, ","))
        fault_read(&source->faults[source->fault_count++], word);
}

static bool is_over(struct source *source, struct fault *fault)
{
    char line[80];
    snprintf(line, sizeof line, "fired %s %d %d", fault->kind, fault->page, (int)fault->stage);
    if (!fault->always && (fault->fired || tray_has(source, line)))
        return true;
    fault->fired = true;
    tray_note(source, line); /* before it happens: a crash leaves no time afterwards */
    log_text("fault", line + 6);
    return false;
}

struct fault *fault_due(struct source *source, const char *kind, enum stage stage)
{
    for (int i = 0; i < source->fault_count; i++) {
        struct fault *fault = &source->faults[i];
        if (strcmp(fault->kind, kind) == 0 && fault->stage == stage &&
            (fault->page == 0 || fault->page == source->feed.page) && !is_over(source, fault))
            return fault;
    }
    return NULL;
}

static struct fault *strikes(struct source *source, const char *kind, enum stage stage)
{
    struct fault *fault = fault_due(source, kind, stage);
    return fault || stage != AT_START ? fault : fault_due(source, kind, AT_DEFAULT);
}

static void crash(void)
{
    /* Address 0 will not do: where a program may map it, Wine keeps DOS memory there. */
    *(volatile char *)(uintptr_t)&CONDITIONS[0] = 1; /* a constant: read only */
}

/* Let the faults of this moment happen; return the condition code of one that reports itself. */
TW_UINT16 faults_strike(struct source *source, enum stage stage)
{
    struct fault *slow = strikes(source, "slow", stage);
    if (slow)
        Sleep((DWORD)slow->value);
    if (strikes(source, "crash", stage))
        crash();
    if (strikes(source, "exit", stage))
        ExitProcess(3);
    if (strikes(source, "hang", stage))
        Sleep(INFINITE);
    for (size_t i = 0; i < sizeof CONDITIONS / sizeof *CONDITIONS; i++)
        if (strikes(source, CONDITIONS[i].kind, stage))
            return CONDITIONS[i].condition;
    return TWCC_SUCCESS;
}
