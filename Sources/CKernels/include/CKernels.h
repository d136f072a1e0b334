#ifndef EQUIPOISE_CKERNELS_H
#define EQUIPOISE_CKERNELS_H

// The loops of a training step. Each is compiled for several processors and picked when the program
// is loaded, so a plain build uses the widest vectors of the machine it runs on.
//
// Shapes and indices are the caller's to check: the Swift that wraps these functions does it once, when
// a table is encoded or a matrix is viewed, not in every loop. Where the processor can multiply and add
// in one rounding the compiler does so: the last bits of a result may differ between processors.
//
// Matrices are row-major. `copies` is the number of task gradients stacked in one matrix: row
// b * copies + i belongs to batch row b and task i; plain training has one copy.

#include <stddef.h>
#include <stdint.h>

#include "waiting.h"

// Several members of one network read a batch together: row b * members + m of a matrix is member m of
// the batch's row b, and tensors that members have of their own are [members][columns].

// Activations.

/// Which units a layer silences: unit c of row r with the given probability, as a hash of key,
/// first_row + r and c decides. A probability of 0 silences none.
typedef struct {
  uint64_t key;
  uint64_t first_row;
  float probability;
} ek_dropout;

/// y = f(z + bias), times 1/(1 − probability) or 0 where dropout says so; `slopes` becomes the slope of
/// that at each entry, dy/dz. A null bias is none.
void ek_activate_relu(const float *restrict z, const float *restrict bias, float *restrict y,
                      float *restrict slopes, size_t rows, size_t columns, ek_dropout dropout);
void ek_activate_gelu(const float *restrict z, const float *restrict bias, float *restrict y,
                      float *restrict slopes, size_t rows, size_t columns, ek_dropout dropout);
/// delta *= slopes, for `rows` rows of slopes, each used by `copies` rows of delta; sums[i] += the
/// products of copy i, unless `sums` is null.
void ek_apply_slopes(float *restrict delta, const float *restrict slopes, float *restrict sums,
                     size_t rows, size_t copies, size_t columns);

/// The same for rows of members: z * scale[m] + bias[m] stands for z + bias, unless both are null. If
/// `read` is not null it becomes y * next[m]: what the layer above reads.
void ek_activate_members_relu(const float *restrict z, const float *restrict scale,
                              const float *restrict bias, const float *restrict next,
                              float *restrict y, float *restrict slopes, float *restrict read,
                              size_t rows, size_t members, size_t columns, ek_dropout dropout);
void ek_activate_members_gelu(const float *restrict z, const float *restrict scale,
                              const float *restrict bias, const float *restrict next,
                              float *restrict y, float *restrict slopes, float *restrict read,
                              size_t rows, size_t members, size_t columns, ek_dropout dropout);

// Members.

/// y[r * members + m] = x[r] * scale[m], or x[r] where `scale` is null.
void ek_spread(const float *x, size_t x_stride, const float *scale, float *y, size_t rows,
               size_t members, size_t columns);
/// The way back from y to x: dx[r * copies + i] = Σ_m scale[m] * dy[(r * members + m) * copies + i] for
/// the columns from `first` on, `width` of them; dscale[i][m] += x[r] * dy for all, unless both scales
/// are null.
void ek_leave_spread(const float *dy, const float *x, size_t x_stride, const float *scale, float *dx,
                     float *dscale, size_t rows, size_t members, size_t copies, size_t columns,
                     size_t first, size_t width);
/// The gradients of ek_spread's x where each member is a task: [rows][width] sums times shares, or
/// without shares [rows][tasks][width]; adds the [tasks][columns] gradients of the factors.
void ek_leave_task_spread(const float *dy, const float *x, size_t x_stride, const float *scale,
                          const double *shares, float *dx, float *dscale, size_t rows,
                          size_t tasks, size_t columns, size_t first, size_t width);
/// y[r] = x[r] * scale[m] + bias[m].
void ek_adapt(const float *x, const float *scale, const float *bias, float *y, size_t rows,
              size_t members, size_t columns);
