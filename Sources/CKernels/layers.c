#include "CKernels.h"
#include "kernel.h"

#include <math.h>

EK_KERNEL void ek_add_bias(float *y, const float *bias, size_t rows, size_t columns,
                           size_t stride) {
  for (size_t r = 0; r < rows; ++r)
    for (size_t c = 0; c < columns; ++c) y[r * stride + c] += bias[c];
}

EK_KERNEL void ek_add_column_sums(const float *x, float *sums, size_t rows, size_t columns,
                                  size_t stride) {
  for (size_t r = 0; r < rows; ++r)
    for (size_t c = 0; c < columns; ++c) sums[c] += x[r * stride + c];
}

EK_KERNEL void ek_layer_norm(const float *x, const float *gain, const float *shift,
                             float *normalised, float *inverse_deviation, float *y, size_t rows,
                             size_t owners, size_t columns, float epsilon) {
  for (size_t r = 0; r < rows; ++r) {
    const float *xr = x + r * columns;
    const size_t own = r % owners * columns;
    double sum = 0, squares = 0;
    for (size_t c = 0; c < columns; ++c) sum += xr[c];
    const float mean = (float)(sum / (double)columns);
    for (size_t c = 0; c < columns; ++c) squares += (xr[c] - mean) * (xr[c] - mean);
    const float inverse = 1 / sqrtf((float)(squares / (double)columns) + epsilon);
    inverse_deviation[r] = inverse;
    for (size_t c = 0; c < columns; ++c) {
      const float centred = (xr[c] - mean) * inverse;
      normalised[r * columns + c] = centred;
      y[r * columns + c] = centred * gain[own + c] + shift[own + c];
    }
  }
}

EK_KERNEL void ek_layer_norm_gradient(const float *normalised, const float *inverse_deviation,
                                      const float *gain, const float *dy, float *dx, float *dgain,
                                      float *dshift, size_t rows, size_t owners, size_t copies,
                                      size_t groups, size_t columns) {
  for (size_t r = 0; r < rows * groups; ++r) {
    const float *xr = normalised + r * columns;
    const size_t row = r / groups, group = r % groups;
    const size_t owner = row % owners * groups + group;
    const float *factors = gain + owner * columns;
    for (size_t i = 0; i < copies; ++i) {
      const size_t place = ((row * copies + i) * groups + group) * columns;
      const float *dyr = dy + place;
      float *dxr = dx + place;
      float *dgain_i = dgain + (i * owners * groups + owner) * columns;
      float *dshift_i = dshift + (i * owners * groups + owner) * columns;
      double mean = 0, projection = 0;
      for (size_t c = 0; c < columns; ++c) {
        const float g = dyr[c] * factors[c];
        mean += g;
        projection += g * xr[c];
        dgain_i[c] += dyr[c] * xr[c];
        dshift_i[c] += dyr[c];
      }
      const float m = (float)(mean / (double)columns), p = (float)(projection / (double)columns);
      for (size_t c = 0; c < columns; ++c)
        dxr[c] = inverse_deviation[r] * (dyr[c] * factors[c] - m - xr[c] * p);
    }
  }
}
