#ifndef EQUIPOISE_KERNEL_H
#define EQUIPOISE_KERNEL_H

// One body, several instruction sets: the dynamic linker picks the best once. ThreadSanitizer would crash
// there: the code that picks is instrumented, and runs before the sanitizer does (LLVM issue 163369).
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define EK_ONE_INSTRUCTION_SET
#endif
#endif
#if defined(__x86_64__) && defined(__ELF__) && !defined(EK_ONE_INSTRUCTION_SET)
#define EK_KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define EK_KERNEL
#endif

#define EK_INLINE static inline __attribute__((always_inline))

#endif
