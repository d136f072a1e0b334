#ifndef EQUIPOISE_CMIXEDPRODUCT_H
#define EQUIPOISE_CMIXEDPRODUCT_H

// Matrix products of one shape, computed by oneDNN on the calling thread alone: factors in single
// precision or bfloat16, sums in single precision. One header for the second and the third major
// version of oneDNN, whose functions differ.

#include <stdbool.h>
#include <stddef.h>

typedef struct em_product em_product;

/// How a factor lies in memory: `row_stride` and `column_stride` are distances in numbers.
typedef struct {
  size_t row_stride, column_stride;
} em_layout;

/// Whether the processor multiplies bfloat16 faster than single precision.
bool em_has_bfloat16(void);

/// A product of rows × depth by depth × columns. Null if oneDNN cannot compute it.
em_product *em_product_create(size_t rows, size_t columns, size_t depth, em_layout left,
                              em_layout right, size_t result_stride, bool bfloat16);
void em_product_destroy(em_product *product);

/// Writes the product of the numbers at `left` and `right`; false if oneDNN fails. One thread at a
/// time may use a product.
bool em_product_run(em_product *product, void *left, void *right, float *result);

#endif
