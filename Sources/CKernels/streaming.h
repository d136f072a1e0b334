#ifndef EQUIPOISE_STREAMING_H
#define EQUIPOISE_STREAMING_H

#include "kernel.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Numbers that every core has just read and will read again, such as the parameters, lie in all their
// caches. A core that stores into such a line waits until the others have given it up, line by line; where
// the cores share no cache, as on processors of several chips, half of a small step went into that. Stores
// past the caches wait for nobody. (Two threads on two chips, 104,576 parameters: the update took 300
// microseconds, and 33 so; on one chip 50 and 33.)

/// The floats of a cache line.
#define EK_LINE 16

typedef float ek_line __attribute__((vector_size(sizeof(float) * EK_LINE)));

/// How many floats there are before the first whole line at or after an address, at most `count`.
EK_INLINE size_t before_line(const float *numbers, size_t count) {
  const size_t bytes = (size_t)(-(uintptr_t)numbers % sizeof(ek_line));
  const size_t floats = bytes / sizeof(float);
  return floats < count ? floats : count;
}

/// Stores a line past the caches.
EK_INLINE void store_line(float *to, const float *from) {
  ek_line line;
  memcpy(&line, from, sizeof line);
  __builtin_nontemporal_store(line, (ek_line *)to);
}

/// Lets nobody see a later store before those past the caches.
EK_INLINE void end_stream(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_sfence();
#else
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
#endif
}

#endif
