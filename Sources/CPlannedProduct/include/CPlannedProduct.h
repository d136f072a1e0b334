#ifndef EQUIPOISE_CPLANNEDPRODUCT_H
#define EQUIPOISE_CPLANNEDPRODUCT_H

// Matrix products of one shape, computed by oneDNN on the calling thread alone: factors in single
// precision or bfloat16, sums in single precision. One header for the second and the third major
// version of oneDNN, whose functions differ.

#include <stdbool.h>
#include <stddef.h>

/// What a product is, and how it is to be computed.
typedef struct ep_plan ep_plan;
/// What one thread needs to compute a planned product.
typedef struct ep_lane ep_lane;

/// How a factor lies in memory: `row_stride` and `column_stride` are distances in numbers.
typedef struct {
  size_t row_stride, column_stride;
} ep_layout;

/// A product of rows × depth by depth × columns, whose rows follow each other without a gap.
typedef struct {
  size_t rows, columns, depth;
  ep_layout left, right;
  bool bfloat16;
  /// Whether the right factor is brought into the order that oneDNN multiplies fastest, by
  /// `ep_plan_pack`, before it is used.
  bool packs;
} ep_shape;

/// Whether the processor multiplies bfloat16 faster than single precision.
bool ep_has_bfloat16(void);

/// Null if oneDNN cannot compute the product.
ep_plan *ep_plan_create(const ep_shape *shape);
void ep_plan_destroy(ep_plan *plan);
/// Packs a right factor into memory of the plan's own, for all lanes; false if oneDNN fails.
bool ep_plan_pack(ep_plan *plan, void *right);

/// A lane, which must not outlive its plan. Null if there is no memory.
ep_lane *ep_lane_create(const ep_plan *plan);
void ep_lane_destroy(ep_lane *lane);
/// Writes the product of the numbers at `left` and `right`, or of those at `left` and what was packed
/// where the plan packs; false if oneDNN fails. One thread at a time may use a lane.
bool ep_lane_run(ep_lane *lane, void *left, void *right, float *result);

#endif
