#ifndef CFOLDEREXCHANGE_H
#define CFOLDEREXCHANGE_H

/// Swaps what two paths lead to, in one step that is never seen half done (Linux 3.15).
/// Returns 0, or -1 with `errno`: EINVAL or ENOSYS where the file system or the kernel cannot.
int ex_exchange(const char *first, const char *second);

#endif
