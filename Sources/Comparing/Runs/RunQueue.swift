internal import Synchronization
internal import Training

/// The runs that wait, and what became of the others; shared by the threads that train.
final class RunQueue: Sendable {
  private struct State {
    var waiting: ArraySlice<PlannedRun>
    var underWay: [PlannedRun] = []
    var records: [PlannedRun: RunRecord] = [:]
    var error: (any Error)?
  }

  private let runs: [PlannedRun]
  private let state: Mutex<State>
  /// Apart from the state, so that nobody else waits while a table is made ready.
  private let tables = Mutex<[UInt64: PreparedData]>([:])
  /// Apart from the state, since it is asked after every step.
  private let isOver = Atomic<Bool>(false)

  init(_ runs: [PlannedRun]) {
    self.runs = runs
    state = Mutex(State(waiting: runs[...]))
  }

  /// The next run; nil where none is left, or one has failed.
  func next() -> PlannedRun? {
    state.withLock { state in
      guard state.error == nil, let run = state.waiting.popFirst() else { return nil }
      state.underWay.append(run)
      return run
    }
  }

  /// A seed's data, made by whoever needs them first; others wait.
  func data(
    for seed: UInt64, by prepare: (UInt64) throws -> PreparedData
  ) throws -> PreparedData {
    try tables.withLock { tables in
      if let data = tables[seed] { return data }
      let data = try prepare(seed)
      tables[seed] = data
      return data
    }
  }

  /// Takes a record in, and lets a seed's data go with its last run.
  func finish(_ record: RunRecord) {
    let seed = record.run.seed
    let isNeeded = state.withLock { state in
      state.records[record.run] = record
      state.underWay.removeAll { $0 == record.run }
      return (state.waiting + state.underWay).contains { $0.seed == seed }
    }
    if !isNeeded { tables.withLock { $0[seed] = nil } }
  }

  /// Ends the comparison with the first error there is.
  func fail(_ error: any Error) {
    state.withLock { state in
      if state.error == nil { state.error = error }
    }
    isOver.store(true, ordering: .relaxed)
  }

  /// Whether a run has failed, so that the others should end.
  var hasFailed: Bool { isOver.load(ordering: .relaxed) }

  /// All records, in the order of the runs.
  ///
  /// - Throws: What a run failed with.
  func records() throws -> [RunRecord] {
    try state.withLock { state in
      if let error = state.error { throw error }
      return runs.compactMap { state.records[$0] }
    }
  }
}
