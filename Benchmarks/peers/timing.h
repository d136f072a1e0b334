// What programs share that time threads which do the same all at once.

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { most_threads = 64 };
static pthread_barrier_t barrier;

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/// Runs so many threads, each with its number as the argument, to their ends; they meet at the
/// barrier.
static void run_together(int threads, void *(*work)(void *)) {
  pthread_t handles[most_threads];
  pthread_barrier_init(&barrier, NULL, (unsigned)threads);
  for (long k = 0; k < threads; ++k) pthread_create(&handles[k], NULL, work, (void *)k);
  for (int k = 0; k < threads; ++k) pthread_join(handles[k], NULL);
}

static int compare(const void *x, const void *y) {
  const double a = *(const double *)x, b = *(const double *)y;
  return (a > b) - (a < b);
}

/// Sorts the numbers.
static double median(double *numbers, int count) {
  qsort(numbers, (size_t)count, sizeof numbers[0], compare);
  return numbers[count / 2];
}
