#ifndef EQUIPOISE_KERNEL_H
#define EQUIPOISE_KERNEL_H

// One body, several instruction sets: the dynamic linker picks the best once.
#if defined(__x86_64__) && defined(__ELF__)
#define EK_KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define EK_KERNEL
#endif

#define EK_INLINE static inline __attribute__((always_inline))

#endif
