internal import Datasets
public import Foundation
internal import NeuralNetwork
internal import Safetensors
public import Training

/// A model as one safetensors file: the parameters under their names, all else as JSON in the
/// metadata under `equipoise`.
public enum ModelFile {
  /// The metadata entry that describes the model.
  package static let metadataKey = "equipoise"

  /// The file's bytes: the same model gives the same bytes.
  public static func encode(_ model: MultiTaskModel) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let envelope = Envelope(model: model.description)
    let text = String(decoding: try encoder.encode(envelope), as: UTF8.self)
    let tensors = model.network.layout.segments.map { segment in
      Tensor(
        name: segment.name, shape: segment.shape,
        values: Array(model.parameters[segment.range]))
    }
    return try SafetensorsFile(tensors: tensors, metadata: [metadataKey: text]).encoded()
  }

  /// A model from a file's bytes.
  ///
  /// - Throws: `SafetensorsError` where the file is damaged, `ModelFileError` where it is sound but
  ///   not a model of this program.
  public static func decode(_ data: Data) throws -> MultiTaskModel {
    let file = try SafetensorsFile(decoding: data)
    guard let text = file.metadata[metadataKey] else { throw ModelFileError.notAModel }
    let description = try Envelope.decode(text)
    try description.checkConsistency()
    // A network larger than its file is not even laid out: its size may be beyond counting.
    let available = file.tensors.reduce(0) { $0 + $1.bytes.count / DataType.f32.width }
    guard description.parameterCount <= Double(available) else {
      throw ModelFileError.tooLarge(parameters: description.parameterCount, available: available)
    }
    let layout = MultiTaskNetwork(
      description.configuration, inputs: InputLayout(features: description.schema.features),
      heads: description.heads
    ).layout
    return MultiTaskModel(
      description: description, parameters: try parameters(of: layout, from: file))
  }

  /// The tensors of a file as the one vector of a network's parameters.
  private static func parameters(
    of layout: ParameterLayout, from file: SafetensorsFile
  ) throws -> [Float] {
    let tensors = Dictionary(file.tensors.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    var parameters: [Float] = []
    parameters.reserveCapacity(layout.count)
    for segment in layout.segments {
      guard let tensor = tensors[segment.name] else {
        throw ModelFileError.missingTensor(segment.name)
      }
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
  static let currentVersion = 1

  let version: Int
  let model: MultiTaskModel.Description

  private struct Version: Codable { let version: Int }

  init(model: MultiTaskModel.Description) {
    version = Self.currentVersion
    self.model = model
  }

  /// Reads the version first: another version's description cannot be expected to fit.
  static func decode(_ text: String) throws -> MultiTaskModel.Description {
    let data = Data(text.utf8)
    let decoder = JSONDecoder()
    do {
      let version = try decoder.decode(Version.self, from: data).version
      guard version == currentVersion else {
        throw ModelFileError.unknownVersion(version, known: currentVersion)
      }
      return try decoder.decode(Envelope.self, from: data).model
    } catch let error as ModelFileError {
      throw error
    } catch {
      throw ModelFileError.badDescription("\(error)")
    }
  }
}
