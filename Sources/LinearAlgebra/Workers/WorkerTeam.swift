internal import CKernels
internal import Dispatch
internal import Synchronization

/// What the threads of `Workers` share: the phase at hand, and how far it has come.
///
/// Every thread has a share of the parts, each so many parts after the one before: so the same
/// thread computes the same rows from phase to phase, and finds them in its cache. A thread whose
/// share is done takes from the others', so one that is late, or that has no processor to run on,
/// holds up only the part that it took. Taking a part is counting down what is left of a share;
/// there is no lock.
///
/// Sendable is unchecked because `lent` and `partCount` are mutable. It holds because they are
/// written only while no part is left and all are done, and read only by a thread that has since
/// taken a part of the new phase.
final class WorkerTeam: @unchecked Sendable {
  private let shares: [Share]
  private let done = Atomic<Int>(0)
  private let isStopped = Atomic<Bool>(false)
  private var lent: LentWork?
  private var partCount = 0
  private var phase: UInt64 = 0
  private let sleepers: [Sleeper]

  /// How often a thread looks for a part before it sleeps: some tens of microseconds.
  private static let patience = 4096

  /// What is left of one thread's parts.
  private final class Share: Sendable {
    // The number of the phase in the upper half, how many parts are left in the lower one.
    let left = Atomic<UInt64>(0)
    // A cache line to itself: the threads count down side by side.
    private let padding: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) =
      (0, 0, 0, 0, 0, 0, 0, 0)
  }

  /// A thread that may be asleep.
  private final class Sleeper: Sendable {
    let isAsleep = Atomic<Bool>(false)
    let wake = DispatchSemaphore(value: 0)
  }

  /// - Parameter helperCount: The threads besides the one that performs.
  init(helperCount: Int) {
    shares = (0...helperCount).map { _ in Share() }
    sleepers = (0..<helperCount).map { _ in Sleeper() }
  }

  /// Ends the helpers, which may still be asleep.
  func stop() {
    isStopped.store(true, ordering: .sequentiallyConsistent)
    wakeSleepers()
  }

  /// Computes all parts of some work, with the helpers.
  func perform(_ parts: Int, _ work: LentWork) {
    lent = work
    partCount = parts
    done.store(0, ordering: .relaxed)
    phase &+= 1
    for lane in shares.indices {
      shares[lane].left.store(
        phase << 32 | UInt64(shareCount(lane)), ordering: .sequentiallyConsistent)
    }
    wakeSleepers()
    while takePart(lane: 0) {}
    var turns = 0
    while done.load(ordering: .acquiring) < parts {
      turns += 1
      if turns < Self.patience { ek_pause() } else { ek_yield() }
    }
    lent = nil
  }

  /// A helper's life.
  func help(lane: Int) {
    let sleeper = sleepers[lane - 1]
    while !isStopped.load(ordering: .relaxed) {
      var turns = 0
      while turns < Self.patience {
        if takePart(lane: lane) {
          turns = 0
        } else {
          turns += 1
          ek_pause()
        }
      }
      // Whoever begins a phase after this wakes the thread; what began before it sees itself.
      sleeper.isAsleep.store(true, ordering: .sequentiallyConsistent)
      let isWanted = hasPart || isStopped.load(ordering: .sequentiallyConsistent)
      // If the other side was faster its signal is on the way, and is taken in.
      if !isWanted || !sleeper.isAsleep.exchange(false, ordering: .sequentiallyConsistent) {
        sleeper.wake.wait()
      }
    }
  }

  private func wakeSleepers() {
    for sleeper in sleepers where sleeper.isAsleep.load(ordering: .sequentiallyConsistent) {
      if sleeper.isAsleep.exchange(false, ordering: .sequentiallyConsistent) {
        sleeper.wake.signal()
      }
    }
  }

  private var hasPart: Bool {
    shares.contains {
      UInt32(truncatingIfNeeded: $0.left.load(ordering: .sequentiallyConsistent)) > 0
    }
  }

  /// The number of parts in a thread's share.
  private func shareCount(_ lane: Int) -> Int {
    (partCount + shares.count - 1 - lane) / shares.count
  }

  /// Takes a part, of the thread's own share if it has one, and computes it; false if none is left.
  private func takePart(lane: Int) -> Bool {
    for owner in lane..<lane + shares.count where takePart(of: owner % shares.count, lane: lane) {
      return true
    }
    return false
  }

  private func takePart(of owner: Int, lane: Int) -> Bool {
    var seen = shares[owner].left.load(ordering: .relaxed)
    while true {
      let remaining = Int(UInt32(truncatingIfNeeded: seen))
      if remaining == 0 { return false }
      let (isTaken, now) = shares[owner].left.weakCompareExchange(
        expected: seen, desired: seen - 1, ordering: .acquiringAndReleasing)
      if isTaken {
        let part = owner + (shareCount(owner) - remaining) * shares.count
        lent?.compute(part: part, lane: lane)
        done.add(1, ordering: .releasing)
        return true
      }
      seen = now
    }
  }
}
