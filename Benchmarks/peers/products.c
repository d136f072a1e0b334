// How fast oneDNN multiplies here, whatever is trained: each of so many threads multiplies matrices of
// its own, all at once. Prints 10^9 multiplications and additions a second, the median over rounds.
//
//   cc -O2 products.c -o products -ldnnl -lgomp -lpthread && ./products THREADS

#include <oneapi/dnnl/dnnl.h>
#include <stdio.h>
#include <stdlib.h>
#include "timing.h"

void omp_set_num_threads(int threads);

enum { size = 2048, rounds = 9 };
static double speeds[most_threads][rounds];

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

int main(int argc, char **argv) {
  const int threads = argc > 1 ? atoi(argv[1]) : 2;
  if (threads < 1 || threads > most_threads) return 1;
  run_together(threads, multiply);
  double total[rounds] = {0};
  for (int round = 0; round < rounds; ++round)
    for (int k = 0; k < threads; ++k) total[round] += speeds[k][round];
  printf("%.1f\n", median(total, rounds));
  return 0;
}
