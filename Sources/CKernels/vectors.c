#include "CKernels.h"
#include "kernel.h"

#include <math.h>

EK_KERNEL void ek_sum_parts(const float *parts, size_t part_count, size_t stride, float *sum,
                            size_t count) {
  for (size_t k = 0; k < count; ++k) sum[k] = parts[k];
  for (size_t p = 1; p < part_count; ++p) {
    const float *part = parts + p * stride;
    for (size_t k = 0; k < count; ++k) sum[k] += part[k];
  }
}

EK_KERNEL void ek_combine(const float *rows, const double *weights, size_t row_count,
                          size_t stride, float *out, size_t count) {
  for (size_t k = 0; k < count; ++k) out[k] = 0;
  for (size_t i = 0; i < row_count; ++i) {
    const float weight = (float)weights[i];
    // A weight of 0 drops the row even where it is not finite.
    if (weight == 0) continue;
    const float *row = rows + i * stride;
    for (size_t k = 0; k < count; ++k) out[k] += weight * row[k];
  }
}

EK_KERNEL void ek_scale(float *x, float factor, size_t count) {
  if (factor == 0) {
    for (size_t k = 0; k < count; ++k) x[k] = 0;
  } else {
    for (size_t k = 0; k < count; ++k) x[k] *= factor;
  }
}

EK_KERNEL void ek_scale_columns(float *x, size_t rows, size_t columns, size_t stride,
                                float factor) {
  for (size_t r = 0; r < rows; ++r)
    // A factor of 0 removes the task even where its gradient is not finite.
    for (size_t c = 0; c < columns; ++c)
      x[r * stride + c] = factor == 0 ? 0 : x[r * stride + c] * factor;
}

// Sixteen running sums let the compiler use vectors without reordering what is written here.
#define EK_LANES 16

EK_KERNEL double ek_dot(const float *x, const float *y, size_t count) {
  double lanes[EK_LANES] = {0};
  size_t k = 0;
  for (; k + EK_LANES <= count; k += EK_LANES)
    for (size_t lane = 0; lane < EK_LANES; ++lane)
      lanes[lane] += (double)x[k + lane] * (double)y[k + lane];
  double sum = 0;
  for (size_t lane = 0; lane < EK_LANES; ++lane) sum += lanes[lane];
  for (; k < count; ++k) sum += (double)x[k] * (double)y[k];
  return sum;
}
