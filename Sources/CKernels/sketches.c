#include "CKernels.h"
#include "kernel.h"

#include <string.h>

EK_KERNEL void ek_fold(const float *x, size_t x_stride, const float *signs, float *y, size_t rows,
                       size_t columns, size_t buckets) {
  for (size_t r = 0; r < rows; ++r) {
    const float *row = x + r * x_stride;
    float *sums = y + r * buckets;
    const size_t first = columns < buckets ? columns : buckets;
    for (size_t j = 0; j < first; ++j) sums[j] = signs[j] * row[j];
    for (size_t j = first; j < buckets; ++j) sums[j] = 0;
    for (size_t start = buckets; start < columns; start += buckets) {
      const size_t width = columns - start < buckets ? columns - start : buckets;
      for (size_t j = 0; j < width; ++j) sums[j] += signs[start + j] * row[start + j];
    }
  }
}

EK_INLINE uint16_t rounded(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  // To the nearest, ties to even; a carry into the exponent is right, but not from a NaN.
  const uint32_t nearest = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
  const int is_nan = (bits & 0x7FFFFFFF) > 0x7F800000;
  return (uint16_t)(is_nan ? 0x7FC0 : nearest);
}

EK_KERNEL void ek_round(const float *x, uint16_t *y, size_t rows, size_t columns, size_t x_stride,
                        size_t y_stride) {
  for (size_t r = 0; r < rows; ++r)
    for (size_t c = 0; c < columns; ++c) y[r * y_stride + c] = rounded(x[r * x_stride + c]);
}
