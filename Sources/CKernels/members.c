#include "CKernels.h"
#include "kernel.h"

EK_KERNEL void ek_spread(const float *x, size_t x_stride, const float *scale, float *y, size_t rows,
                         size_t members, size_t columns) {
  for (size_t r = 0; r < rows; ++r) {
    const float *xr = x + r * x_stride;
    for (size_t m = 0; m < members; ++m) {
      float *yr = y + (r * members + m) * columns;
      if (scale == 0) {
        for (size_t c = 0; c < columns; ++c) yr[c] = xr[c];
        continue;
      }
      const float *own = scale + m * columns;
      for (size_t c = 0; c < columns; ++c) yr[c] = xr[c] * own[c];
    }
  }
}

EK_KERNEL void ek_leave_spread(const float *dy, const float *x, size_t x_stride,
                               const float *scale, float *dx, float *dscale, size_t rows,
                               size_t members, size_t copies, size_t columns, size_t first,
                               size_t width) {
  for (size_t r = 0; r < rows; ++r) {
    const float *xr = x + r * x_stride;
    for (size_t i = 0; i < copies; ++i) {
      float *sum = dx + (r * copies + i) * width;
      for (size_t c = 0; c < width; ++c) sum[c] = 0;
      for (size_t m = 0; m < members; ++m) {
        const float *g = dy + ((r * members + m) * copies + i) * columns;
        if (scale == 0) {
          for (size_t c = 0; c < width; ++c) sum[c] += g[first + c];
          continue;
        }
        const float *own = scale + m * columns + first;
        float *down = dscale + (i * members + m) * columns;
        for (size_t c = 0; c < width; ++c) sum[c] += own[c] * g[first + c];
        for (size_t c = 0; c < columns; ++c) down[c] += xr[c] * g[c];
      }
    }
  }
}

EK_KERNEL void ek_leave_task_spread(const float *dy, const float *x, size_t x_stride,
                                    const float *scale, const double *shares, float *dx,
                                    float *dscale, size_t rows, size_t tasks, size_t columns,
                                    size_t first, size_t width) {
  for (size_t r = 0; r < rows; ++r) {
    const float *xr = x + r * x_stride;
    if (shares != 0)
      for (size_t c = 0; c < width; ++c) dx[r * width + c] = 0;
    for (size_t t = 0; t < tasks; ++t) {
      const float *g = dy + (r * tasks + t) * columns, *own = scale + t * columns + first;
      float *down = dscale + t * columns;
      for (size_t c = 0; c < columns; ++c) down[c] += xr[c] * g[c];
      if (shares == 0) {
        float *result = dx + (r * tasks + t) * width;
        for (size_t c = 0; c < width; ++c) result[c] = own[c] * g[first + c];
      } else if (shares[t] != 0) {
        const float share = (float)shares[t];
        float *sum = dx + r * width;
        for (size_t c = 0; c < width; ++c) sum[c] += share * own[c] * g[first + c];
      }
    }
  }
}

EK_KERNEL void ek_adapt(const float *x, const float *scale, const float *bias, float *y,
                        size_t rows, size_t members, size_t columns) {
  for (size_t r = 0; r < rows; ++r) {
    const size_t own = r % members * columns;
    for (size_t c = 0; c < columns; ++c)
      y[r * columns + c] = x[r * columns + c] * scale[own + c] + bias[own + c];
  }
}

EK_KERNEL void ek_leave_activation(float *restrict delta, const float *restrict y,
                                   const float *restrict next, float *restrict dnext,
                                   const float *restrict slopes, size_t rows, size_t members,
                                   size_t copies, size_t columns) {
  for (size_t r = 0; r < rows; ++r) {
    const size_t m = r % members;
    const float *yr = y + r * columns, *slope = slopes + r * columns;
    for (size_t i = 0; i < copies; ++i) {
      float *row = delta + (r * copies + i) * columns;
      if (next == 0) {
        for (size_t c = 0; c < columns; ++c) row[c] *= slope[c];
        continue;
      }
      const float *factors = next + m * columns;
      float *sum = dnext + (i * members + m) * columns;
      for (size_t c = 0; c < columns; ++c) {
        sum[c] += yr[c] * row[c];
        row[c] *= factors[c] * slope[c];
      }
    }
  }
}

EK_KERNEL void ek_leave_adapter(float *restrict delta, const float *restrict x,
                                const float *restrict scale, float *restrict dscale,
                                float *restrict dbias, size_t rows, size_t members, size_t copies,
                                size_t columns) {
  for (size_t r = 0; r < rows; ++r) {
    const size_t m = r % members;
    const float *xr = x + r * columns, *own = scale + m * columns;
    for (size_t i = 0; i < copies; ++i) {
      float *row = delta + (r * copies + i) * columns;
      float *down = dscale + (i * members + m) * columns;
      float *sum = dbias + (i * members + m) * columns;
      for (size_t c = 0; c < columns; ++c) {
        sum[c] += row[c];
        down[c] += xr[c] * row[c];
        row[c] *= own[c];
      }
    }
  }
}

EK_KERNEL void ek_add_member_bias(float *y, const float *bias, size_t rows, size_t members,
                                  size_t columns, size_t stride) {
  for (size_t r = 0; r < rows; ++r)
    for (size_t c = 0; c < columns; ++c) y[r * stride + c] += bias[c * members + r % members];
}

EK_KERNEL void ek_add_member_sums(const float *x, float *sums, size_t rows, size_t members,
                                  size_t columns, size_t stride) {
  for (size_t r = 0; r < rows; ++r)
    for (size_t c = 0; c < columns; ++c) sums[c * members + r % members] += x[r * stride + c];
}
