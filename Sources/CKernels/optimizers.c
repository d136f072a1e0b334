#include <string.h>

#include "CKernels.h"
#include "kernel.h"
#include "streaming.h"

// The new parameters of a few lines, before they are stored past the caches.
enum { block = 4 * EK_LINE };

// What every optimizer computes with: `count` parameters, from which the new ones follow.
#define EK_STEP                                                                              \
  const float *restrict parameters, const float *restrict gradient, float *restrict first,   \
      float *restrict second, float *restrict result, size_t count, ek_update_numbers by

EK_INLINE void step_adamw(EK_STEP) {
  const float share1 = by.constants[0], share2 = by.constants[1], epsilon = by.constants[2];
  // A quotient takes several times as long as a product.
  const float inverse1 = 1 / by.constants[3], inverse2 = 1 / by.constants[4];
  for (size_t k = 0; k < count; ++k) {
    const float g = gradient[k] * by.gradient_scale;
    const float m = first[k] + share1 * (g - first[k]);
    const float v = second[k] + share2 * (g * g - second[k]);
    first[k] = m;
    second[k] = v;
    // The C library's root of a negative number sets errno, which no vector of roots can.
    const float root = __builtin_elementwise_sqrt(v * inverse2);
    const float step = m * inverse1 / (root + epsilon);
    result[k] = parameters[k] - by.rate * (step + by.decay * parameters[k]);
  }
}

EK_INLINE void step_sgd(EK_STEP) {
  const float momentum = by.constants[0];
  for (size_t k = 0; k < count; ++k) {
    const float v = momentum * first[k] + gradient[k] * by.gradient_scale;
    first[k] = v;
    result[k] = parameters[k] - by.rate * (v + by.decay * parameters[k]);
  }
}

EK_INLINE void step_lion(EK_STEP) {
  const float share1 = by.constants[0], share2 = by.constants[1];
  for (size_t k = 0; k < count; ++k) {
    const float g = gradient[k] * by.gradient_scale;
    const float mean = first[k] + share1 * (g - first[k]);
    const float step = (float)(mean > 0) - (float)(mean < 0);
    first[k] += share2 * (g - first[k]);
    result[k] = parameters[k] - by.rate * (step + by.decay * parameters[k]);
  }
}

// An optimizer's kernel: walks the vectors, that is what is before the first line, blocks of whole lines,
// and the rest. STEP computes `size` new parameters at `k` into `result`.
#define EK_UPDATE(NAME)                                                                        \
  EK_KERNEL static void update_##NAME(                                                         \
      float *restrict parameters, const float *restrict gradient, float *restrict first,       \
      float *restrict second, size_t count, const ek_update_numbers *numbers) {                \
    const ek_update_numbers by = *numbers;                                                     \
    float result[block];                                                                       \
    size_t k = 0, size = before_line(parameters, count);                                       \
    step_##NAME(parameters, gradient, first, second, result, size, by);                        \
    memcpy(parameters, result, size * sizeof(float));                                          \
    for (k = size; k + block <= count; k += block) {                                           \
      step_##NAME(parameters + k, gradient + k, first + k, second + k, result, block, by);     \
      for (size_t i = 0; i < block; i += EK_LINE) store_line(parameters + k + i, result + i);  \
    }                                                                                          \
    size = count - k;                                                                          \
    step_##NAME(parameters + k, gradient + k, first + k, second + k, result, size, by);        \
    memcpy(parameters + k, result, size * sizeof(float));                                      \
    end_stream();                                                                              \
  }

// A line each.
#define EK_UPDATES(EACH) \
  EACH(adamw)            \
  EACH(sgd)              \
  EACH(lion)

EK_UPDATES(EK_UPDATE)

#define EK_NAMED(NAME) \
  if (strcmp(name, #NAME) == 0) return update_##NAME;

ek_update ek_update_named(const char *name) {
  EK_UPDATES(EK_NAMED)
  return NULL;
}
