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

// GELU by the error function (Hendrycks and Gimpel 2016): x Φ(x), with Φ the normal distribution.

EK_INLINE float normal_cdf(float x) { return 0.5f * (1 + erff(x * 0.70710678118654752f)); }

void ek_gelu(const float *x, float *y, size_t count) {
  for (size_t k = 0; k < count; ++k) y[k] = x[k] * normal_cdf(x[k]);
}

void ek_gelu_gradient(const float *x, const float *dy, float *dx, size_t rows, size_t copies,
                      size_t columns) {
  for (size_t r = 0; r < rows; ++r) {
    for (size_t c = 0; c < columns; ++c) {
      const float v = x[r * columns + c];
      const float density = 0.39894228040143268f * expf(-0.5f * v * v);
      const float slope = normal_cdf(v) + v * density;
      for (size_t i = 0; i < copies; ++i) {
        const size_t at = (r * copies + i) * columns + c;
        dx[at] = slope * dy[at];
      }
    }
  }
}
