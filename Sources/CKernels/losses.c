#include "CKernels.h"
#include "kernel.h"

#include <math.h>

/// A loss and its slope at one output.
typedef struct {
  double loss, slope;
} point;

EK_INLINE double weight_of(const float *weights, size_t r) { return weights ? weights[r] : 1; }

// Losses of one output a row share this walk: rows without a label or of weight 0 cost nothing and
// have no gradient, even where their output is not finite.
#define EK_EACH_LABELLED_ROW(POINT)                                               \
  double sum = 0;                                                                 \
  for (size_t r = 0; r < rows; ++r) {                                             \
    const double z = outputs[r * stride], y = targets[r];                         \
    const double weight = weight_of(weights, r);                                  \
    if (y != y || weight == 0) {                                                  \
      if (gradient) gradient[r * stride] = 0;                                     \
      continue;                                                                   \
    }                                                                             \
    const point at = (POINT);                                                     \
    sum += weight * at.loss;                                                      \
    if (gradient) gradient[r * stride] = (float)(weight * normaliser * at.slope); \
  }                                                                               \
  return sum;

EK_INLINE point squared_error(double z, double y, double scale) {
  const double error = scale * (z - y);
  return (point){error * error, 2 * scale * error};
}

double ek_squared_error(const float *outputs, const float *targets, const float *weights,
                        float *gradient, size_t rows, size_t stride, double scale,
                        double normaliser) {
  EK_EACH_LABELLED_ROW(squared_error(z, y, scale))
}

EK_INLINE point absolute_error(double z, double y, double scale) {
  const double error = scale * (z - y);
  return (point){fabs(error), error > 0 ? scale : error < 0 ? -scale : 0};
}

double ek_absolute_error(const float *outputs, const float *targets, const float *weights,
                         float *gradient, size_t rows, size_t stride, double scale,
                         double normaliser) {
  EK_EACH_LABELLED_ROW(absolute_error(z, y, scale))
}

EK_INLINE point huber(double z, double y, double scale, double delta) {
  const double error = scale * (z - y), size = fabs(error);
  if (size <= delta) return (point){0.5 * error * error, scale * error};
  return (point){delta * (size - 0.5 * delta), error > 0 ? scale * delta : -scale * delta};
}

double ek_huber(const float *outputs, const float *targets, const float *weights, float *gradient,
                size_t rows, size_t stride, double scale, double delta, double normaliser) {
  EK_EACH_LABELLED_ROW(huber(z, y, scale, delta))
}

EK_INLINE point binary_cross_entropy(double z, double y) {
  const double decay = exp(-fabs(z));
  const double probability = (z >= 0 ? 1 : decay) / (1 + decay);
  return (point){fmax(z, 0) - z * y + log1p(decay), probability - y};
}

double ek_binary_cross_entropy(const float *outputs, const float *targets, const float *weights,
                               float *gradient, size_t rows, size_t stride, double normaliser) {
  EK_EACH_LABELLED_ROW(binary_cross_entropy(z, y))
}

EK_INLINE point poisson_deviance(double z, double y) {
  const double mean = exp(z);
  const double surprise = y > 0 ? y * (log(y) - z) : 0;
  return (point){2 * (surprise - (y - mean)), 2 * (mean - y)};
}

double ek_poisson_deviance(const float *outputs, const float *targets, const float *weights,
                           float *gradient, size_t rows, size_t stride, double normaliser) {
  EK_EACH_LABELLED_ROW(poisson_deviance(z, y))
}

double ek_cross_entropy(const float *outputs, const float *targets, const float *weights,
                        float *gradient, size_t rows, size_t stride, size_t classes,
                        double normaliser) {
  double sum = 0;
  for (size_t r = 0; r < rows; ++r) {
    const float *z = outputs + r * stride;
    float *slope = gradient ? gradient + r * stride : 0;
    const double weight = weight_of(weights, r);
    if (targets[r] != targets[r] || weight == 0) {
      for (size_t k = 0; slope && k < classes; ++k) slope[k] = 0;
      continue;
    }
    double highest = z[0], total = 0;
    for (size_t k = 1; k < classes; ++k) highest = fmax(highest, z[k]);
    for (size_t k = 0; k < classes; ++k) {
      const double power = exp(z[k] - highest);
      total += power;
      if (slope) slope[k] = (float)power;
    }
    const size_t label = (size_t)targets[r];
    // Logits that are large and close to each other cancel before the logarithm is added.
    sum += weight * (log(total) + (highest - z[label]));
    for (size_t k = 0; slope && k < classes; ++k)
      slope[k] = (float)(weight * normaliser * (slope[k] / total - (k == label ? 1 : 0)));
  }
  return sum;
}
