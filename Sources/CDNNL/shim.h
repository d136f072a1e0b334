#include <oneapi/dnnl/dnnl.h>

// oneDNN's CPU build of Debian and Ubuntu runs on GNU OpenMP, whose <omp.h> belongs to GCC:
// the one function needed to keep a product on the calling thread is declared here.
void omp_set_num_threads(int threads);
