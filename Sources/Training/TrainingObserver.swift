/// What others do while a run is on its way.
public struct TrainingObserver {
  /// Called about ten times a second and at the end of each epoch.
  public var progress: ((TrainingProgress) -> Void)?
  /// Whether the tasks' metrics on the validation rows are measured at the end of each epoch, for
  /// the history. The result does not depend on it.
  public var measuresMetrics = false
  /// Called when a run begins or goes on, and at the end of each epoch, with the history so far;
  /// what it throws ends the run.
  public var follow: ((History) throws -> Void)?
  /// How often `save` is called.
  public var interval = CheckpointInterval.never
  /// Keeps a checkpoint; what it throws ends the run. Never called while numbers are not finite, so
  /// that the last checkpoint is a good one.
  public var save: ((TrainingCheckpoint) throws -> Void)?
  /// Asked after every step whether the run is to be saved and end there.
  public var isInterrupted: (() -> Bool)?

  /// Nobody watches.
  public init() {}
}
