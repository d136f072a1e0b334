#include "CKernels.h"
#include "kernel.h"

#include <math.h>
#include <string.h>

enum { W = EK_SPLINE_WIDTH, F = EK_WAVE_COUNT, O = EK_WAVE_WIDTH };

// The bin of a position: the last one reaches to its own end.
EK_INLINE size_t bin_of(float position, size_t bins) {
  const size_t k = (size_t)position;
  return k < bins ? k : bins - 1;
}

EK_KERNEL void ek_spline(const float *x, size_t x_stride, const float *positions,
                         size_t position_stride, size_t rows, const float *bias,
                         const float *slope, const float *steps, size_t bins, float *out,
                         size_t stride) {
  // Where each bin begins: a row then reads one sum and one step instead of all of them.
  float starts[EK_MOST_BINS][W];
  memcpy(starts[0], bias, sizeof starts[0]);
  for (size_t j = 1; j < bins; ++j)
    for (size_t c = 0; c < W; ++c) starts[j][c] = starts[j - 1][c] + steps[(j - 1) * W + c];
  for (size_t r = 0; r < rows; ++r) {
    const float position = positions[r * position_stride], number = x[r * x_stride];
    const size_t k = bin_of(position, bins);
    const float share = position - (float)k;
    float *y = out + r * stride;
    for (size_t c = 0; c < W; ++c)
      y[c] = starts[k][c] + slope[c] * number + share * steps[k * W + c];
  }
}

EK_KERNEL void ek_add_spline(const float *dy, size_t stride, const float *x, size_t x_stride,
                             const float *positions, size_t position_stride, size_t rows,
                             size_t copies, size_t bins, float *dbias, float *dslope,
                             float *dsteps) {
  for (size_t i = 0; i < copies; ++i) {
    // For each bin the gradients of the rows in it: all steps before it have them as well.
    float starts[EK_MOST_BINS][W] = {{0}}, shares[EK_MOST_BINS][W] = {{0}}, slopes[W] = {0};
    for (size_t r = 0; r < rows; ++r) {
      const float position = positions[r * position_stride], number = x[r * x_stride];
      const size_t k = bin_of(position, bins);
      const float share = position - (float)k;
      const float *g = dy + (r * copies + i) * stride;
      for (size_t c = 0; c < W; ++c) {
        starts[k][c] += g[c];
        shares[k][c] += share * g[c];
        slopes[c] += number * g[c];
      }
    }
    float later[W] = {0};
    for (size_t j = bins; j-- > 0;)
      for (size_t c = 0; c < W; ++c) {
        dsteps[(i * bins + j) * W + c] += later[c] + shares[j][c];
        later[c] += starts[j][c];
      }
    for (size_t c = 0; c < W; ++c) {
      dbias[i * W + c] += later[c];
      dslope[i * W + c] += slopes[c];
    }
  }
}

static const float two_pi = 6.283185307179586f, turn = 0.15915494309189535f;

// cos(2π u). With u less whole turns, folded to a quarter of one, it is a sine, whose series of seven
// terms is exact to a Float there.
EK_INLINE float cosine_of_turns(float u) {
  const float q = 0.25f - fabsf(u - rintf(u));
  const float s = q * q;
  const float c1 = 6.283185307179586f, c3 = -41.341702240399755f, c5 = 81.60524927607504f,
              c7 = -76.70585975306136f, c9 = 42.05869394489765f, c11 = -15.094642576822984f,
              c13 = 3.819952584848282f;
  return q * (c1 + s * (c3 + s * (c5 + s * (c7 + s * (c9 + s * (c11 + s * c13))))));
}

EK_KERNEL void ek_waves(const float *x, size_t x_stride, size_t rows, const float *frequency,
                        const float *phase, const float *weight, const float *bias, float *out,
                        size_t stride) {
  // Rows side by side, so that no sum runs across a vector.
  enum { L = 16 };
  for (size_t first = 0; first < rows; first += L) {
    const size_t count = rows - first < L ? rows - first : L;
    float numbers[L] = {0}, sums[O][L];
    for (size_t r = 0; r < count; ++r) numbers[r] = x[(first + r) * x_stride];
    for (size_t o = 0; o < O; ++o)
      for (size_t r = 0; r < L; ++r) sums[o][r] = bias[o];
    for (size_t f = 0; f < F; ++f) {
      const float shift = turn * phase[f];
      for (size_t r = 0; r < L; ++r) {
        const float cosine = cosine_of_turns(frequency[f] * numbers[r] + shift);
        for (size_t o = 0; o < O; ++o) sums[o][r] += weight[o * F + f] * cosine;
      }
    }
    for (size_t r = 0; r < count; ++r)
      for (size_t o = 0; o < O; ++o) out[(first + r) * stride + o] = sums[o][r];
  }
}

EK_KERNEL void ek_add_waves(const float *dy, size_t stride, const float *x, size_t x_stride,
                            size_t rows, size_t copies, const float *frequency,
                            const float *phase, const float *weight, float *dfrequency,
                            float *dphase, float *dweight, float *dbias) {
  for (size_t r = 0; r < rows; ++r) {
    const float number = x[r * x_stride];
    float cosines[F], sines[F];
    for (size_t f = 0; f < F; ++f) {
      const float u = frequency[f] * number + turn * phase[f];
      cosines[f] = cosine_of_turns(u);
      sines[f] = cosine_of_turns(u - 0.25f);
    }
    for (size_t i = 0; i < copies; ++i) {
      const float *g = dy + (r * copies + i) * stride;
      float *dw = dweight + i * O * F;
      float slopes[F] = {0};
      for (size_t o = 0; o < O; ++o) {
        dbias[i * O + o] += g[o];
        for (size_t f = 0; f < F; ++f) {
          dw[o * F + f] += g[o] * cosines[f];
          slopes[f] -= g[o] * weight[o * F + f];
        }
      }
      for (size_t f = 0; f < F; ++f) {
        const float slope = slopes[f] * sines[f];
        dphase[i * F + f] += slope;
        dfrequency[i * F + f] += two_pi * number * slope;
      }
    }
  }
}
