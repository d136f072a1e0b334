#include "CKernels.h"
#include "kernel.h"

#include <math.h>

// Rows that are eliminated together, so that what is below them is read and written once for all.
#define EK_PANEL 32
// The part of a product that stays in registers.
#define EK_TILE_ROWS 4
#define EK_TILE_COLUMNS 32
// Running sums, as in vectors.c.
#define EK_LANES 16

EK_KERNEL void ek_gather_symmetric(const double *matrix, size_t order, const intptr_t *indices,
                                   size_t count, double *u, size_t stride) {
  for (size_t k = 0; k < count; ++k) {
    const double *row = matrix + (size_t)indices[k] * order;
    for (size_t j = k; j < count; ++j) u[k * stride + j] = row[indices[j]];
  }
}

/// A tile of A −= Uᵀ U, with the panel's rows of U.
EK_INLINE void subtract_tile(double *u, size_t stride, size_t panel, size_t end, size_t i, size_t j,
                             size_t height, size_t width) {
  double sums[EK_TILE_ROWS][EK_TILE_COLUMNS] = {{0}};
  for (size_t l = panel; l < end; ++l) {
    const double *row = u + l * stride;
    for (size_t a = 0; a < height; ++a)
      for (size_t b = 0; b < width; ++b) sums[a][b] += row[i + a] * row[j + b];
  }
  for (size_t a = 0; a < height; ++a)
    for (size_t b = 0; b < width; ++b) u[(i + a) * stride + j + b] -= sums[a][b];
}

/// Takes the panel's part from all that is right of and below it. The tiles on the diagonal write below
/// it too, where nothing is read.
EK_INLINE void subtract_panel(double *u, size_t stride, size_t panel, size_t end, size_t count) {
  for (size_t i = end; i < count; i += EK_TILE_ROWS) {
    size_t j = i;
    if (count - i >= EK_TILE_ROWS)
      for (; count - j >= EK_TILE_COLUMNS; j += EK_TILE_COLUMNS)
        subtract_tile(u, stride, panel, end, i, j, EK_TILE_ROWS, EK_TILE_COLUMNS);
    const size_t height = count - i < EK_TILE_ROWS ? count - i : EK_TILE_ROWS;
    if (j < count) subtract_tile(u, stride, panel, end, i, j, height, count - j);
  }
}

EK_KERNEL size_t ek_cholesky(double *u, size_t stride, size_t count, const double *negligible) {
  for (size_t panel = 0; panel < count; panel += EK_PANEL) {
    const size_t end = count - panel < EK_PANEL ? count : panel + EK_PANEL;
    for (size_t k = panel; k < end; ++k) {
      double *row = u + k * stride;
      for (size_t l = panel; l < k; ++l) {
        const double *above = u + l * stride;
        const double factor = above[k];
        for (size_t j = k; j < count; ++j) row[j] -= factor * above[j];
      }
      // Not "at most": a pivot that is no number is none.
      if (!(row[k] > negligible[k])) return k;
      const double root = sqrt(row[k]);
      for (size_t j = k; j < count; ++j) row[j] /= root;
    }
    subtract_panel(u, stride, panel, end, count);
  }
  return count;
}

EK_KERNEL void ek_solve_transposed(const double *u, size_t stride, size_t count, double *x) {
  for (size_t k = 0; k < count; ++k) {
    const double *row = u + k * stride;
    const double value = x[k] / row[k];
    x[k] = value;
    for (size_t j = k + 1; j < count; ++j) x[j] -= value * row[j];
  }
}

EK_KERNEL void ek_solve_upper(const double *u, size_t stride, size_t count, double *x) {
  for (size_t k = count; k-- > 0;) {
    const double *row = u + k * stride;
    double lanes[EK_LANES] = {0};
    size_t j = k + 1;
    for (; j + EK_LANES <= count; j += EK_LANES)
      for (size_t lane = 0; lane < EK_LANES; ++lane) lanes[lane] += row[j + lane] * x[j + lane];
    double sum = x[k];
    for (size_t lane = 0; lane < EK_LANES; ++lane) sum -= lanes[lane];
    for (; j < count; ++j) sum -= row[j] * x[j];
    x[k] = sum / row[k];
  }
}

EK_KERNEL void ek_remove_column(double *u, size_t stride, size_t count, size_t column) {
  for (size_t k = 0; k < column; ++k) {
    double *row = u + k * stride;
    for (size_t j = column + 1; j < count; ++j) row[j - 1] = row[j];
  }
  // Without the column there is one entry below the diagonal in each row after it: a rotation of two
  // rows at a time takes it away.
  for (size_t k = column; k + 1 < count; ++k) {
    double *upper = u + k * stride;
    double *lower = upper + stride;
    const double length = hypot(upper[k + 1], lower[k + 1]);
    const double cosine = upper[k + 1] / length;
    const double sine = lower[k + 1] / length;
    upper[k] = length;
    for (size_t j = k + 2; j < count; ++j) {
      const double a = upper[j], b = lower[j];
      upper[j - 1] = cosine * a + sine * b;
      lower[j] = cosine * b - sine * a;
    }
  }
}
