/// How far a run has come.
public struct TrainingProgress: Sendable {
  /// The present epoch, from 1.
  public let epoch: Int
  /// The most epochs there can be.
  public let epochCount: Int
  /// Training rows of this epoch already used.
  public let rowsDone: Int
  /// Training rows of an epoch.
  public let rowCount: Int
  /// Training rows a second, since the run began or went on, without its first step: that one makes
  /// ready what the others use again.
  public let rowsPerSecond: Double
  /// How long the run goes on.
  public let time: TimeBound
  /// The tasks' names.
  public let tasks: [String]
  /// Each task's loss in the last step, NaN where it was absent.
  public let losses: [Double]
  /// Each task's prior loss.
  public let priorLosses: [Double]
  /// Each task's weight in the last step.
  public let weights: [Double]
  /// The last epoch that was finished, if any.
  public let lastEpoch: History.Epoch?
}
