#include "CKernels.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

void ek_return_freed_memory(size_t least) {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, (int)least);
#else
  (void)least;
#endif
}
