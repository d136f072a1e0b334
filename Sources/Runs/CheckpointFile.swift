internal import Datasets
internal import Exporting
public import Foundation
internal import NeuralNetwork
internal import Safetensors
internal import Training

/// A checkpoint as one safetensors file, sealed like a model's: what is long as tensors, all else
/// as JSON in the metadata.
public enum CheckpointFile {
  /// The names of the tensors.
  private enum Name {
    static let parameters = "parameters"
    static let average = "average_parameters"
    static let best = "best_parameters"
    static let taskBests = "task_best_parameters"
    static let first = "first_moments"
    static let second = "second_moments"
    static let order = "row_order"
    static let balancer = "balancer"
  }

  /// The file's bytes, in pieces.
  static func encodePieces(_ checkpoint: RunCheckpoint) throws -> [Data] {
    let training = checkpoint.training
    let envelope = CheckpointEnvelope(
      version: CheckpointEnvelope.currentVersion, arguments: checkpoint.arguments,
      data: checkpoint.data, model: checkpoint.description, state: training.state)
    func row(_ name: String, _ values: [Float]) -> Tensor {
      Tensor(name: name, shape: [values.count], values: values)
    }
    // Only of runs that keep them: other versions wrote none.
    let optional = [
      (Name.average, training.average), (Name.taskBests, training.taskBestParameters),
    ].filter { !$0.1.isEmpty }
    return try SealedFile.encode(
      .checkpoint,
      description: String(decoding: try JSONEncoder.ofAnyNumber.encode(envelope), as: UTF8.self),
      tensors: [
        row(Name.parameters, training.parameters), row(Name.best, training.bestParameters),
        row(Name.first, training.moments.first), row(Name.second, training.moments.second),
        Tensor(name: Name.order, values: training.rowOrder),
        Tensor(name: Name.balancer, values: training.balancer),
      ] + optional.map { row($0, $1) })
  }

  /// The file's bytes.
  public static func encode(_ checkpoint: RunCheckpoint) throws -> Data {
    try encodePieces(checkpoint).joined()
  }

  /// A checkpoint from a file's bytes. Whether it fits the data and the options is for the run to
  /// say that goes on from it.
  ///
  /// - Throws: `SafetensorsError` where the file is damaged, `ModelFileError` where it is sound but
  ///   not a checkpoint of this program.
  public static func decode(_ data: Data) throws -> RunCheckpoint {
    let file = try SealedFile(decoding: data, as: .checkpoint)
    let envelope: CheckpointEnvelope = try VersionedText.decode(
      file.description, version: CheckpointEnvelope.currentVersion, by: .ofAnyNumber)
    try envelope.model.checkConsistency()
    let training = TrainingCheckpoint(
      parameters: try file.tensor(Name.parameters).floats(),
      average: try file.tensors[Name.average]?.floats() ?? [],
      bestParameters: try file.tensor(Name.best).floats(),
      taskBestParameters: try file.tensors[Name.taskBests]?.floats() ?? [],
      moments: (
        try file.tensor(Name.first).floats(), try file.tensor(Name.second).floats()
      ),
      rowOrder: try file.tensor(Name.order).integers(),
      balancer: try file.tensor(Name.balancer).data(), state: envelope.state)
    // Compared as a Double, since a file may name sizes whose product no Int holds.
    let count = envelope.model.graph.parameterCount
    guard Double(training.bestParameters.count) == count else {
      throw ModelFileError.tooLarge(
        parameters: count, available: training.bestParameters.count)
    }
    return RunCheckpoint(
      arguments: envelope.arguments, data: envelope.data, description: envelope.model,
      training: training)
  }
}

/// What the metadata of a checkpoint holds, with the version of its form.
private struct CheckpointEnvelope: Codable {
  // 2: scores are measured by the loss of the training constant on the validation rows. 3: schemes
  // and optimizers go by the names of their catalogues. 4: what options do not say follows from
  // another recipe.
  static let currentVersion = 4

  let version: Int
  let arguments: [String]
  let data: DataFingerprint
  let model: MultiTaskModel.Description
  let state: TrainingCheckpoint.State
}
