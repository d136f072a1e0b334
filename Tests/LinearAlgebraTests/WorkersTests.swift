import LinearAlgebra
import Synchronization
import Testing

struct WorkersTests {
  /// Counts how often each part is computed, and on which lanes.
  private final class Tally: Sendable {
    let parts: Mutex<[Int]>
    let lanes = Mutex<Set<Int>>([])

    init(_ count: Int) {
      parts = Mutex(Array(repeating: 0, count: count))
    }
  }

  private struct Counting: ParallelWork {
    let tally: Tally

    func compute(part: Int, lane: Int) {
      tally.parts.withLock { $0[part] += 1 }
      tally.lanes.withLock { _ = $0.insert(lane) }
    }
  }

  @Test(
    "every part is computed once, on a lane there is", arguments: [1, 2, 3, 8], [0, 1, 2, 7, 100])
  func everyPart(threads: Int, parts: Int) {
    let workers = Workers(count: threads)
    for _ in 0..<200 {
      let tally = Tally(parts)
      workers.perform(parts, Counting(tally: tally))
      #expect(tally.parts.withLock { $0 } == Array(repeating: 1, count: parts))
      #expect(tally.lanes.withLock { $0.allSatisfy { (0..<threads).contains($0) } })
    }
  }

  /// A part is done only when all others have begun, so a thread each is needed.
  private struct Meeting: ParallelWork {
    let arrived: Tally

    func compute(part: Int, lane: Int) {
      arrived.parts.withLock { $0[part] = 1 }
      while arrived.parts.withLock({ $0.contains(0) }) {}
    }
  }

  @Test("as many parts as threads are computed at the same time", arguments: [2, 3])
  func sideBySide(threads: Int) {
    let workers = Workers(count: threads)
    let arrived = Tally(threads)
    workers.perform(threads, Meeting(arrived: arrived))
    #expect(arrived.parts.withLock { $0 } == Array(repeating: 1, count: threads))
  }

  private struct Adding: ParallelWork {
    let memory: FloatBuffer

    func compute(part: Int, lane: Int) {
      let cell = memory.matrix(at: part, rows: 1, columns: 1)
      cell[0, 0] += 1
    }
  }

  @Test("what a phase writes the next one reads, whether the threads are awake or asleep")
  func phases() async throws {
    let workers = Workers(count: 4)
    let memory = FloatBuffer(count: 64)
    for phase in 0..<2000 {
      workers.perform(64, Adding(memory: memory))
      // Long enough for them to sleep.
      if phase % 500 == 0 { try await Task.sleep(for: .milliseconds(5)) }
    }
    #expect(memory.values == Array(repeating: 2000, count: 64))
  }
}
