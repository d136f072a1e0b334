internal import Foundation

/// Threads that compute the parts of a phase side by side.
///
/// They live as long as the workers do. Between phases they wait awake for some microseconds, for
/// within a training step one phase follows upon another, and then sleep.
package final class Workers: Sendable {
  /// How many threads compute, the calling one among them.
  package let count: Int
  private let team: WorkerTeam

  /// - Parameter count: How many threads compute; at least 1.
  package init(count: Int) {
    self.count = max(count, 1)
    team = WorkerTeam(helperCount: self.count - 1)
    for lane in 1..<self.count {
      // The thread keeps the team alive, but not this object, which ends it.
      Thread.detachNewThread { [team] in team.help(lane: lane) }
    }
  }

  deinit {
    team.stop()
  }

  /// Computes all parts and returns when the last one is done. Which thread does which part is
  /// nobody's to know. One thread at a time may call it.
  package func perform<Work: ParallelWork>(_ parts: Int, _ work: Work) {
    guard count > 1 && parts > 1 else {
      for part in 0..<parts { work.compute(part: part, lane: 0) }
      return
    }
    withUnsafePointer(to: work) { team.perform(parts, LentWork($0)) }
  }
}

/// Work that lies in the memory of the thread that waits for it.
///
/// Sendable is unchecked for the pointer's sake. It holds because the work itself is Sendable, and
/// its owner stays until every part is done.
struct LentWork: @unchecked Sendable {
  private let type: any ParallelWork.Type
  private let address: UnsafeRawPointer

  init<Work: ParallelWork>(_ work: UnsafePointer<Work>) {
    type = Work.self
    address = UnsafeRawPointer(work)
  }

  func compute(part: Int, lane: Int) {
    type.compute(address, part: part, lane: lane)
  }
}

extension ParallelWork {
  fileprivate static func compute(_ address: UnsafeRawPointer, part: Int, lane: Int) {
    address.assumingMemoryBound(to: Self.self).pointee.compute(part: part, lane: lane)
  }
}
