#include "CKernels.h"
#include "kernel.h"

#include <math.h>

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

/// The value and the slope of an activation.
typedef struct {
  float value, slope;
} activated;

EK_INLINE activated relu_at(float x) {
  // Not x > 0 ? x : 0, which would turn what is not a number into a harmless 0.
  return (activated){x < 0 ? 0 : x, x > 0 ? 1 : 0};
}

EK_INLINE activated gelu_at(float x) {
  const normal at = normal_at(x);
  return (activated){x * at.distribution, at.distribution + x * at.density};
}

// A hash of 32 bits with low bias (Wellons, "Prospecting for Hash Functions", 2018).
EK_INLINE uint32_t mixed(uint32_t x) {
  x ^= x >> 16;
  x *= 0x7feb352dU;
  x ^= x >> 15;
  x *= 0x846ca68bU;
  x ^= x >> 16;
  return x;
}

EK_INLINE uint32_t row_key(ek_dropout dropout, size_t row) {
  return mixed((uint32_t)dropout.key ^
               mixed((uint32_t)(dropout.key >> 32) + (uint32_t)(dropout.first_row + row)));
}

// The function is a constant where this is inlined, so each kernel below has a loop of its own.
EK_INLINE void activate(activated (*function)(float), float *z, const float *bias, float *y,
                        size_t rows, size_t columns, ek_dropout dropout) {
  // 24 bits are exact in a float.
  const uint32_t threshold = (uint32_t)(dropout.probability * 16777216.0f);
  const float kept = 1 / (1 - dropout.probability);
  for (size_t r = 0; r < rows; ++r) {
    float *zr = z + r * columns, *yr = y + r * columns;
    if (bias != 0)
      for (size_t c = 0; c < columns; ++c) zr[c] += bias[c];
    if (threshold == 0) {
      for (size_t c = 0; c < columns; ++c) {
        const activated at = function(zr[c]);
        yr[c] = at.value;
        zr[c] = at.slope;
      }
    } else {
      const uint32_t key = row_key(dropout, r);
      for (size_t c = 0; c < columns; ++c) {
        const activated at = function(zr[c]);
        const float factor = (mixed(key + (uint32_t)c) >> 8) >= threshold ? kept : 0;
        yr[c] = at.value * factor;
        zr[c] = at.slope * factor;
      }
    }
  }
}

EK_KERNEL void ek_activate_relu(float *restrict z, const float *restrict bias, float *restrict y,
                                size_t rows, size_t columns, ek_dropout dropout) {
  activate(relu_at, z, bias, y, rows, columns, dropout);
}

EK_KERNEL void ek_activate_gelu(float *restrict z, const float *restrict bias, float *restrict y,
                                size_t rows, size_t columns, ek_dropout dropout) {
  activate(gelu_at, z, bias, y, rows, columns, dropout);
}

EK_KERNEL void ek_apply_slopes(float *restrict delta, const float *restrict slopes,
                               float *restrict sums, size_t rows, size_t copies, size_t columns) {
  for (size_t r = 0; r < rows; ++r) {
    const float *slope = slopes + r * columns;
    for (size_t i = 0; i < copies; ++i) {
      float *row = delta + (r * copies + i) * columns;
      if (sums == 0) {
        for (size_t c = 0; c < columns; ++c) row[c] *= slope[c];
        continue;
      }
      float *sum = sums + i * columns;
      for (size_t c = 0; c < columns; ++c) {
        row[c] *= slope[c];
        sum[c] += row[c];
      }
    }
  }
}
