#include "CPlannedProduct.h"

#include <oneapi/dnnl/dnnl.h>
#include <stdlib.h>

// GNU OpenMP, on which Debian's and Ubuntu's oneDNN runs; its header belongs to GCC.
void omp_set_num_threads(int threads);

bool ep_has_bfloat16(void) {
  const unsigned isa = dnnl_get_effective_cpu_isa();
  return (isa & dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16;
}

// The third version hides what the second has in the open: descriptions of memory and of operations.
#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t memory_description;
typedef const_dnnl_memory_desc_t queried_description;

static dnnl_status_t describe(memory_description *description, size_t rows, size_t columns,
                              ep_layout layout, dnnl_data_type_t type) {
  const dnnl_dims_t sizes = {(dnnl_dim_t)rows, (dnnl_dim_t)columns};
  const dnnl_dims_t strides = {(dnnl_dim_t)layout.row_stride, (dnnl_dim_t)layout.column_stride};
  return dnnl_memory_desc_create_with_strides(description, 2, sizes, type, strides);
}

static dnnl_status_t describe_packed(memory_description *description, size_t rows, size_t columns,
                                     dnnl_data_type_t type) {
  const dnnl_dims_t sizes = {(dnnl_dim_t)rows, (dnnl_dim_t)columns};
  return dnnl_memory_desc_create_with_tag(description, 2, sizes, type, dnnl_format_tag_any);
}

static void forget(memory_description *description) {
  if (*description != NULL) dnnl_memory_desc_destroy(*description);
}

static queried_description queried(const memory_description *description) { return *description; }

static dnnl_status_t plan_product(dnnl_primitive_desc_t *plan, dnnl_engine_t engine,
                                  const memory_description of[3],
                                  const_dnnl_primitive_attr_t attributes) {
  return dnnl_matmul_primitive_desc_create(plan, engine, of[0], of[1], NULL, of[2], attributes);
}

#else
typedef dnnl_memory_desc_t memory_description;
typedef const dnnl_memory_desc_t *queried_description;

static dnnl_status_t describe(memory_description *description, size_t rows, size_t columns,
                              ep_layout layout, dnnl_data_type_t type) {
  const dnnl_dims_t sizes = {(dnnl_dim_t)rows, (dnnl_dim_t)columns};
  const dnnl_dims_t strides = {(dnnl_dim_t)layout.row_stride, (dnnl_dim_t)layout.column_stride};
  return dnnl_memory_desc_init_by_strides(description, 2, sizes, type, strides);
}

static dnnl_status_t describe_packed(memory_description *description, size_t rows, size_t columns,
                                     dnnl_data_type_t type) {
  const dnnl_dims_t sizes = {(dnnl_dim_t)rows, (dnnl_dim_t)columns};
  return dnnl_memory_desc_init_by_tag(description, 2, sizes, type, dnnl_format_tag_any);
}

static void forget(memory_description *description) { (void)description; }

static queried_description queried(const memory_description *description) { return description; }

static dnnl_status_t plan_product(dnnl_primitive_desc_t *plan, dnnl_engine_t engine,
                                  const memory_description of[3],
                                  const_dnnl_primitive_attr_t attributes) {
  dnnl_matmul_desc_t operation;
  const dnnl_status_t status = dnnl_matmul_desc_init(&operation, &of[0], &of[1], NULL, &of[2]);
  return status != dnnl_success
             ? status
             : dnnl_primitive_desc_create(plan, &operation, attributes, engine, NULL);
}
#endif

struct ep_plan {
  dnnl_engine_t engine;
  dnnl_primitive_desc_t description;
  dnnl_primitive_t primitive;
  // Where the right factor is packed: from its own order, into the one that oneDNN asks for.
  dnnl_primitive_t packing;
  dnnl_stream_t stream;
  dnnl_memory_t unpacked, packed;
};

struct ep_lane {
  const ep_plan *plan;
  dnnl_stream_t stream;
  dnnl_memory_t left, right, result, scratch;
  void *scratchpad;
};

static queried_description of_plan(const ep_plan *plan, dnnl_query_t what) {
  return dnnl_primitive_desc_query_md(plan->description, what, 0);
}

static dnnl_status_t prepare_packing(ep_plan *plan, const memory_description *right) {
  const queried_description packed = of_plan(plan, dnnl_query_weights_md);
  dnnl_primitive_desc_t description = NULL;
  dnnl_status_t status = dnnl_reorder_primitive_desc_create(&description, queried(right),
                                                            plan->engine, packed, plan->engine, NULL);
  if (status == dnnl_success) status = dnnl_primitive_create(&plan->packing, description);
  if (description != NULL) dnnl_primitive_desc_destroy(description);
  if (status == dnnl_success)
    status = dnnl_stream_create(&plan->stream, plan->engine, dnnl_stream_default_flags);
  if (status == dnnl_success)
    status = dnnl_memory_create(&plan->unpacked, queried(right), plan->engine, DNNL_MEMORY_NONE);
  if (status == dnnl_success)
    status = dnnl_memory_create(&plan->packed, packed, plan->engine, DNNL_MEMORY_ALLOCATE);
  return status;
}

static dnnl_status_t prepare(ep_plan *plan, const memory_description of[3]) {
  dnnl_status_t status = dnnl_engine_create(&plan->engine, dnnl_cpu, 0);
  dnnl_primitive_attr_t attributes = NULL;
  if (status == dnnl_success) status = dnnl_primitive_attr_create(&attributes);
  // The library's own scratchpad would be shared by all threads.
  if (status == dnnl_success)
    status = dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
  if (status == dnnl_success)
    status = plan_product(&plan->description, plan->engine, of, attributes);
  if (status == dnnl_success) status = dnnl_primitive_create(&plan->primitive, plan->description);
  if (attributes != NULL) dnnl_primitive_attr_destroy(attributes);
  return status;
}

ep_plan *ep_plan_create(const ep_shape *shape) {
  // How a product is cut is decided when it is planned.
  omp_set_num_threads(1);
  ep_plan *plan = calloc(1, sizeof *plan);
  if (plan == NULL) return NULL;
  const dnnl_data_type_t type = shape->bfloat16 ? dnnl_bf16 : dnnl_f32;
  memory_description of[3] = {0}, right = {0};
  dnnl_status_t status = describe(&of[0], shape->rows, shape->depth, shape->left, type);
  if (status == dnnl_success)
    status = describe(&right, shape->depth, shape->columns, shape->right, type);
  if (status == dnnl_success)
    status = shape->packs ? describe_packed(&of[1], shape->depth, shape->columns, type)
                          : describe(&of[1], shape->depth, shape->columns, shape->right, type);
  if (status == dnnl_success)
    status = describe(&of[2], shape->rows, shape->columns, (ep_layout){shape->columns, 1}, dnnl_f32);
  if (status == dnnl_success) status = prepare(plan, of);
  if (status == dnnl_success && shape->packs) status = prepare_packing(plan, &right);
  for (int k = 0; k < 3; ++k) forget(&of[k]);
  forget(&right);
  if (status == dnnl_success) return plan;
  ep_plan_destroy(plan);
  return NULL;
}

void ep_plan_destroy(ep_plan *plan) {
  if (plan == NULL) return;
  if (plan->packed != NULL) dnnl_memory_destroy(plan->packed);
  if (plan->unpacked != NULL) dnnl_memory_destroy(plan->unpacked);
  if (plan->stream != NULL) dnnl_stream_destroy(plan->stream);
  if (plan->packing != NULL) dnnl_primitive_destroy(plan->packing);
  if (plan->primitive != NULL) dnnl_primitive_destroy(plan->primitive);
  if (plan->description != NULL) dnnl_primitive_desc_destroy(plan->description);
  if (plan->engine != NULL) dnnl_engine_destroy(plan->engine);
  free(plan);
}

bool ep_plan_pack(ep_plan *plan, void *right) {
  omp_set_num_threads(1);
  dnnl_status_t status = dnnl_memory_set_data_handle(plan->unpacked, right);
  const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, plan->unpacked}, {DNNL_ARG_TO, plan->packed}};
  if (status == dnnl_success)
    status = dnnl_primitive_execute(plan->packing, plan->stream, 2, arguments);
  if (status == dnnl_success) status = dnnl_stream_wait(plan->stream);
  return status == dnnl_success;
}

