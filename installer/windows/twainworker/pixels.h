/* What turns a driver's pixels into those of driver.Frame. */
#ifndef PIXELS_H
#define PIXELS_H

#include <stddef.h>
#include <stdint.h>

/* B, G, R to R, G, B; `in` and `out` do not overlap. */
void pixels_swap(uint8_t *out, const uint8_t *in, size_t pixels);

/* B, G, R, unused to R, G, B. */
void pixels_swap_four(uint8_t *out, const uint8_t *in, size_t pixels);

/* Every bit turned: zero is white becomes zero is black and back. */
void pixels_invert(uint8_t *at, size_t bytes);

/* The bits of every byte in the other order. */
void pixels_mirror_bits(uint8_t *at, size_t bytes);

#endif
