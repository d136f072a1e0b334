internal import Foundation

extension TrainingCheckpoint {
  /// Counts that can be counted on from.
  static let counts = 0...1 << 53

  /// What a run is like that a checkpoint is to fit.
  struct Shape {
    let tasks: [String]
    let parameterCount: Int
    let averageCount: Int
    let keepsTaskBests: Bool
    let momentCounts: (first: Int, second: Int)
    /// The training rows, or the bins of those on disk, ascending.
    let rows: [Int32]
    let stepsPerEpoch: Int
  }

  /// Checks all that a run takes for granted: a file may say anything. What the balancing scheme
  /// keeps is for the balancer to check.
  ///
  /// - Throws: `TrainingError.unusableCheckpoint` with the first contradiction.
  func check(_ shape: Shape) throws(TrainingError) {
    func require(_ holds: Bool, _ reason: String) throws(TrainingError) {
      guard holds else { throw .unusableCheckpoint(reason: reason) }
    }
    try require(
      state.history.tasks == shape.tasks,
      "it is of the labels "
        + state.history.tasks.joined(separator: ", "))
    try require(
      parameters.count == shape.parameterCount && bestParameters.count == shape.parameterCount,
      "it has \(parameters.count) parameters, and the network \(shape.parameterCount)")
    try require(
      [parameters, average, bestParameters, taskBestParameters].allSatisfy {
        $0.allSatisfy(\.isFinite)
      },
      "a parameter is not finite")
    try require(
      average.count == shape.averageCount, "its average of the parameters is not the run's")
    try require(
      moments.first.count == shape.momentCounts.first
        && moments.second.count == shape.momentCounts.second,
      "its moments are not those of the optimizer")
    try require(
      rowOrder.sorted() == shape.rows, "its order of rows is not one of the training rows")
    try require(
      Self.counts.contains(state.updates) && state.history.isConsistent,
      "its history contradicts itself")
    let taskBests = shape.keepsTaskBests ? state.history.distinctTaskBests.count : 0
    try require(
      taskBestParameters.count == taskBests * shape.parameterCount,
      "its parameters of the tasks' best epochs are not the run's")
    if let epoch = state.epoch {
      try require(
        epoch.sums.fits(taskCount: shape.tasks.count) && epoch.seconds >= 0
          && (0...shape.stepsPerEpoch).contains(epoch.steps),
        "its epoch contradicts itself")
    }
  }
}

extension History {
  /// Whether its epochs are numbered from 1, have a number of each task, and have a best among
  /// them.
  package var isConsistent: Bool {
    (epochs.isEmpty ? 0...0 : 1...epochs.count).contains(bestEpoch)
      && epochs.indices.allSatisfy { index in
        let epoch = epochs[index]
        let counts = [
          epoch.trainingLosses.count, epoch.validationLosses.count, epoch.weights.count,
          epoch.gradients?.norms.count ?? tasks.count,
          epoch.validationMetrics?.count ?? tasks.count, epoch.damping?.count ?? tasks.count,
        ]
        let pairs = epoch.gradients?.pairs ?? []
        return epoch.number == index + 1 && counts.allSatisfy { $0 == tasks.count }
          && pairs.allSatisfy { 0 <= $0.first && $0.first < $0.second && $0.second < tasks.count }
      }
  }
}
