// How fast oneDNN multiplies here, whatever is trained: each of so many threads multiplies matrices of
// its own, all at once. Prints 10^9 multiplications and additions a second, the median over rounds.
//
//   cc -O2 products.c -o products -ldnnl -lgomp -lpthread && ./products THREADS

#include <oneapi/dnnl/dnnl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void omp_set_num_threads(int threads);

enum { size = 2048, rounds = 9, most_threads = 64 };
static pthread_barrier_t barrier;
static double speeds[most_threads][rounds];

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static float *matrix(int modulus) {
  float *numbers = aligned_alloc(64, sizeof(float) * size * size);
  if (numbers == NULL) exit(1);
  for (int k = 0; k < size * size; ++k) numbers[k] = (float)(k % modulus) - 0.5f * (float)modulus;
  return numbers;
}

static void *multiply(void *thread) {
  double *speed = speeds[(size_t)thread];
  omp_set_num_threads(1);
  float *a = matrix(7), *b = matrix(5), *c = matrix(3);
  for (int round = 0; round < rounds; ++round) {
    pthread_barrier_wait(&barrier);
    const double began = seconds();
    dnnl_sgemm('N', 'N', size, size, size, 1, a, size, b, size, 0, c, size);
    speed[round] = 2e-9 * size * size * size / (seconds() - began);
  }
  free(a), free(b), free(c);
  return NULL;
}

static int compare(const void *x, const void *y) {
  const double a = *(const double *)x, b = *(const double *)y;
  return (a > b) - (a < b);
}

int main(int argc, char **argv) {
  const int threads = argc > 1 ? atoi(argv[1]) : 2;
  if (threads < 1 || threads > most_threads) return 1;
  pthread_t handles[most_threads];
  pthread_barrier_init(&barrier, NULL, (unsigned)threads);
  for (long k = 0; k < threads; ++k) pthread_create(&handles[k], NULL, multiply, (void *)k);
  for (int k = 0; k < threads; ++k) pthread_join(handles[k], NULL);
  double total[rounds] = {0};
  for (int round = 0; round < rounds; ++round)
    for (int k = 0; k < threads; ++k) total[round] += speeds[k][round];
  qsort(total, rounds, sizeof total[0], compare);
  printf("%.1f\n", total[rounds / 2]);
  return 0;
}
