internal import Datasets
public import Foundation
internal import NeuralNetwork
internal import Safetensors
internal import Statistics
public import Training

/// A model as one safetensors file: the parameters under their names, all else as JSON in the
/// metadata under `equipoise`.
public enum ModelFile {
  /// The metadata entry that describes the model.
  static let metadataKey = "equipoise"

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
    let layout = MultiTaskNetwork(
      description.configuration, inputs: InputLayout(features: description.schema.features),
      heads: description.heads
    ).layout
    var parameters = [Float](repeating: 0, count: layout.count)
    for segment in layout.segments {
      guard let tensor = file[segment.name] else {
        throw ModelFileError.missingTensor(segment.name)
      }
      guard tensor.shape == segment.shape else {
        throw ModelFileError.wrongShape(
          segment.name, found: tensor.shape, expected: segment.shape)
      }
      parameters.replaceSubrange(segment.range, with: try tensor.floats())
    }
    guard file.tensors.count == layout.segments.count else {
      throw ModelFileError.extraTensors(file.tensors.count - layout.segments.count)
    }
    return MultiTaskModel(description: description, parameters: parameters)
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

/// Why a sound safetensors file is not a model of this program.
public enum ModelFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The metadata has no description.
  case notAModel
  /// The description has a form that this version does not know.
  case unknownVersion(Int, known: Int)
  /// The description cannot be read.
  case badDescription(String)
  /// The description contradicts itself.
  case inconsistent(String)
  /// A tensor of the network is not there.
  case missingTensor(String)
  /// A tensor has other dimensions than the network's.
  case wrongShape(String, found: [Int], expected: [Int])
  /// There are more tensors than the network has.
  case extraTensors(Int)

  /// What is wrong.
  public var description: String {
    switch self {
    case .notAModel:
      "is a safetensors file, but not a model of equipoise: its metadata has no \"equipoise\" entry"
    case .unknownVersion(let version, let known):
      "describes its model in form \(version), but this version of equipoise knows form \(known)"
    case .badDescription(let reason): "has a description that cannot be read: \(reason)"
    case .inconsistent(let reason): "has a description that contradicts itself: \(reason)"
    case .missingTensor(let name): "lacks the tensor \"\(name)\""
    case .wrongShape(let name, let found, let expected):
      "has the tensor \"\(name)\" with shape \(found), but its description says \(expected)"
    case .extraTensors(let count):
      "has \(count) tensor\(count == 1 ? "" : "s") more than its description says"
    }
  }
}

extension MultiTaskModel.Description {
  /// Checks what the rest of the program relies on; a file may say anything.
  func checkConsistency() throws(ModelFileError) {
    func require(_ holds: Bool, _ reason: String) throws(ModelFileError) {
      guard holds else { throw .inconsistent(reason) }
    }
    try require(!schema.tasks.isEmpty, "it has no task")
    try require(
      heads.map(\.task) == schema.tasks && statistics.map(\.task) == schema.tasks,
      "heads and statistics are not those of the tasks")
    try require(
      configuration.hidden.allSatisfy { (1...65_536).contains($0) },
      "a hidden width is out of range")
    try require((0..<1).contains(configuration.dropout), "dropout is out of range")
    for feature in schema.features {
      if case .embedding(_, let dimension) = feature.encoding {
        try require(
          (1...65_536).contains(dimension), "feature \(feature.name) has no dimension")
      }
      if case .numeric(let scaling) = feature.encoding {
        try require(
          scaling.mean.isFinite && scaling.deviation.isFinite && scaling.deviation > 0,
          "feature \(feature.name) has no usable scaling")
      }
    }
    for head in heads {
      try require(
        head.location.isFinite && head.scale.isFinite && head.scale > 0,
        "task \(head.task.name) has no usable scaling")
      try require(
        head.task.kind != .multiclass || head.task.classes.count > 1,
        "task \(head.task.name) has no classes")
      try require(
        head.task.kind != .binary || head.task.classes.count == 2,
        "task \(head.task.name) has not two classes")
    }
    let names = schema.tasks.map(\.name) + schema.features.map(\.name)
    try require(Set(names).count == names.count, "a column appears twice")
    try require(
      InputLayout(features: schema.features).width > 0, "it has no input")
  }
}
