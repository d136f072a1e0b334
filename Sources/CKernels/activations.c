#include "CKernels.h"
#include "kernel.h"

#include <math.h>

EK_KERNEL void ek_relu(const float *x, float *y, size_t count) {
  // Not x > 0 ? x : 0, which would turn what is not a number into a harmless 0.
  for (size_t k = 0; k < count; ++k) y[k] = x[k] < 0 ? 0 : x[k];
}

EK_KERNEL void ek_relu_gradient(const float *x, const float *dy, float *dx, size_t rows,
                                size_t copies, size_t columns) {
  for (size_t r = 0; r < rows; ++r) {
    const float *xr = x + r * columns;
    for (size_t i = 0; i < copies; ++i) {
      const size_t at = (r * copies + i) * columns;
      for (size_t c = 0; c < columns; ++c) dx[at + c] = xr[c] > 0 ? dy[at + c] : 0;
    }
  }
}

// GELU by the error function (Hendrycks and Gimpel 2016): x Φ(x), with Φ the normal distribution. The
// C library's erff and expf are calls, which took half of a training step; these are straight lines
// that a compiler turns into vectors.

/// e^x for x ≤ 0, to 2 units in the last place, and 0 below e^−87: 2^k p(r) with x = k log 2 + r, and p
/// the polynomial of the Cephes library (Moshier).
EK_INLINE float exp_of_negative(float exponent) {
  // Written so that a NaN becomes finite too: its conversion to an integer would be undefined.
  const float x = exponent > -87 ? exponent : -87;
  // Adding 1.5 · 2^23 leaves no room for a fraction: the nearest integer, without a call.
  const float k = (x * 1.44269504f + 12582912.0f) - 12582912.0f;
  const float r = (x - k * 0.693359375f) + k * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1;
  const union {
    int32_t bits;
    float value;
  } power = {.bits = ((int32_t)k + 127) << 23};
  return exponent > -87 ? p * power.value : 0;
}

/// Φ(x) and the density φ(x) share e^(−x²/2). Φ by Abramowitz and Stegun 7.1.26, to 2e-7.
typedef struct {
  float distribution, density;
} normal;

EK_INLINE normal normal_at(float x) {
  const float decay = exp_of_negative(-0.5f * x * x);
  const float size = fabsf(x) * 0.70710678118654752f;
  const float t = 1 / (1 + 0.3275911f * size);
  float p = 1.061405429f;
  p = p * t - 1.453152027f;
  p = p * t + 1.421413741f;
  p = p * t - 0.284496736f;
  p = p * t + 0.254829592f;
  const float tail = 0.5f * p * t * decay;
  return (normal){x >= 0 ? 1 - tail : tail, 0.39894228040143268f * decay};
}

EK_KERNEL void ek_gelu(const float *x, float *y, size_t count) {
  for (size_t k = 0; k < count; ++k) y[k] = x[k] * normal_at(x[k]).distribution;
}

EK_KERNEL void ek_gelu_gradient(const float *x, const float *dy, float *dx, size_t rows,
                                size_t copies, size_t columns) {
  enum { block = 256 };
  float slope[block];
  for (size_t r = 0; r < rows; ++r) {
    for (size_t first = 0; first < columns; first += block) {
      const size_t width = columns - first < block ? columns - first : block;
      const float *xr = x + r * columns + first;
      for (size_t c = 0; c < width; ++c) {
        const normal at = normal_at(xr[c]);
        slope[c] = at.distribution + xr[c] * at.density;
      }
      for (size_t i = 0; i < copies; ++i) {
        const size_t at = (r * copies + i) * columns + first;
        for (size_t c = 0; c < width; ++c) dx[at + c] = slope[c] * dy[at + c];
      }
    }
  }
}
