internal import Dispatch

/// Threads that compute the parts of a phase side by side.
struct Workers: Sendable {
  /// How many threads compute.
  let count: Int

  /// Calls `body` for each part, and returns when all are done. Which thread does which part is
  /// nobody's to know: a part writes only what is its own.
  func perform(_ parts: Int, _ body: @Sendable (Int) -> Void) {
    let workers = min(count, parts)
    guard workers > 1 else {
      for part in 0..<parts { body(part) }
      return
    }
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for part in stride(from: worker, to: parts, by: workers) { body(part) }
    }
  }
}
