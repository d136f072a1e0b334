// What a thread's share of a step's other work takes at the least, whatever is trained: each of so many
// threads goes through arrays of its own, all at once, by the compiler's vectors and the vector functions
// of the C library. Prints cosines, exponentials and bytes a second, all threads together, the median
// over rounds; bytes are those of a loop that reads four arrays and writes three, as AdamW does.
//
//   cc -O3 -march=native -ffast-math floors.c -o floors -lmvec -lm -lpthread && ./floors THREADS COUNT

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "timing.h"

enum { rounds = 15, repeats = 40, kinds = 3 };
static double speeds[most_threads][kinds][rounds];
static size_t count;

static void cosines(float *restrict y, const float *restrict x) {
  for (size_t k = 0; k < count; ++k) y[k] = cosf(x[k]);
}

static void exponentials(float *restrict y, const float *restrict x) {
  for (size_t k = 0; k < count; ++k) y[k] = expf(x[k]);
}

static void update(float *restrict p, float *restrict m, float *restrict v, const float *restrict g) {
  for (size_t k = 0; k < count; ++k) {
    m[k] = 0.9f * m[k] + 0.1f * g[k];
    v[k] = 0.99f * v[k] + 0.01f * g[k];
    p[k] -= 0.001f * m[k] + 0.001f * v[k];
  }
}

static void *pass(void *thread) {
  float *arrays[4];
  for (int a = 0; a < 4; ++a) {
    arrays[a] = aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64);
    if (arrays[a] == NULL) exit(1);
    for (size_t k = 0; k < count; ++k) arrays[a][k] = (float)(k % 61) * 0.1f - 3;
  }
  for (int round = 0; round < rounds; ++round) {
    for (int kind = 0; kind < kinds; ++kind) {
      pthread_barrier_wait(&barrier);
      const double began = seconds();
      for (int repeat = 0; repeat < repeats; ++repeat) {
        switch (kind) {
          case 0: cosines(arrays[0], arrays[1]); break;
          case 1: exponentials(arrays[0], arrays[1]); break;
          default: update(arrays[0], arrays[1], arrays[2], arrays[3]); break;
        }
        __asm__ volatile("" : : "r"(arrays[0]), "r"(arrays[1]) : "memory");
      }
      const double each = kind < 2 ? 1 : 28;
      speeds[(size_t)thread][kind][round] =
          each * (double)count * repeats / (seconds() - began);
    }
  }
  return NULL;
}

int main(int argc, char **argv) {
  const int threads = argc > 1 ? atoi(argv[1]) : 2;
  count = argc > 2 ? (size_t)atol(argv[2]) : 65536;
  if (threads < 1 || threads > most_threads || count < 1) return 1;
  run_together(threads, pass);
  for (int kind = 0; kind < kinds; ++kind) {
    double total[rounds] = {0};
    for (int round = 0; round < rounds; ++round)
      for (int k = 0; k < threads; ++k) total[round] += speeds[k][kind][round];
    printf("%.4g%s", median(total, rounds), kind + 1 < kinds ? " " : "\n");
  }
  return 0;
}
