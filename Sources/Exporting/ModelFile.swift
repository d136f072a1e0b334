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
      tensors: model.network.layout.segments.map { segment in
        Tensor(
          name: segment.name, shape: segment.shape,
          values: Array(model.parameters[segment.range]))
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
    let count = description.graph.parameterCount
    guard count <= Double(available) else {
      throw ModelFileError.tooLarge(parameters: count, available: available)
    }
    let layout = MultiTaskNetwork(
      description.configuration, inputs: InputLayout(features: description.schema.features),
      tasks: description.schema.taskConfigurations(description.heads)
    ).layout
    return MultiTaskModel(
      description: description, parameters: try parameters(of: layout, from: file))
  }

  /// The tensors of a file as the one vector of a network's parameters.
  private static func parameters(
    of layout: ParameterLayout, from file: SealedFile
  ) throws -> [Float] {
    var parameters: [Float] = []
    parameters.reserveCapacity(layout.count)
    for segment in layout.segments {
      let tensor = try file.tensor(segment.name)
      guard tensor.shape == segment.shape else {
        throw ModelFileError.wrongShape(
          segment.name, found: tensor.shape, expected: segment.shape)
      }
      parameters += try tensor.floats()
    }
    guard file.tensors.count == layout.segments.count else {
      throw ModelFileError.extraTensors(file.tensors.count - layout.segments.count)
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
