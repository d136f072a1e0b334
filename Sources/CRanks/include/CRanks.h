#ifndef CRANKS_H
#define CRANKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether MPI is built in; without it nothing else here may be called.
bool er_is_built(void);

/// The version of MPI's library, ended by a zero.
void er_version(char *text, size_t capacity);

/// Joins the processes that were started together. Any later failure ends all of them.
///
/// Returns false if MPI cannot be initialised.
bool er_join(int *rank, int *count);

/// Leaves them; returns when all do.
void er_leave(void);

/// Ends all of them.
void er_abort(int exit_code);

/// Begins to send to rank r the `counts[r]` numbers from `offsets[r]` on, if `sends`, and to receive
/// from each rank that `senders` names `length` numbers into its row of `received`. What is begun is
/// numbered by each rank for itself; all ranks begin exchanges in one order, and gathers in one order.
int er_begin_exchange(const float *outgoing, const int *counts, const int *offsets, bool sends,
                      const bool *senders, float *received, int length);

/// Begins to complete a vector of which each rank has the `counts[r]` numbers from `offsets[r]` on.
int er_begin_gather(float *vector, const int *counts, const int *offsets);

/// Whether something that was begun is complete; its number is then free for another.
bool er_is_complete(int number);

/// Completes something that was begun.
void er_complete(int number);

/// Completes an array of which each rank has its part of `length` numbers.
void er_gather_doubles(double *numbers, int length);

/// Gathers one length a rank, and then so many bytes of each.
void er_gather_lengths(int *lengths);
void er_gather_bytes(const uint8_t *message, const int *lengths, const int *offsets,
                     uint8_t *messages);

#endif
