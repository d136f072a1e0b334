#include "CKernels.h"
#include "kernel.h"

EK_KERNEL void ek_adamw(float *restrict parameters, const float *restrict gradient,
                        float *restrict first, float *restrict second, size_t count,
                        float gradient_scale, float rate, float share1, float share2,
                        float epsilon, float correction1, float correction2, float decay) {
  // A quotient takes several times as long as a product.
  const float inverse1 = 1 / correction1, inverse2 = 1 / correction2;
  for (size_t k = 0; k < count; ++k) {
    const float g = gradient[k] * gradient_scale;
    const float m = first[k] + share1 * (g - first[k]);
    const float v = second[k] + share2 * (g * g - second[k]);
    first[k] = m;
    second[k] = v;
    // The C library's root of a negative number sets errno, which no vector of roots can.
    const float root = __builtin_elementwise_sqrt(v * inverse2);
    const float step = m * inverse1 / (root + epsilon);
    parameters[k] -= rate * (step + decay * parameters[k]);
  }
}

EK_KERNEL void ek_sgd(float *restrict parameters, const float *restrict gradient,
                      float *restrict velocity, size_t count, float gradient_scale, float rate,
                      float momentum, float decay) {
  for (size_t k = 0; k < count; ++k) {
    const float v = momentum * velocity[k] + gradient[k] * gradient_scale;
    velocity[k] = v;
    parameters[k] -= rate * (v + decay * parameters[k]);
  }
}
