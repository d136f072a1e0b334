public import Foundation
internal import LinearAlgebra
public import RandomNumbers

/// Everything that decides how a run goes on, between two of its steps: with the same data and the
/// same configuration, a run that goes on from here ends with the same bits as one that never
/// stopped.
public struct TrainingCheckpoint: Sendable {
  /// The parameters, in the order of the network's layout.
  public var parameters: [Float]
  /// Their average over the steps; empty where none is kept.
  public var average: [Float]
  /// Those of the best epoch so far.
  public var bestParameters: [Float]
  /// Those of each task's best epoch so far, one epoch after another; empty where tasks have no
  /// epochs of their own.
  public var taskBestParameters: [Float]
  /// The optimizer's moments, each as many numbers as there are parameters, or none.
  public var moments: (first: [Float], second: [Float])
  /// The training rows, or the bins of those on disk, in the order of the present epoch.
  public var rowOrder: [Int32]
  /// The balancing scheme's state, as `Balancer` encodes it.
  public var balancer: Data
  /// All else.
  public var state: State

  /// What of a checkpoint is not many numbers.
  public struct State: Codable, Equatable, Sendable {
    /// What was seen in the epochs that were finished.
    public var history: History
    /// The epoch that was not; nil between two epochs.
    public var epoch: EpochPosition?
    /// The number of updates so far.
    public var updates: Int
    /// Where the numbers come from that order the rows, silence units and project gradients.
    public var shuffle, dropout, projections: SeededGenerator
  }

  /// - Parameters:
  ///   - parameters: The parameters.
  ///   - average: Their average over the steps; empty where none is kept.
  ///   - bestParameters: Those of the best epoch so far.
  ///   - taskBestParameters: Those of each task's best epoch so far.
  ///   - moments: The optimizer's.
  ///   - rowOrder: The training rows in the order of the present epoch.
  ///   - balancer: The balancing scheme's state, as `Balancer` encodes it.
  ///   - state: All else.
  public init(
    parameters: [Float], average: [Float], bestParameters: [Float],
    taskBestParameters: [Float] = [],
    moments: (first: [Float], second: [Float]), rowOrder: [Int32], balancer: Data, state: State
  ) {
    self.parameters = parameters
    self.average = average
    self.bestParameters = bestParameters
    self.taskBestParameters = taskBestParameters
    self.moments = moments
    self.rowOrder = rowOrder
    self.balancer = balancer
    self.state = state
  }

  /// The number of the epoch whose steps were taken last, from 1; 0 before the first step.
  public var epochNumber: Int {
    state.history.epochs.count + (state.epoch == nil ? 0 : 1)
  }
}

/// How far an epoch has come, and what it has added up to.
public struct EpochPosition: Codable, Equatable, Sendable {
  /// The sums over its steps.
  var sums: EpochSums
  /// The learning rate of its last step.
  var rate = 0.0
  /// The seconds it took before the run was interrupted.
  var seconds = 0.0

  init(taskCount: Int) {
    sums = EpochSums(taskCount: taskCount)
  }

  /// The number of steps taken.
  public var steps: Int { sums.steps }
}
