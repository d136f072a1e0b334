// Counts the allocations of a program, those of oneDNN apart, and prints both at its end:
// LD_PRELOAD=allocations.so PROGRAM
//
// oneDNN allocates by itself and through the C++ library, which nothing else in Equipoise uses while it
// trains.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static atomic_long by_dnnl, by_others;

typedef struct {
  const char *name;
  uintptr_t first, end;
} code;
static code of_dnnl[] = {{"libdnnl", 0, 0}, {"libstdc++", 0, 0}};

static int find_code(struct dl_phdr_info *library, size_t size, void *unused) {
  (void)size, (void)unused;
  for (size_t i = 0; i < 2; ++i) {
    if (strstr(library->dlpi_name, of_dnnl[i].name) == NULL) continue;
    for (int k = 0; k < library->dlpi_phnum; ++k) {
      const ElfW(Phdr) *part = &library->dlpi_phdr[k];
      if (part->p_type != PT_LOAD || (part->p_flags & PF_X) == 0) continue;
      of_dnnl[i].first = library->dlpi_addr + part->p_vaddr;
      of_dnnl[i].end = of_dnnl[i].first + part->p_memsz;
    }
  }
  return 0;
}

__attribute__((constructor)) static void begin(void) { dl_iterate_phdr(find_code, NULL); }

__attribute__((destructor)) static void end(void) {
  fprintf(stderr, "allocations: dnnl %ld others %ld\n", by_dnnl, by_others);
}

static void count(void *caller) {
  const uintptr_t address = (uintptr_t)caller;
  int is_dnnl = 0;
  for (size_t i = 0; i < 2; ++i)
    is_dnnl |= address >= of_dnnl[i].first && address < of_dnnl[i].end;
  atomic_fetch_add(is_dnnl ? &by_dnnl : &by_others, 1);
}

#define NEXT(name) \
  static __typeof__(&name) next; \
  if (next == NULL) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

// dlsym itself calls calloc, so this one is not looked up.
extern void *__libc_calloc(size_t count, size_t size);
void *calloc(size_t number, size_t size) {
  count(__builtin_return_address(0));
  return __libc_calloc(number, size);
}

void *malloc(size_t size) {
  NEXT(malloc);
  count(__builtin_return_address(0));
  return next(size);
}

void *realloc(void *memory, size_t size) {
  NEXT(realloc);
  count(__builtin_return_address(0));
  return next(memory, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  NEXT(posix_memalign);
  count(__builtin_return_address(0));
  return next(memory, alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  NEXT(aligned_alloc);
  count(__builtin_return_address(0));
  return next(alignment, size);
}
