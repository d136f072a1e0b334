#include "CKernels.h"
#include "kernel.h"

#include <math.h>

EK_KERNEL void ek_softmax_rows(float *x, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; ++r) {
    float *row = x + r * columns, highest = row[0];
    for (size_t c = 1; c < columns; ++c) highest = row[c] > highest ? row[c] : highest;
    double total = 0;
    for (size_t c = 0; c < columns; ++c) {
      row[c] = expf(row[c] - highest);
      total += row[c];
    }
    const float scale = (float)(1 / total);
    for (size_t c = 0; c < columns; ++c) row[c] *= scale;
  }
}

EK_KERNEL void ek_mix(const float *products, size_t p_stride, const float *own, size_t o_stride,
                      const float *shares, size_t s_stride, float *y, size_t y_stride, size_t rows,
                      size_t experts, size_t columns) {
  for (size_t r = 0; r < rows; ++r) {
    float *yr = y + r * y_stride;
    for (size_t c = 0; c < columns; ++c) yr[c] = 0;
    for (size_t e = 0; e < experts; ++e) {
      const float *p = products + (r * experts + e) * p_stride, share = shares[r * s_stride + e];
      for (size_t c = 0; c < columns; ++c) yr[c] += share * p[c];
    }
    if (own) {
      const float *p = own + r * o_stride, share = shares[r * s_stride + experts];
      for (size_t c = 0; c < columns; ++c) yr[c] += share * p[c];
    }
  }
}

EK_KERNEL void ek_leave_mix(const float *dy, size_t y_stride, const float *products,
                            size_t p_stride, const float *own, size_t o_stride,
                            const float *shares, size_t s_stride, float *dproducts, float *down,
                            float *dlogits, size_t rows, size_t experts, size_t columns) {
  const size_t all = experts + (own ? 1 : 0);
  for (size_t r = 0; r < rows; ++r) {
    const float *g = dy + r * y_stride, *share = shares + r * s_stride;
    float *dlogit = dlogits + r * s_stride;
    double mean = 0;
    for (size_t e = 0; e < all; ++e) {
      const size_t place = e < experts ? (r * experts + e) * p_stride : r * o_stride;
      const float *p = (e < experts ? products : own) + place;
      float *dp = (e < experts ? dproducts : down) + place;
      double sum = 0;
      for (size_t c = 0; c < columns; ++c) {
        sum += g[c] * p[c];
        dp[c] = share[e] * g[c];
      }
      dlogit[e] = (float)sum;
      mean += share[e] * sum;
    }
    for (size_t e = 0; e < all; ++e) dlogit[e] = share[e] * (float)(dlogit[e] - mean);
  }
}
