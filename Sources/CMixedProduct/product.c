#include "CMixedProduct.h"

#include <oneapi/dnnl/dnnl.h>
#include <stdlib.h>

// GNU OpenMP, on which Debian's and Ubuntu's oneDNN runs; its header belongs to GCC.
void omp_set_num_threads(int threads);

struct em_product {
  dnnl_engine_t engine;
  dnnl_stream_t stream;
  dnnl_primitive_t primitive;
  dnnl_memory_t left, right, result, scratch;
  void *scratchpad;
};

bool em_has_bfloat16(void) {
  const unsigned isa = dnnl_get_effective_cpu_isa();
  return (isa & dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16;
}

// The third version hides what the second has in the open: descriptions of memory and of operations.
#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t memory_description;
typedef const_dnnl_memory_desc_t queried_description;

static dnnl_status_t describe(memory_description *description, size_t rows, size_t columns,
                              em_layout layout, dnnl_data_type_t type) {
  const dnnl_dims_t sizes = {(dnnl_dim_t)rows, (dnnl_dim_t)columns};
  const dnnl_dims_t strides = {(dnnl_dim_t)layout.row_stride, (dnnl_dim_t)layout.column_stride};
  return dnnl_memory_desc_create_with_strides(description, 2, sizes, type, strides);
}

static void forget(memory_description *description) {
  if (*description != NULL) dnnl_memory_desc_destroy(*description);
}

static dnnl_status_t plan(dnnl_primitive_desc_t *plan, dnnl_engine_t engine,
                          const memory_description of[3], const_dnnl_primitive_attr_t attributes) {
  return dnnl_matmul_primitive_desc_create(plan, engine, of[0], of[1], NULL, of[2], attributes);
}

static dnnl_status_t place(dnnl_memory_t *memory, const memory_description *description,
                           dnnl_engine_t engine) {
  return dnnl_memory_create(memory, *description, engine, DNNL_MEMORY_NONE);
}

#else
typedef dnnl_memory_desc_t memory_description;
typedef const dnnl_memory_desc_t *queried_description;

static dnnl_status_t describe(memory_description *description, size_t rows, size_t columns,
                              em_layout layout, dnnl_data_type_t type) {
  const dnnl_dims_t sizes = {(dnnl_dim_t)rows, (dnnl_dim_t)columns};
  const dnnl_dims_t strides = {(dnnl_dim_t)layout.row_stride, (dnnl_dim_t)layout.column_stride};
  return dnnl_memory_desc_init_by_strides(description, 2, sizes, type, strides);
}

static void forget(memory_description *description) { (void)description; }

static dnnl_status_t plan(dnnl_primitive_desc_t *plan, dnnl_engine_t engine,
                          const memory_description of[3], const_dnnl_primitive_attr_t attributes) {
  dnnl_matmul_desc_t operation;
  const dnnl_status_t status = dnnl_matmul_desc_init(&operation, &of[0], &of[1], NULL, &of[2]);
  return status != dnnl_success
             ? status
             : dnnl_primitive_desc_create(plan, &operation, attributes, engine, NULL);
}

static dnnl_status_t place(dnnl_memory_t *memory, const memory_description *description,
                           dnnl_engine_t engine) {
  return dnnl_memory_create(memory, description, engine, DNNL_MEMORY_NONE);
}
#endif

static dnnl_status_t place_scratch(em_product *product, dnnl_primitive_desc_t plan) {
  const queried_description description =
      dnnl_primitive_desc_query_md(plan, dnnl_query_scratchpad_md, 0);
  // aligned_alloc wants a multiple of the alignment, and an empty scratchpad an address.
  const size_t size = dnnl_memory_desc_get_size(description) / 64 * 64 + 64;
  product->scratchpad = aligned_alloc(64, size);
  if (product->scratchpad == NULL) return dnnl_out_of_memory;
  return dnnl_memory_create(&product->scratch, description, product->engine, product->scratchpad);
}

static dnnl_status_t prepare(em_product *product, const memory_description of[3]) {
  dnnl_status_t status = dnnl_engine_create(&product->engine, dnnl_cpu, 0);
  if (status == dnnl_success)
    status =
        dnnl_stream_create(&product->stream, product->engine, dnnl_stream_default_flags);
  dnnl_primitive_attr_t attributes = NULL;
  if (status == dnnl_success) status = dnnl_primitive_attr_create(&attributes);
  // The library's own scratchpad would be shared by all threads.
  if (status == dnnl_success)
    status = dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
  dnnl_primitive_desc_t planned = NULL;
  if (status == dnnl_success) status = plan(&planned, product->engine, of, attributes);
  if (status == dnnl_success) status = dnnl_primitive_create(&product->primitive, planned);
  if (status == dnnl_success) status = place(&product->left, &of[0], product->engine);
  if (status == dnnl_success) status = place(&product->right, &of[1], product->engine);
  if (status == dnnl_success) status = place(&product->result, &of[2], product->engine);
  if (status == dnnl_success) status = place_scratch(product, planned);
  if (planned != NULL) dnnl_primitive_desc_destroy(planned);
  if (attributes != NULL) dnnl_primitive_attr_destroy(attributes);
  return status;
}

em_product *em_product_create(size_t rows, size_t columns, size_t depth, em_layout left,
                              em_layout right, size_t result_stride, bool bfloat16) {
  // How a product is cut is decided when it is planned.
  omp_set_num_threads(1);
  em_product *product = calloc(1, sizeof *product);
  if (product == NULL) return NULL;
  const dnnl_data_type_t type = bfloat16 ? dnnl_bf16 : dnnl_f32;
  memory_description of[3] = {0};
  dnnl_status_t status = describe(&of[0], rows, depth, left, type);
  if (status == dnnl_success) status = describe(&of[1], depth, columns, right, type);
  if (status == dnnl_success)
    status = describe(&of[2], rows, columns, (em_layout){result_stride, 1}, dnnl_f32);
  if (status == dnnl_success) status = prepare(product, of);
  for (int k = 0; k < 3; ++k) forget(&of[k]);
  if (status == dnnl_success) return product;
  em_product_destroy(product);
  return NULL;
}

void em_product_destroy(em_product *product) {
  if (product == NULL) return;
  if (product->left != NULL) dnnl_memory_destroy(product->left);
  if (product->right != NULL) dnnl_memory_destroy(product->right);
  if (product->result != NULL) dnnl_memory_destroy(product->result);
  if (product->scratch != NULL) dnnl_memory_destroy(product->scratch);
  if (product->primitive != NULL) dnnl_primitive_destroy(product->primitive);
  if (product->stream != NULL) dnnl_stream_destroy(product->stream);
  if (product->engine != NULL) dnnl_engine_destroy(product->engine);
  free(product->scratchpad);
  free(product);
}

bool em_product_run(em_product *product, void *left, void *right, float *result) {
  omp_set_num_threads(1);
  dnnl_status_t status = dnnl_memory_set_data_handle(product->left, left);
  if (status == dnnl_success) status = dnnl_memory_set_data_handle(product->right, right);
  if (status == dnnl_success) status = dnnl_memory_set_data_handle(product->result, result);
  const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_SRC, product->left},
                                       {DNNL_ARG_WEIGHTS, product->right},
                                       {DNNL_ARG_DST, product->result},
                                       {DNNL_ARG_SCRATCHPAD, product->scratch}};
  if (status == dnnl_success)
    status = dnnl_primitive_execute(product->primitive, product->stream, 4, arguments);
  if (status == dnnl_success) status = dnnl_stream_wait(product->stream);
  return status == dnnl_success;
}
