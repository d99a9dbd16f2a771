#pragma once
#include "folders.h"

/* Finds the folders in which stations of this PC may keep batches, each once, whether it is there or
 * not; those that a policy names come first. A home that only an account's own environment names
 * cannot be known. */
void find_homes(Folders *homes);
