#include "CKernels.h"
#include "kernel.h"

#include <math.h>

// GELU by the error function (Hendrycks and Gimpel 2016): x Φ(x), with Φ the normal distribution. The
// C library's erff and expf are calls, which took half of a training step; these are straight lines
// that a compiler turns into vectors.

/// 2^x for x ≤ 0, to 3 units in the last place, and 0 below 2^−126: 2^k p(f), with k the nearest
/// integer and p of the least greatest relative error on [−1/2, 1/2].
EK_INLINE float power_of_two(float exponent) {
  // Written so that a NaN becomes finite too.
  const float x = exponent > -126 ? exponent : -126;
  // Adding 1.5 · 2^23 leaves no room for a fraction: the sum's last bits are the nearest integer.
  const union {
    float value;
    uint32_t bits;
  } rounded = {.value = x + 12582912.0f};
  const float f = x - (rounded.value - 12582912.0f);
  float p = 1.32764725e-3f;
  p = p * f + 9.67554096e-3f;
  p = p * f + 5.55071309e-2f;
  p = p * f + 2.40221202e-1f;
  p = p * f + 6.93146944e-1f;
  p = p * f + 1.00000012f;
  union {
    float value;
    uint32_t bits;
  } power = {.value = p};
  power.bits += rounded.bits << 23;
  return exponent > -126 ? power.value : 0;
}

/// Φ(x) and the density φ(x) share e^(−x²/2). Φ by Abramowitz and Stegun 7.1.26, to 2e-7.
typedef struct {
  float distribution, density;
} normal;

EK_INLINE normal normal_at(float x) {
  // −1/(2 log 2): e^(−x²/2) is a power of two.
  const float decay = power_of_two(x * x * -0.721347520f);
  // 0.3275911/√2.
  const float t = 1 / (1 + 0.231641888f * fabsf(x));
  // Half of the formula's coefficients.
  float p = 0.5307027145f;
  p = p * t - 0.7265760135f;
  p = p * t + 0.7107068705f;
  p = p * t - 0.1422483680f;
  p = p * t + 0.1274147960f;
  const float tail = p * t * decay;
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

// The functions and what of scale and bias there is are constants where this is inlined, so each case
// below has a loop of its own.
EK_INLINE void activate_row(activated (*function)(float), const float *restrict z,
                            const float *restrict scale, const float *restrict bias,
                            float *restrict y, float *restrict slopes, size_t columns, uint32_t key,
                            uint32_t threshold, float kept) {
  for (size_t c = 0; c < columns; ++c) {
    const activated at =
        function(scale ? z[c] * scale[c] + bias[c] : bias ? z[c] + bias[c] : z[c]);
    const float factor =
        threshold == 0 || (mixed(key + (uint32_t)c) >> 8) >= threshold ? kept : 0;
    y[c] = at.value * factor;
    slopes[c] = at.slope * factor;
  }
}

// Of one member without a scale, and without anything above, all of that is folded away.
EK_INLINE void activate(activated (*function)(float), const float *restrict z,
                        const float *restrict scale, const float *restrict bias,
                        const float *restrict next, float *restrict y, float *restrict slopes,
                        float *restrict read, size_t rows, size_t members, size_t columns,
                        ek_dropout dropout) {
  // 24 bits are exact in a float.
  const uint32_t threshold = (uint32_t)(dropout.probability * 16777216.0f);
  const float kept = 1 / (1 - dropout.probability);
  for (size_t r = 0; r < rows; ++r) {
    const size_t own = r % members * columns;
    const float *zr = z + r * columns;
    float *yr = y + r * columns, *sr = slopes + r * columns;
    const uint32_t key = threshold == 0 ? 0 : row_key(dropout, r);
    if (threshold == 0 && scale != 0)
      activate_row(function, zr, scale + own, bias + own, yr, sr, columns, 0, 0, 1);
    else if (threshold == 0 && bias != 0)
      activate_row(function, zr, 0, bias + own, yr, sr, columns, 0, 0, 1);
    else if (threshold == 0)
      activate_row(function, zr, 0, 0, yr, sr, columns, 0, 0, 1);
    else if (scale != 0)
      activate_row(function, zr, scale + own, bias + own, yr, sr, columns, key, threshold, kept);
    else if (bias != 0)
      activate_row(function, zr, 0, bias + own, yr, sr, columns, key, threshold, kept);
    else
      activate_row(function, zr, 0, 0, yr, sr, columns, key, threshold, kept);
    if (read != 0)
      for (size_t c = 0; c < columns; ++c) read[r * columns + c] = yr[c] * next[own + c];
  }
}

EK_KERNEL void ek_activate_relu(const float *restrict z, const float *restrict bias,
                                float *restrict y, float *restrict slopes, size_t rows,
                                size_t columns, ek_dropout dropout) {
  activate(relu_at, z, 0, bias, 0, y, slopes, 0, rows, 1, columns, dropout);
}

EK_KERNEL void ek_activate_gelu(const float *restrict z, const float *restrict bias,
                                float *restrict y, float *restrict slopes, size_t rows,
                                size_t columns, ek_dropout dropout) {
  activate(gelu_at, z, 0, bias, 0, y, slopes, 0, rows, 1, columns, dropout);
}

EK_KERNEL void ek_activate_members_relu(const float *restrict z, const float *restrict scale,
                                        const float *restrict bias, const float *restrict next,
                                        float *restrict y, float *restrict slopes,
                                        float *restrict read, size_t rows, size_t members,
                                        size_t columns, ek_dropout dropout) {
  activate(relu_at, z, scale, bias, next, y, slopes, read, rows, members, columns, dropout);
}

EK_KERNEL void ek_activate_members_gelu(const float *restrict z, const float *restrict scale,
                                        const float *restrict bias, const float *restrict next,
                                        float *restrict y, float *restrict slopes,
                                        float *restrict read, size_t rows, size_t members,
                                        size_t columns, ek_dropout dropout) {
  activate(gelu_at, z, scale, bias, next, y, slopes, read, rows, members, columns, dropout);
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