/// From what the layer above reads, y * next[m], to z, y = f(z): dnext[i][m] += y * delta and delta *=
/// next[m], unless `next` is null; then delta *= slopes. Each of the `rows` serves `copies` rows of
/// delta.
void ek_leave_activation(float *restrict delta, const float *restrict y, const float *restrict next,
                         float *restrict dnext, const float *restrict slopes, size_t rows,
                         size_t members, size_t copies, size_t columns);
/// From x * scale[m] + bias[m] to x: dbias[i][m] += delta, dscale[i][m] += x * delta, delta *= scale[m].
void ek_leave_adapter(float *restrict delta, const float *restrict x, const float *restrict scale,
                      float *restrict dscale, float *restrict dbias, size_t rows, size_t members,
                      size_t copies, size_t columns);
/// y[r * members + m][c] += bias[c * members + m].
void ek_add_member_bias(float *y, const float *bias, size_t rows, size_t members, size_t columns,
                        size_t stride);
/// sums[c * members + m] += Σ_r x[r * members + m][c].
void ek_add_member_sums(const float *x, float *sums, size_t rows, size_t members, size_t columns,
                        size_t stride);

// Dense layers.

/// y[r][c] += bias[c].
void ek_add_bias(float *y, const float *bias, size_t rows, size_t columns, size_t stride);
/// sums[c] += Σ_r x[r][c].
void ek_add_column_sums(const float *x, float *sums, size_t rows, size_t columns, size_t stride);

// Layer normalisation over each row: y = x̂ * gain + shift, with
// x̂ = (x − mean) / √(variance + epsilon). Row r has gain and shift of owner r % owners.

void ek_layer_norm(const float *x, const float *gain, const float *shift, float *normalised,
                   float *inverse_deviation, float *y, size_t rows, size_t owners, size_t columns,
                   float epsilon);
/// Gradients of the input, [rows][copies][groups][columns], which may replace dy; adds the
/// [copies][owners][groups][columns] gradients of gain and shift to what is there. x̂ is
/// [rows][groups][columns].
void ek_layer_norm_gradient(const float *normalised, const float *inverse_deviation,
                            const float *gain, const float *dy, float *dx, float *dgain,
                            float *dshift, size_t rows, size_t owners, size_t copies,
                            size_t groups, size_t columns);

// Mixtures of experts: row r * experts + e of the products is expert e's. Those of one more expert,
// the last of the shares', are row by row apart, if there is one: own is a null pointer otherwise.

/// Makes each row of x its softmax.
void ek_softmax_rows(float *x, size_t rows, size_t columns);
/// y[r][c] = Σ over e of shares[r][e] * products[r * experts + e][c], and
/// shares[r][experts] * own[r][c].
void ek_mix(const float *products, size_t p_stride, const float *own, size_t o_stride,
            const float *shares, size_t s_stride, float *y, size_t y_stride, size_t rows,
            size_t experts, size_t columns);
/// From the gradients of y to those of the products, which lie as they do, and of the logits whose
/// softmaxes the shares are, which lie as the shares do.
void ek_leave_mix(const float *dy, size_t y_stride, const float *products, size_t p_stride,
                  const float *own, size_t o_stride, const float *shares, size_t s_stride,
                  float *dproducts, float *down, float *dlogits, size_t rows, size_t experts,
                  size_t columns);

// Batches.

/// Copies a row of `numbers` floats for each index, then writes a 1 at each of the row's `codes`.
void ek_gather_inputs(const float *numbers, size_t number_count, const int32_t *codes,
                      size_t code_count, const int32_t *indices, size_t rows, float *inputs,
                      size_t stride, size_t one_hot_end);
void ek_gather(const float *values, const int32_t *indices, size_t rows, float *out);
/// out[r][c] = table[codes[r]][c].
void ek_gather_embedding(const float *table, size_t dimension, const int32_t *codes,
                         size_t code_stride, size_t rows, float *out, size_t stride);
