#include "CKernels.h"
#include "kernel.h"

#include <math.h>

EK_KERNEL void ek_remember(double *memory, const float *row, double divisor, double rate,
                           size_t count) {
  const double keep = 1 - rate;
  for (size_t k = 0; k < count; ++k) memory[k] = keep * memory[k] + rate * (row[k] / divisor);
}

EK_KERNEL void ek_recall(const double *memory, float *row, size_t count) {
  for (size_t k = 0; k < count; ++k) row[k] = (float)memory[k];
}

// As many running sums as in vectors.c, and as there in an order that depends on the count only.
#define EK_LANES 16

EK_KERNEL double ek_dot_double(const double *x, const double *y, size_t count) {
  double lanes[EK_LANES] = {0};
  size_t k = 0;
  for (; k + EK_LANES <= count; k += EK_LANES)
    for (size_t lane = 0; lane < EK_LANES; ++lane) lanes[lane] += x[k + lane] * y[k + lane];
  double sum = 0;
  for (size_t lane = 0; lane < EK_LANES; ++lane) sum += lanes[lane];
  for (; k < count; ++k) sum += x[k] * y[k];
  return sum;
}

EK_KERNEL void ek_add_multiple(const double *row, double factor, double *sums, size_t count) {
  for (size_t k = 0; k < count; ++k) sums[k] += factor * row[k];
}

EK_KERNEL void ek_add_product(const double *row, double factor, double *sums, double *sizes,
                              size_t count) {
  for (size_t k = 0; k < count; ++k) {
    const double term = factor * row[k];
    sums[k] += term;
    sizes[k] += fabs(term);
  }
}

EK_INLINE double add_square(double *memory, float row, double epsilon) {
  const double square = (double)row * (double)row;
  *memory += square;
  return square / sqrt(*memory + epsilon);
}

EK_KERNEL double ek_add_squares(double *memory, const float *row, double epsilon, size_t count) {
  double lanes[EK_LANES] = {0};
  size_t k = 0;
  for (; k + EK_LANES <= count; k += EK_LANES)
    for (size_t lane = 0; lane < EK_LANES; ++lane)
      lanes[lane] += add_square(memory + k + lane, row[k + lane], epsilon);
  double sum = 0;
  for (size_t lane = 0; lane < EK_LANES; ++lane) sum += lanes[lane];
  for (; k < count; ++k) sum += add_square(memory + k, row[k], epsilon);
  return sum;
}

EK_KERNEL void ek_add_signs(const float *row, double *sums, double *magnitudes, size_t count) {
  for (size_t k = 0; k < count; ++k) {
    sums[k] += row[k];
    magnitudes[k] += fabs((double)row[k]);
  }
}

EK_KERNEL void ek_drop_signs(float *row, const double *sums, const double *magnitudes,
                             const double *draws, double leak, size_t count) {
  for (size_t k = 0; k < count; ++k) {
    // P > U, with P = (1 + sum / magnitude) / 2: where all gradients are 0 nothing can be dropped.
    const double excess = sums[k] + magnitudes[k] - 2 * draws[k] * magnitudes[k];
    const int keeps = (excess > 0 && row[k] > 0) || (excess < 0 && row[k] < 0);
    row[k] = keeps ? row[k] : (float)(leak * row[k]);
  }
}