static dnnl_status_t place(dnnl_memory_t *memory, const ep_plan *plan, dnnl_query_t what) {
  return dnnl_memory_create(memory, of_plan(plan, what), plan->engine, DNNL_MEMORY_NONE);
}

static dnnl_status_t place_right(ep_lane *lane) {
  void *packed = DNNL_MEMORY_NONE;
  if (lane->plan->packed != NULL) {
    const dnnl_status_t status = dnnl_memory_get_data_handle(lane->plan->packed, &packed);
    if (status != dnnl_success) return status;
  }
  return dnnl_memory_create(&lane->right, of_plan(lane->plan, dnnl_query_weights_md),
                            lane->plan->engine, packed);
}

static dnnl_status_t place_scratch(ep_lane *lane) {
  const queried_description description = of_plan(lane->plan, dnnl_query_scratchpad_md);
  // aligned_alloc wants a multiple of the alignment, and an empty scratchpad an address.
  const size_t size = dnnl_memory_desc_get_size(description) / 64 * 64 + 64;
  lane->scratchpad = aligned_alloc(64, size);
  if (lane->scratchpad == NULL) return dnnl_out_of_memory;
  return dnnl_memory_create(&lane->scratch, description, lane->plan->engine, lane->scratchpad);
}

ep_lane *ep_lane_create(const ep_plan *plan) {
  ep_lane *lane = calloc(1, sizeof *lane);
  if (lane == NULL) return NULL;
  lane->plan = plan;
  dnnl_status_t status =
      dnnl_stream_create(&lane->stream, plan->engine, dnnl_stream_default_flags);
  if (status == dnnl_success) status = place(&lane->left, plan, dnnl_query_src_md);
  if (status == dnnl_success) status = place_right(lane);
  if (status == dnnl_success) status = place(&lane->result, plan, dnnl_query_dst_md);
  if (status == dnnl_success) status = place_scratch(lane);
  if (status == dnnl_success) return lane;
  ep_lane_destroy(lane);
  return NULL;
}

