// The seconds that MPI takes for what a sum over shards asks of it, by itself: sending each rank its share
// of a vector and gathering the shares. mpicc -O2 exchanges.c -o exchanges; mpirun -n 2 exchanges BYTES…

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  enum { rounds = 201 };
  int rank, count;
  double seconds[rounds];
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &count);
  for (int argument = 1; argument < argc; argument++) {
    int length = atoi(argv[argument]) / 4 / count * count, share = length / count;
    float *vector = calloc((size_t)length + 1, 4), *received = calloc((size_t)length + 1, 4);
    int *counts = malloc(sizeof(int) * (size_t)count), *offsets = malloc(sizeof(int) * (size_t)count);
    for (int r = 0; r < count; r++) counts[r] = share, offsets[r] = r * share;
    for (int round = 0; round < rounds; round++) {
      MPI_Barrier(MPI_COMM_WORLD);
      double began = MPI_Wtime();
      MPI_Alltoallv(vector, counts, offsets, MPI_FLOAT, received, counts, offsets, MPI_FLOAT,
                    MPI_COMM_WORLD);
      MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, vector, counts, offsets, MPI_FLOAT,
                     MPI_COMM_WORLD);
      seconds[round] = MPI_Wtime() - began;
    }
    qsort(seconds, rounds, sizeof(double), compare);
    if (rank == 0) printf("%d %.9f\n", 4 * length, seconds[rounds / 2]);
    free(vector), free(received), free(counts), free(offsets);
  }
  MPI_Finalize();
}