/// dtable[i][codes[r]][c] += dx[r * copies + i][c].
void ek_add_embedding(const float *dx, size_t stride, const int32_t *codes, size_t code_stride,
                          size_t rows, size_t copies, size_t dimension, size_t table_size,
                          float *dtable);
/// Σ of the weights of the rows whose target is not NaN; `weights` may be null for all ones.
double ek_labelled_weight(const float *targets, const float *weights, size_t rows);

// Embeddings of numbers. x is a column of the inputs; positions are bin + share of it, from 0 to
// `bins`, from 1 to EK_MOST_BINS.

#define EK_SPLINE_WIDTH 8
#define EK_MOST_BINS 16
/// out[r][c] = bias[c] + slope[c] x + Σ_{j < k} steps[j][c] + t steps[k][c], where the row's position is
/// k + t.
void ek_spline(const float *x, size_t x_stride, const float *positions, size_t position_stride,
               size_t rows, const float *bias, const float *slope, const float *steps, size_t bins,
               float *out, size_t stride);
/// Adds the gradients from those at the outputs, dy: [copies][width] of bias and slope,
/// [copies][bins][width] of the steps.
void ek_add_spline(const float *dy, size_t stride, const float *x, size_t x_stride,
                   const float *positions, size_t position_stride, size_t rows, size_t copies,
                   size_t bins, float *dbias, float *dslope, float *dsteps);

#define EK_WAVE_WIDTH 4
#define EK_WAVE_COUNT 16
/// out[r][o] = bias[o] + Σ_f weight[o][f] cos(2π frequency[f] x + phase[f]).
void ek_waves(const float *x, size_t x_stride, size_t rows, const float *frequency,
              const float *phase, const float *weight, const float *bias, float *out, size_t stride);
/// Adds the gradients from those at the outputs, dy, for each copy.
void ek_add_waves(const float *dy, size_t stride, const float *x, size_t x_stride, size_t rows,
                  size_t copies, const float *frequency, const float *phase, const float *weight,
                  float *dfrequency, float *dphase, float *dweight, float *dbias);

// Losses: each returns Σ weight * loss over the rows whose target is not NaN and whose weight is
// not 0, and writes weight * normaliser * ∂loss/∂output into `gradient` (0 in other rows; not
// written where `gradient` is null). `weights` may be null for all ones. Outputs and gradients are
// blocks of `columns` columns of a matrix with `stride` floats a row. For regressions, outputs and
// targets are (value − location) / scale; for classes, a target is an index below the number of
// classes. `parameter` is the loss's own, such as Huber's δ.

#define EK_LOSS(name)                                                                         \
  double name(const float *outputs, const float *targets, const float *weights, float *gradient, \
              size_t rows, size_t stride, size_t columns, double scale, double parameter,      \
              double normaliser)

typedef EK_LOSS((*ek_loss));

EK_LOSS(ek_squared_error);
EK_LOSS(ek_absolute_error);
EK_LOSS(ek_huber);
EK_LOSS(ek_quantile);
EK_LOSS(ek_gamma_deviance);
EK_LOSS(ek_cross_entropy);
EK_LOSS(ek_focal);
EK_LOSS(ek_binary_cross_entropy);
EK_LOSS(ek_binary_focal);
EK_LOSS(ek_poisson_deviance);

// Vectors.

/// x += y.
void ek_add(float *x, const float *y, size_t count);
/// x += share (y − x).
void ek_approach(float *x, const float *y, float share, size_t count);
/// out = Σ_k weights[k] * rows[k], the rows `stride` floats apart.
void ek_combine(const float *rows, const double *weights, size_t row_count, size_t stride,
                float *out, size_t count);
/// x[r][c] *= factor, for a block of columns.
void ek_scale_columns(float *x, size_t rows, size_t columns, size_t stride, float factor);
/// Σ x_k y_k in double precision, in an order that depends on the count only.
double ek_dot(const float *x, const float *y, size_t count);
/// gramian[i][j] += Σ_k rows[i][k] rows[j][k] for i ≤ j, in double precision.
void ek_add_gramian(const float *rows, size_t row_count, size_t stride, size_t count,
                    double *gramian);
