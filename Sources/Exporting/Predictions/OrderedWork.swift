internal import Foundation
internal import Synchronization

/// Work on one thing after the other that threads do side by side, and whose results are taken in the
/// order in which the things were given.
package final class OrderedWork<Input: Sendable, Output: Sendable>: Sendable {
  private struct State {
    /// What no thread has begun, with its place among all that was given.
    var waiting: [(place: Int, input: Input)] = []
    var results: [Int: Output] = [:]
    var given = 0
    var taken = 0
    var isOver = false
  }

  private let state = Mutex(State())
  /// Counts what no thread has begun, and once it is over the threads.
  private let begun = DispatchSemaphore(value: 0)
  /// Counts what is done and not yet looked at.
  private let done = DispatchSemaphore(value: 0)
  private let threads: Int
  /// The threads that have not ended.
  private let running = DispatchGroup()

  /// Begins threads, which end when `end` was called.
  ///
  /// - Parameter worker: Makes what a thread does with each thing; called once on each
  ///   thread that has something to do.
  package init(threads: Int, worker: @escaping @Sendable () -> (Input) -> Output) {
    self.threads = threads
    for _ in 0..<threads {
      running.enter()
      Thread.detachNewThread { [self] in
        defer { running.leave() }
        var job = next()
        guard job != nil else { return }
        let work = worker()
        while let (place, input) = job {
          let result = work(input)
          state.withLock { $0.results[place] = result }
          done.signal()
          job = next()
        }
      }
    }
  }

  /// How many results are to be taken.
  package var pendingCount: Int { state.withLock { $0.given - $0.taken } }

  /// Gives the next thing.
  package func give(_ input: Input) {
    state.withLock { state in
      state.waiting.append((state.given, input))
      state.given += 1
    }
    begun.signal()
  }

  /// Takes the next result if it is there.
  package func takeIfDone() -> Output? {
    state.withLock { state in
      guard let result = state.results.removeValue(forKey: state.taken) else { return nil }
      state.taken += 1
      return result
    }
  }

  /// Takes the next result when it is there; something must have been given.
  package func take() -> Output {
    while true {
      if let result = takeIfDone() { return result }
      done.wait()
    }
  }

  /// Ends the threads, and returns when the last has ended: a program must not exit beside one that
  /// is still in a library. What none has begun is not done.
  package func end() {
    state.withLock { state in
      state.isOver = true
      state.waiting = []
    }
    for _ in 0..<threads { begun.signal() }
    running.wait()
  }

  /// What a thread is to do next, when there is something; nil at the end.
  private func next() -> (place: Int, input: Input)? {
    begun.wait()
    return state.withLock { state in
      state.isOver || state.waiting.isEmpty ? nil : state.waiting.removeFirst()
    }
  }
}
