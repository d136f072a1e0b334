/// The parameters of each task's best epoch so far.
struct TaskBests {
  /// The epochs, ascending, each that is the best one of a task.
  private(set) var snapshots: [(epoch: Int, parameters: [Float])]

  init() {
    snapshots = []
  }

  /// Those of a history, from the parameters of its tasks' best epochs one after another.
  init(_ history: History, parameters: [Float], count: Int) {
    snapshots = history.distinctTaskBests.enumerated().map { index, epoch in
      (epoch, Array(parameters[index * count..<(index + 1) * count]))
    }
  }

  /// The parameters one after another.
  var parameters: [Float] { snapshots.flatMap(\.parameters) }

  /// Those of an epoch; nil where it is nobody's best.
  func parameters(of epoch: Int) -> [Float]? {
    snapshots.first { $0.epoch == epoch }?.parameters
  }

  /// Takes in an epoch, and forgets those that are nobody's best any more.
  ///
  /// - Parameter bests: For each task its best epoch, this one included.
  mutating func add(_ epoch: Int, bests: [Int?], _ parameters: @autoclosure () -> [Float]) {
    snapshots.removeAll { !bests.contains($0.epoch) }
    if bests.contains(epoch) { snapshots.append((epoch, parameters())) }
  }
}

extension History {
  /// For each task the number of the epoch with its lowest loss on the validation rows, the first
  /// of equal ones; nil where there is none.
  package var taskBests: [Int?] {
    tasks.indices.map { task in
      var best: (epoch: Int, loss: Double)?
      for epoch in epochs {
        if let loss = epoch.validationLosses[task], loss < best?.loss ?? .infinity {
          best = (epoch.number, loss)
        }
      }
      return best?.epoch
    }
  }

  /// Each of them once, ascending.
  var distinctTaskBests: [Int] { Set(taskBests.compactMap(\.self)).sorted() }
}
