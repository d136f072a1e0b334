internal import Datasets
public import Foundation
public import Losses
internal import NeuralNetwork
package import Safetensors
public import Training

/// A model as one safetensors file: the parameters under their names, all else as JSON in the
/// metadata under `equipoise`, and the fingerprint of both under `equipoise_fingerprint`.
public enum ModelFile {
  /// The metadata entry that describes the model.
  package static let metadataKey = SealedFile.Kind.model.rawValue

  /// The file's bytes: the same model gives the same bytes.
  public static func encode(_ model: MultiTaskModel) throws -> Data {
    try encodePieces(model).joined()
  }

  /// The file's bytes, in pieces.
  package static func encodePieces(_ model: MultiTaskModel) throws -> [Data] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let envelope = Envelope(version: Envelope.currentVersion, model: model.description)
    return try encodePieces(
      description: String(decoding: try encoder.encode(envelope), as: UTF8.self),
      tensors: zip(prefixes(model.description), model.snapshots).flatMap { prefix, parameters in
        model.network.layout.segments.map { segment in
          Tensor(
            name: prefix + segment.name, shape: segment.shape,
            values: Array(parameters[segment.range]))
        }
      })
  }

  /// The bytes, in pieces, of a file with any description and tensors, which make a model or do
  /// not.
  package static func encodePieces(
    description: String, tensors: [Tensor]
  ) throws(SafetensorsError) -> [Data] {
    try SealedFile.encode(.model, description: description, tensors: tensors)
  }

  /// A model from a file's bytes.
  ///
  /// - Parameter losses: Those that its labels may have.
  /// - Throws: `SafetensorsError` where the file is damaged, `ModelFileError` where it is sound but
  ///   not a model of this program, or has a loss that is none of these.
  public static func decode(
    _ data: Data, among losses: LossCatalogue = .standard
  ) throws -> MultiTaskModel {
    let file = try SealedFile(decoding: data, as: .model)
    let envelope: Envelope = try VersionedText.decode(
      file.description, version: Envelope.currentVersion, by: JSONDecoder(among: losses))
    let description = envelope.model
    try description.checkConsistency()
    // A network larger than its file is not even laid out: its size may be beyond counting.
    let available = file.byteCount / DataType.f32.width
    let prefixes = prefixes(description)
    let count = Double(prefixes.count) * description.graph.parameterCount
    guard count <= Double(available) else {
      throw ModelFileError.tooLarge(parameters: count, available: available)
    }
    let layout = MultiTaskNetwork(
      description.configuration, inputs: InputLayout(features: description.schema.features),
      tasks: description.schema.taskConfigurations(description.heads)
    ).layout
    let snapshots = try prefixes.map { try parameters(of: layout, from: file, prefix: $0) }
    let extra = file.tensors.count - prefixes.count * layout.segments.count
    guard extra == 0 else { throw ModelFileError.extraTensors(extra) }
    return MultiTaskModel(description: description, snapshots: snapshots)
  }

  /// For each snapshot what its tensors' names begin with: that of the common epoch has the bare
  /// names, others have `epoch.NUMBER.` before them.
  private static func prefixes(_ description: MultiTaskModel.Description) -> [String] {
    [""] + (description.ownEpochs?.epochs.dropFirst().map { "epoch.\($0)." } ?? [])
  }

  /// The tensors of a file as the one vector of a network's parameters.
  private static func parameters(
    of layout: ParameterLayout, from file: SealedFile, prefix: String
  ) throws -> [Float] {
    var parameters: [Float] = []
    parameters.reserveCapacity(layout.count)
    for segment in layout.segments {
      let tensor = try file.tensor(prefix + segment.name)
      guard tensor.shape == segment.shape else {
        throw ModelFileError.wrongShape(
          prefix + segment.name, found: tensor.shape, expected: segment.shape)
      }
      parameters += try tensor.floats()
    }
    return parameters
  }
}

/// The description of a model with the version of its form.
private struct Envelope: Codable {
  // 2: with a fingerprint. 3: with notations, dates and layouts of the table it was trained on.
  static let currentVersion = 3

  let version: Int
  let model: MultiTaskModel.Description
}
