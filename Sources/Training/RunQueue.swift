internal import Dispatch
internal import Synchronization

/// Runs that wait to be trained side by side, and what became of the others; shared by the threads
/// that train. Several runs read one table, which is there while one of them needs it.
package final class RunQueue<
  Run: Hashable & Sendable, Table: Hashable & Sendable, Record: Sendable
>: Sendable {
  private struct State {
    var waiting: ArraySlice<Run>
    var underWay: [Run] = []
    var records: [Run: Record] = [:]
    var error: (any Error)?
  }

  private let runs: [Run]
  private let table: @Sendable (Run) -> Table
  private let state: Mutex<State>
  /// Apart from the state, so that nobody else waits while a table is made ready.
  private let tables = Mutex<[Table: PreparedData]>([:])
  /// Apart from the state, since it is asked after every step.
  private let isOver = Atomic<Bool>(false)

  /// - Parameter table: What tells a run's table from those of others.
  package init(_ runs: [Run], table: @escaping @Sendable (Run) -> Table) {
    self.runs = runs
    self.table = table
    state = Mutex(State(waiting: runs[...]))
  }

  /// Takes the runs in their order, so many at a time.
  ///
  /// - Parameters:
  ///   - mayBegin: Asked before a run begins with the records so far; the first may always.
  ///   - record: What becomes of a run. An error ends all runs.
  /// - Returns: What became of the runs, in their order.
  /// - Throws: What the first of the runs failed with that did.
  package func records(
    lanes: Int, mayBegin: @Sendable ([Record]) -> Bool = { _ in true },
    _ record: @Sendable (Run) throws -> Record
  ) throws -> [Record] {
    DispatchQueue.concurrentPerform(iterations: lanes) { _ in
      while let run = next(mayBegin) {
        do {
          finish(run, try record(run))
        } catch {
          fail(error)
        }
      }
    }
    return try records()
  }

  /// The next run; nil where none is left or may begin, or one has failed.
  private func next(_ mayBegin: ([Record]) -> Bool) -> Run? {
    let records = state.withLock { Array($0.records.values) }
    guard records.isEmpty || mayBegin(records) else { return nil }
    return state.withLock { state in
      guard state.error == nil, let run = state.waiting.popFirst() else { return nil }
      state.underWay.append(run)
      return run
    }
  }

  /// A run's data, made by whoever needs them first; others wait.
  package func data(
    for run: Run, by prepare: (Table) throws -> PreparedData
  ) throws -> PreparedData {
    let table = table(run)
    return try tables.withLock { tables in
      if let data = tables[table] { return data }
      let data = try prepare(table)
      tables[table] = data
      return data
    }
  }

  /// Takes in what became of a run, and lets its table go where no other run needs it.
  private func finish(_ run: Run, _ record: Record) {
    let table = table(run)
    let isNeeded = state.withLock { state in
      state.records[run] = record
      state.underWay.removeAll { $0 == run }
      return (state.waiting + state.underWay).contains { self.table($0) == table }
    }
    if !isNeeded { tables.withLock { $0[table] = nil } }
  }

  /// Ends all with the first error there is.
  private func fail(_ error: any Error) {
    state.withLock { state in
      if state.error == nil { state.error = error }
    }
    isOver.store(true, ordering: .relaxed)
  }

  /// Whether a run has failed, so that the others should end.
  package var hasFailed: Bool { isOver.load(ordering: .relaxed) }

  /// What became of the runs, in their order.
  ///
  /// - Throws: What a run failed with.
  private func records() throws -> [Record] {
    try state.withLock { state in
      if let error = state.error { throw error }
      return runs.compactMap { state.records[$0] }
    }
  }
}
