#ifndef EQUIPOISE_WAITING_H
#define EQUIPOISE_WAITING_H

// What a thread does while it waits for another one that will be ready within microseconds.

#include <sched.h>

/// Tells the processor that a loop is only waiting.
static inline void ek_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// Lets another thread have the processor.
static inline void ek_yield(void) { sched_yield(); }

#endif
