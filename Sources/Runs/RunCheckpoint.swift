public import Training

/// All that a run needs to go on where it was: how it was begun, on which data, and how far it
/// came.
public struct RunCheckpoint: Sendable {
  /// The arguments of the command that began the run, from which it goes on.
  public let arguments: [String]
  /// What tells its data from other data.
  public let data: DataFingerprint
  /// All of its model but the parameters.
  public let description: MultiTaskModel.Description
  /// How far it came.
  public let training: TrainingCheckpoint

  /// Collects what is to be kept.
  public init(
    arguments: [String], data: DataFingerprint, description: MultiTaskModel.Description,
    training: TrainingCheckpoint
  ) {
    self.arguments = arguments
    self.data = data
    self.description = description
    self.training = training
  }

  /// The model with the parameters of the best epoch so far; those that training began with if none
  /// was finished.
  public var bestModel: MultiTaskModel {
    MultiTaskModel(description: description, parameters: training.bestParameters)
  }
}
