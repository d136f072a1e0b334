#include "CKernels.h"
#include "kernel.h"

#include <string.h>

void ek_gather_inputs(const float *numbers, size_t number_count, const int32_t *codes,
                      size_t code_count, const int32_t *indices, size_t rows, float *inputs,
                      size_t stride, size_t one_hot_end) {
  for (size_t r = 0; r < rows; ++r) {
    const size_t row = (size_t)indices[r];
    float *out = inputs + r * stride;
    memcpy(out, numbers + row * number_count, number_count * sizeof(float));
    memset(out + number_count, 0, (one_hot_end - number_count) * sizeof(float));
    for (size_t k = 0; k < code_count; ++k) out[codes[row * code_count + k]] = 1;
  }
}

void ek_gather(const float *values, const int32_t *indices, size_t rows, float *out) {
  for (size_t r = 0; r < rows; ++r) out[r] = values[indices[r]];
}

void ek_gather_embedding(const float *table, size_t dimension, const int32_t *codes,
                         size_t code_stride, size_t rows, float *out, size_t stride) {
  for (size_t r = 0; r < rows; ++r)
    memcpy(out + r * stride, table + (size_t)codes[r * code_stride] * dimension,
           dimension * sizeof(float));
}

void ek_add_embedding(const float *dx, size_t stride, const int32_t *codes, size_t code_stride,
                      size_t rows, size_t copies, size_t dimension, size_t table_size,
                      float *dtable) {
  for (size_t r = 0; r < rows; ++r) {
    for (size_t i = 0; i < copies; ++i) {
      float *out = dtable + (i * table_size + (size_t)codes[r * code_stride]) * dimension;
      const float *in = dx + (r * copies + i) * stride;
      for (size_t c = 0; c < dimension; ++c) out[c] += in[c];
    }
  }
}

double ek_labelled_weight(const float *targets, const float *weights, size_t rows) {
  double sum = 0;
  for (size_t r = 0; r < rows; ++r)
    if (targets[r] == targets[r]) sum += weights ? weights[r] : 1;
  return sum;
}