/// gramian[i][j] += Σ_r x[r][i] x[r][j] for i ≤ j, in double precision.
void ek_add_column_gramian(const float *x, size_t rows, size_t columns, size_t stride,
                           double *gramian);

// Jacobians: rows are task gradients, and what a scheme keeps of them is in double precision.

/// memory = (1 − rate) * memory + rate * row / divisor.
void ek_remember(double *memory, const float *row, double divisor, double rate, size_t count);
/// row = memory, rounded.
void ek_recall(const double *memory, float *row, size_t count);
/// Σ x_k y_k, in an order that depends on the count only.
double ek_dot_double(const double *x, const double *y, size_t count);
/// sums += factor * row.
void ek_add_multiple(const double *row, double factor, double *sums, size_t count);
/// sums += factor * row, sizes += |factor * row|.
void ek_add_product(const double *row, double factor, double *sums, double *sizes, size_t count);
/// memory += row²; returns Σ row² / √(memory + epsilon) with the new memory.
double ek_add_squares(double *memory, const float *row, double epsilon, size_t count);
/// sums += row, magnitudes += |row|.
void ek_add_signs(const float *row, double *sums, double *magnitudes, size_t count);
/// Multiplies by `leak` what is not of the sign that each column's draw U in [0, 1) keeps: positive
/// if P > U, negative if P < U, with P = (1 + sum / magnitude) / 2.
void ek_drop_signs(float *row, const double *sums, const double *magnitudes, const double *draws,
                   double leak, size_t count);

// Sketches.

/// y[r][j] = Σ signs[c] x[r][c] over the columns c that leave the remainder j when divided by
/// `buckets`.
void ek_fold(const float *x, size_t x_stride, const float *signs, float *y, size_t rows,
             size_t columns, size_t buckets);
/// y = x rounded to bfloat16: the upper half of the nearest such single.
void ek_round(const float *x, uint16_t *y, size_t rows, size_t columns, size_t x_stride,
              size_t y_stride);

// Factors of symmetric matrices, A = Uᵀ U: U is upper triangular, row by row, `stride` doubles apart, and
// what is below its diagonal is never read.

/// u[k][j] = matrix[indices[k]][indices[j]] for k ≤ j, of a symmetric matrix.
void ek_gather_symmetric(const double *matrix, size_t order, const intptr_t *indices, size_t count,
                         double *u, size_t stride);
/// Replaces A by U (Cholesky's factorisation). Returns how many rows were found before one whose pivot
/// is at most negligible[k]; `count` if there is none.
size_t ek_cholesky(double *u, size_t stride, size_t count, const double *negligible);
/// Replaces x by the solution y of Uᵀ y = x.
void ek_solve_transposed(const double *u, size_t stride, size_t count, double *x);
/// Replaces x by the solution y of U y = x.
void ek_solve_upper(const double *u, size_t stride, size_t count, double *x);
/// Makes of U the factor of A without a row and its column, by Givens's rotations.
void ek_remove_column(double *u, size_t stride, size_t count, size_t column);

// Optimizers. The gradient is read as gradient * gradient_scale.

/// What a step of an optimizer takes: `decay` is the share of the rate by which parameters shrink, the
/// constants are the optimizer's own.
typedef struct {
  float gradient_scale, rate, decay;
  float constants[5];
} ek_update_numbers;

/// Updates `count` parameters and what is kept from step to step: `first`, and `second` where two vectors
/// are.
typedef void (*ek_update)(float *parameters, const float *gradient, float *first, float *second,
                          size_t count, const ek_update_numbers *numbers);

/// The optimizer of a name; NULL if there is none. Constants are 1 − β₁ and 1 − β₂ rather than β: from a β
/// in single precision near 1 they could not be had to six digits.
ek_update ek_update_named(const char *name);

// Memory.

/// Lets blocks of at least so many bytes go back to the system as soon as they are freed, where the C
/// library would keep them.
void ek_return_freed_memory(size_t least);

#endif
