#include "CKernels.h"
#include "kernel.h"

#include <math.h>

EK_KERNEL void ek_add(float *x, const float *y, size_t count) {
  for (size_t k = 0; k < count; ++k) x[k] += y[k];
}

EK_KERNEL void ek_approach(float *x, const float *y, float share, size_t count) {
  for (size_t k = 0; k < count; ++k) x[k] += share * (y[k] - x[k]);
}

EK_KERNEL void ek_combine(const float *rows, const double *weights, size_t row_count,
                          size_t stride, float *out, size_t count) {
  // So much of the sum stays in the first cache while the rows pass by.
  enum { block = 2048 };
  for (size_t first = 0; first < count; first += block) {
    const size_t width = count - first < block ? count - first : block;
    float *part = out + first;
    for (size_t k = 0; k < width; ++k) part[k] = 0;
    for (size_t i = 0; i < row_count; ++i) {
      const float weight = (float)weights[i];
      // A weight of 0 drops the row even where it is not finite.
      if (weight == 0) continue;
      const float *row = rows + i * stride + first;
      for (size_t k = 0; k < width; ++k) part[k] += weight * row[k];
    }
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

EK_INLINE double dot(const float *x, const float *y, size_t count) {
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

EK_KERNEL double ek_dot(const float *x, const float *y, size_t count) { return dot(x, y, count); }

EK_KERNEL void ek_add_gramian(const float *rows, size_t row_count, size_t stride, size_t count,
                              double *gramian) {
  // So much of all rows stays in the cache while the pairs pass by.
  enum { block = 1024 };
  for (size_t first = 0; first < count; first += block) {
    const size_t width = count - first < block ? count - first : block;
    for (size_t i = 0; i < row_count; ++i)
      for (size_t j = i; j < row_count; ++j)
        gramian[i * row_count + j] +=
            dot(rows + i * stride + first, rows + j * stride + first, width);
  }
}

EK_KERNEL void ek_add_column_gramian(const float *x, size_t rows, size_t columns, size_t stride,
                                     double *gramian) {
  for (size_t r = 0; r < rows; ++r) {
    const float *row = x + r * stride;
    for (size_t i = 0; i < columns; ++i) {
      const double factor = row[i];
      double *sums = gramian + i * columns;
      for (size_t j = i; j < columns; ++j) sums[j] += factor * (double)row[j];
    }
  }
}
