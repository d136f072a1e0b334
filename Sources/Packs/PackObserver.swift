internal import Datasets
public import Training

/// What others do while a pack is on its way. Called from the threads that train, several at a
/// time.
public struct PackObserver: Sendable {
  /// What became of a model that is done already, with the model if there is one; nil where it is
  /// to be trained.
  public var record: @Sendable (PackSettings) throws -> (PackRecord, MultiTaskModel?)? = { _ in nil
  }
  /// Where a model is to go on, if it was begun already on these data.
  public var checkpoint: @Sendable (PackSettings, DataFingerprint) -> TrainingCheckpoint? = {
    _, _ in nil
  }
  /// Called as a model goes on.
  public var progress: @Sendable (PackSettings, TrainingProgress) -> Void = { _, _ in }
  /// Called when a model is done, or is found to be.
  public var finished: @Sendable (PackRecord, MultiTaskModel?) throws -> Void = { _, _ in }
  /// How often `save` is called.
  public var interval = CheckpointInterval.never
  /// Keeps a checkpoint of a model on its way.
  public var save: @Sendable (PackSettings, PreparedData, TrainingCheckpoint) throws -> Void = {
    _, _, _ in
  }
  /// Asked after every step whether all is to be saved and end there.
  public var isInterrupted: @Sendable () -> Bool = { false }
  /// Asked before a model begins whether it may, with the records so far; the first may always.
  public var mayBegin: @Sendable ([PackRecord]) -> Bool = { _ in true }

  /// Nobody watches.
  public init() {}
}
