#pragma once
#include <windows.h>

#define MAX_HOMES 256
#define MAX_HOME 1024

typedef struct {
    unsigned count;
    wchar_t folder[MAX_HOMES][MAX_HOME];
} Homes;

/* Finds the folders in which stations of this PC may keep batches, each once, whether it is there or
 * not. A home that only an environment variable names cannot be known. */
void find_homes(Homes *homes);
