#include "CKernels.h"
#include "kernel.h"
#include "streaming.h"

// The new parameters of a few lines, before they are stored past the caches.
enum { block = 4 * EK_LINE };

typedef struct {
  float gradient_scale, rate, share1, share2, epsilon, inverse1, inverse2, decay;
} adamw;

EK_INLINE void step_adamw(const float *restrict parameters, const float *restrict gradient,
                          float *restrict first, float *restrict second, float *restrict result,
                          size_t count, adamw by) {
  for (size_t k = 0; k < count; ++k) {
    const float g = gradient[k] * by.gradient_scale;
    const float m = first[k] + by.share1 * (g - first[k]);
    const float v = second[k] + by.share2 * (g * g - second[k]);
    first[k] = m;
    second[k] = v;
    // The C library's root of a negative number sets errno, which no vector of roots can.
    const float root = __builtin_elementwise_sqrt(v * by.inverse2);
    const float step = m * by.inverse1 / (root + by.epsilon);
    result[k] = parameters[k] - by.rate * (step + by.decay * parameters[k]);
  }
}

typedef struct {
  float gradient_scale, rate, momentum, decay;
} sgd;

EK_INLINE void step_sgd(const float *restrict parameters, const float *restrict gradient,
                        float *restrict velocity, float *restrict result, size_t count, sgd by) {
  for (size_t k = 0; k < count; ++k) {
    const float v = by.momentum * velocity[k] + gradient[k] * by.gradient_scale;
    velocity[k] = v;
    result[k] = parameters[k] - by.rate * (v + by.decay * parameters[k]);
  }
}

// Walks the vectors: what is before the first line, blocks of whole lines, and the rest. STEP computes
// `size` new parameters at `k` into `result`.
#define EK_EACH_BLOCK(STEP)                                                           \
  float result[block];                                                                \
  size_t k = 0, size = before_line(parameters, count);                                \
  STEP;                                                                               \
  memcpy(parameters, result, size * sizeof(float));                                   \
  for (k = size, size = block; k + block <= count; k += block) {                      \
    STEP;                                                                             \
    for (size_t i = 0; i < block; i += EK_LINE) store_line(parameters + k + i, result + i); \
  }                                                                                   \
  size = count - k;                                                                   \
  STEP;                                                                               \
  memcpy(parameters + k, result, size * sizeof(float));                               \
  end_stream();

EK_KERNEL void ek_adamw(float *restrict parameters, const float *restrict gradient,
                        float *restrict first, float *restrict second, size_t count,
                        float gradient_scale, float rate, float share1, float share2,
                        float epsilon, float correction1, float correction2, float decay) {
  // A quotient takes several times as long as a product.
  const adamw by = {gradient_scale, rate, share1, share2, epsilon, 1 / correction1,
                    1 / correction2, decay};
  EK_EACH_BLOCK(step_adamw(parameters + k, gradient + k, first + k, second + k, result, size, by))
}

EK_KERNEL void ek_sgd(float *restrict parameters, const float *restrict gradient,
                      float *restrict velocity, size_t count, float gradient_scale, float rate,
                      float momentum, float decay) {
  const sgd by = {gradient_scale, rate, momentum, decay};
  EK_EACH_BLOCK(step_sgd(parameters + k, gradient + k, velocity + k, result, size, by))
}