void ep_lane_destroy(ep_lane *lane) {
  if (lane == NULL) return;
  if (lane->left != NULL) dnnl_memory_destroy(lane->left);
  if (lane->right != NULL) dnnl_memory_destroy(lane->right);
  if (lane->result != NULL) dnnl_memory_destroy(lane->result);
  if (lane->scratch != NULL) dnnl_memory_destroy(lane->scratch);
  if (lane->stream != NULL) dnnl_stream_destroy(lane->stream);
  free(lane->scratchpad);
  free(lane);
}

bool ep_lane_run(ep_lane *lane, void *left, void *right, float *result) {
  omp_set_num_threads(1);
  dnnl_status_t status = dnnl_memory_set_data_handle(lane->left, left);
  if (status == dnnl_success && lane->plan->packed == NULL)
    status = dnnl_memory_set_data_handle(lane->right, right);
  if (status == dnnl_success) status = dnnl_memory_set_data_handle(lane->result, result);
  const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_SRC, lane->left},
                                       {DNNL_ARG_WEIGHTS, lane->right},
                                       {DNNL_ARG_DST, lane->result},
                                       {DNNL_ARG_SCRATCHPAD, lane->scratch}};
  if (status == dnnl_success)
    status = dnnl_primitive_execute(lane->plan->primitive, lane->stream, 4, arguments);
  if (status == dnnl_success) status = dnnl_stream_wait(lane->stream);
  return status == dnnl_success;
}
