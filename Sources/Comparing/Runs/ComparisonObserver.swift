public import Training

/// What others do while a comparison is on its way. Called from the threads that train, several at
/// a time.
public struct ComparisonObserver: Sendable {
  /// The record of a run that is done already, if there is one.
  public var record: @Sendable (PlannedRun) throws -> RunRecord? = { _ in nil }
  /// Where a run is to go on, if it was begun already on these data.
  public var checkpoint: @Sendable (PlannedRun, DataFingerprint) throws -> TrainingCheckpoint? = {
    _, _ in nil
  }
  /// Called as a run goes on.
  public var progress: @Sendable (PlannedRun, TrainingProgress) -> Void = { _, _ in }
  /// Called when a run is done, or is found to be.
  public var finished: @Sendable (RunRecord) throws -> Void = { _ in }
  /// How often `save` is called.
  public var interval = CheckpointInterval.never
  /// Keeps a checkpoint of a run on its way.
  public var save: @Sendable (PlannedRun, PreparedData, TrainingCheckpoint) throws -> Void = {
    _, _, _ in
  }
  /// Asked after every step whether all is to be saved and end there.
  public var isInterrupted: @Sendable () -> Bool = { false }

  /// Nobody watches.
  public init() {}
}
