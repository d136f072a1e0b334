#include "CRanks.h"

#ifdef EQUIPOISE_MPI

#include <mpi.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// Every call is made on this communicator, whose error handler ends the job: what a rank that is
// gone leaves behind cannot be mended by those that are there.
static MPI_Comm all = MPI_COMM_NULL, exchanging = MPI_COMM_NULL, gathering = MPI_COMM_NULL;
static int own_rank, rank_count;

// Something that was begun, and the arrays that MPI reads until it is complete: four numbers a rank.
typedef struct {
  MPI_Request request;
  bool is_taken;
  int *numbers;
} er_begun;
static er_begun *begun;
static int begun_count;

// A place for something that begins; those that were complete are used again.
static int take_place(void) {
  for (int number = 0; number < begun_count; number++) {
    if (!begun[number].is_taken) return begun[number].is_taken = true, number;
  }
  er_begun *more = realloc(begun, sizeof(er_begun) * (size_t)(begun_count + 1));
  int *numbers = malloc(sizeof(int) * 4 * (size_t)rank_count);
  if (!more || !numbers) er_abort(1);
  begun = more;
  begun[begun_count] = (er_begun){MPI_REQUEST_NULL, true, numbers};
  return begun_count++;
}

bool er_is_built(void) { return true; }

void er_version(char *text, size_t capacity) {
  char version[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  MPI_Get_library_version(version, &length);
  if (capacity == 0) return;
  size_t count = (size_t)length < capacity - 1 ? (size_t)length : capacity - 1;
  memcpy(text, version, count);
  text[count] = 0;
}

bool er_join(int *rank, int *count) {
  int provided = 0;
  // One thread at a time calls, but not always the same.
  if (MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided) != MPI_SUCCESS) return false;
  if (provided < MPI_THREAD_SERIALIZED) return false;
  // What is begun beside other calls has communicators of its own: on each the order is the same.
  MPI_Comm *communicators[] = {&all, &exchanging, &gathering};
  for (int index = 0; index < 3; index++) {
    if (MPI_Comm_dup(MPI_COMM_WORLD, communicators[index]) != MPI_SUCCESS) return false;
    MPI_Comm_set_errhandler(*communicators[index], MPI_ERRORS_ARE_FATAL);
  }
  MPI_Comm_rank(all, &own_rank);
  MPI_Comm_size(all, &rank_count);
  *rank = own_rank;
  *count = rank_count;
  return true;
}

void er_leave(void) {
  // The first rank may have long to measure and to write; MPI would wait for it on a core that it can
  // use.
  MPI_Request request;
  int is_complete = 0;
  MPI_Ibarrier(all, &request);
  while (MPI_Test(&request, &is_complete, MPI_STATUS_IGNORE), !is_complete) {
    nanosleep(&(struct timespec){0, 2000000}, NULL);
  }
  MPI_Finalize();
}

void er_abort(int exit_code) { MPI_Abort(MPI_COMM_WORLD, exit_code); }

int er_begin_exchange(const float *outgoing, const int *counts, const int *offsets, bool sends,
                      const bool *senders, float *received, int length) {
  int number = take_place(), *own = begun[number].numbers;
  for (int rank = 0; rank < rank_count; rank++) {
    own[rank] = sends ? counts[rank] : 0;
    own[rank_count + rank] = offsets[rank];
    own[2 * rank_count + rank] = senders[rank] ? length : 0;
    own[3 * rank_count + rank] = rank * length;
  }
  MPI_Ialltoallv(outgoing, own, own + rank_count, MPI_FLOAT, received, own + 2 * rank_count,
                 own + 3 * rank_count, MPI_FLOAT, exchanging, &begun[number].request);
  return number;
}

int er_begin_gather(float *vector, const int *counts, const int *offsets) {
  int number = take_place(), *own = begun[number].numbers;
  memcpy(own, counts, sizeof(int) * (size_t)rank_count);
  memcpy(own + rank_count, offsets, sizeof(int) * (size_t)rank_count);
  MPI_Iallgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, vector, own, own + rank_count, MPI_FLOAT,
                  gathering, &begun[number].request);
  return number;
}

bool er_is_complete(int number) {
  int is_complete = 0;
  MPI_Test(&begun[number].request, &is_complete, MPI_STATUS_IGNORE);
  if (is_complete) begun[number].is_taken = false;
  return is_complete;
}

void er_complete(int number) {
  MPI_Wait(&begun[number].request, MPI_STATUS_IGNORE);
  begun[number].is_taken = false;
}

void er_gather_doubles(double *numbers, int length) {
  MPI_Allgather(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, numbers, length, MPI_DOUBLE, all);
}

void er_gather_lengths(int *counts) {
  MPI_Allgather(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, counts, 1, MPI_INT, all);
}

void er_gather_bytes(const uint8_t *message, const int *counts, const int *offsets,
                     uint8_t *messages) {
  MPI_Allgatherv(message, counts[own_rank], MPI_BYTE, messages, counts, offsets, MPI_BYTE, all);
}

#else

bool er_is_built(void) { return false; }
void er_version(char *text, size_t capacity) {
  if (capacity > 0) text[0] = 0;
}
bool er_join(int *rank, int *count) { return *rank = 0, *count = 0, false; }
void er_leave(void) {}
void er_abort(int exit_code) { (void)exit_code; }
int er_begin_exchange(const float *outgoing, const int *counts, const int *offsets, bool sends,
                      const bool *senders, float *received, int length) {
  (void)outgoing, (void)counts, (void)offsets, (void)sends, (void)senders, (void)received,
      (void)length;
  return 0;
}
int er_begin_gather(float *vector, const int *counts, const int *offsets) {
  (void)vector, (void)counts, (void)offsets;
  return 0;
}
bool er_is_complete(int number) { return number == 0; }
void er_complete(int number) { (void)number; }
void er_gather_doubles(double *numbers, int length) { (void)numbers, (void)length; }
void er_gather_lengths(int *lengths) { (void)lengths; }
void er_gather_bytes(const uint8_t *message, const int *lengths, const int *offsets,
                     uint8_t *messages) {
  (void)message, (void)lengths, (void)offsets, (void)messages;
}

#endif
