/// Work that is cut into parts, which threads compute side by side. A part writes only what is its
/// own.
///
/// A closure would say the same, but lending one to other threads takes memory each time; a value
/// of a type of its own is lent where it is.
package protocol ParallelWork: Sendable {
  /// Computes a part.
  ///
  /// - Parameter lane: The number of the thread, below the workers' count: what is kept for it no
  ///   other thread uses meanwhile.
  func compute(part: Int, lane: Int)
}
