internal import CKernels

/// The memory of the whole process.
package enum ProcessMemory {
  /// Lets large blocks go back to the system as soon as they are freed.
  ///
  /// glibc keeps what was freed once a large block has been, up to that block's size, and which thread
  /// was first decided what a run took at its most: 211 MB or 298, time and again.
  package static func returnFreed() {
    ek_return_freed_memory(1 << 20)
  }
}
