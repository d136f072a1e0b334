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

EK_LOSS(ek_squared_error) {
  EK_EACH_LABELLED_ROW(squared_error(z, y, scale))
}

EK_INLINE point absolute_error(double z, double y, double scale) {
  const double error = scale * (z - y);
  return (point){fabs(error), error > 0 ? scale : error < 0 ? -scale : 0};
}

EK_LOSS(ek_absolute_error) {
  EK_EACH_LABELLED_ROW(absolute_error(z, y, scale))
}

EK_INLINE point huber(double z, double y, double scale, double delta) {
  const double error = scale * (z - y), size = fabs(error);
  if (size <= delta) return (point){0.5 * error * error, scale * error};
  return (point){delta * (size - 0.5 * delta), error > 0 ? scale * delta : -scale * delta};
}

EK_LOSS(ek_huber) {
  EK_EACH_LABELLED_ROW(huber(z, y, scale, parameter))
}

EK_INLINE point binary_cross_entropy(double z, double y) {
  const double decay = exp(-fabs(z));
  const double probability = (z >= 0 ? 1 : decay) / (1 + decay);
  return (point){fmax(z, 0) - z * y + log1p(decay), probability - y};
}

EK_LOSS(ek_binary_cross_entropy) {
  EK_EACH_LABELLED_ROW(binary_cross_entropy(z, y))
}

// e = y - p in units of the label.
EK_INLINE point quantile(double z, double y, double scale, double level) {
  const double error = scale * (y - z);
  if (error > 0) return (point){level * error, -scale * level};
  return (point){(level - 1) * error, error < 0 ? scale * (1 - level) : 0};
}

EK_LOSS(ek_quantile) { EK_EACH_LABELLED_ROW(quantile(z, y, scale, parameter)) }

// With s the logit of the true class, q = 1/(1 + exp(-s)) and r = 1 - q: -r^g log q.
EK_INLINE point binary_focal(double z, double y, double focus) {
  const double sign = y > 0.5 ? 1 : -1, s = sign * z, decay = exp(-fabs(s));
  const double q = (s >= 0 ? 1 : decay) / (1 + decay), r = (s >= 0 ? decay : 1) / (1 + decay);
  const double surprise = fmax(-s, 0) + log1p(decay), share = pow(r, focus);
  return (point){share * surprise, -sign * share * (focus * q * surprise + r)};
}

EK_LOSS(ek_binary_focal) { EK_EACH_LABELLED_ROW(binary_focal(z, y, parameter)) }

EK_INLINE point gamma_deviance(double z, double y) {
  const double ratio = y * exp(-z);
  return (point){2 * (ratio - 1 - (log(y) - z)), 2 * (1 - ratio)};
}

EK_LOSS(ek_gamma_deviance) { EK_EACH_LABELLED_ROW(gamma_deviance(z, y)) }

EK_INLINE point poisson_deviance(double z, double y) {
  const double mean = exp(z);
  const double surprise = y > 0 ? y * (log(y) - z) : 0;
  return (point){2 * (surprise - (y - mean)), 2 * (mean - y)};
}

EK_LOSS(ek_poisson_deviance) {
  EK_EACH_LABELLED_ROW(poisson_deviance(z, y))
}

EK_LOSS(ek_cross_entropy) {
  double sum = 0;
  for (size_t r = 0; r < rows; ++r) {
    const float *z = outputs + r * stride;
    float *slope = gradient ? gradient + r * stride : 0;
    const double weight = weight_of(weights, r);
    if (targets[r] != targets[r] || weight == 0) {
      for (size_t k = 0; slope && k < columns; ++k) slope[k] = 0;
      continue;
    }
    double highest = z[0], total = 0;
    for (size_t k = 1; k < columns; ++k) highest = fmax(highest, z[k]);
    for (size_t k = 0; k < columns; ++k) {
      const double power = exp(z[k] - highest);
      total += power;
      if (slope) slope[k] = (float)power;
    }
    const size_t label = (size_t)targets[r];
    // Logits that are large and close to each other cancel before the logarithm is added.
    sum += weight * (log(total) + (highest - z[label]));
    for (size_t k = 0; slope && k < columns; ++k)
      slope[k] = (float)(weight * normaliser * (slope[k] / total - (k == label ? 1 : 0)));
  }
  return sum;
}

// With q the true class's probability and r = 1 - q: -r^g log q, whose slope by the logit of class k
// is (g q r^(g-1) log q - r^g) (1[k = y] - q_k).
EK_LOSS(ek_focal) {
  double sum = 0;
  for (size_t r = 0; r < rows; ++r) {
    const float *z = outputs + r * stride;
    float *slope = gradient ? gradient + r * stride : 0;
    const double weight = weight_of(weights, r);
    if (targets[r] != targets[r] || weight == 0) {
      for (size_t k = 0; slope && k < columns; ++k) slope[k] = 0;
      continue;
    }
    const size_t label = (size_t)targets[r];
    double highest = z[0], others = 0;
    for (size_t k = 1; k < columns; ++k) highest = fmax(highest, z[k]);
    for (size_t k = 0; k < columns; ++k)
      if (k != label) others += exp(z[k] - highest);
    const double total = others + exp(z[label] - highest);
    const double rest = others / total, share = pow(rest, parameter);
    const double surprise = log(total) + (highest - z[label]);
    sum += weight * share * surprise;
    if (!slope) continue;
    // As q goes to 1, -log q / r goes to 1, where both are 0 as well.
    const double steepness = rest > 0 ? surprise / rest : 1;
    const double factor = -share * (parameter * (1 - rest) * steepness + 1);
    for (size_t k = 0; k < columns; ++k) {
      const double q = exp(z[k] - highest) / total;
      slope[k] = (float)(weight * normaliser * factor * (k == label ? rest : -q));
    }
  }
  return sum;
}
