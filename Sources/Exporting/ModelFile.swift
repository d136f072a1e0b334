internal import Datasets
public import Foundation
public import Losses
internal import NeuralNetwork
package import Safetensors
public import Training

/// A model, or a pack of models, as one safetensors file: the parameters under their names, all
/// else as JSON in the metadata under `equipoise`, and the fingerprint of both under
/// `equipoise_fingerprint`.
public enum ModelFile {
  /// The metadata entry that describes the model.
  package static let metadataKey = SealedFile.Kind.model.rawValue

  /// The file's bytes: the same model gives the same bytes.
  public static func encode(_ model: MultiTaskModel) throws -> Data {
    try encodePieces(model).joined()
  }

  /// The bytes of a file of a pack: the same pack gives the same bytes.
  public static func encode(_ pack: ModelPack) throws -> Data {
    try encodePieces(pack).joined()
  }

  /// The bytes of a file of either.
  public static func encode(_ stored: StoredPredictor) throws -> Data {
    switch stored {
    case .model(let model): try encode(model)
    case .pack(let pack): try encode(pack)
    }
  }

  /// What tells a model, or a pack, from another one: the fingerprint in its file.
  package static func fingerprint(of stored: StoredPredictor) throws -> String {
    try SealedFile(decoding: encode(stored), as: .model).fingerprint
  }

  /// The file's bytes, in pieces.
  package static func encodePieces(_ model: MultiTaskModel) throws -> [Data] {
    try encodePieces(
      Envelope(
        version: Envelope.currentVersion, model: model.description,
        calibration: CalibrationDescription(model), smearing: SmearingDescription(model),
        thresholds: ThresholdDescription(model)),
      tensors: tensors(of: model) + CalibrationDescription.tensors(of: model)
        + SmearingDescription.tensors(of: model))
  }

  /// The bytes, in pieces, of a file of a pack: its models' tensors have `model.NUMBER.` before
  /// their names.
  package static func encodePieces(_ pack: ModelPack) throws -> [Data] {
    try encodePieces(
      Envelope(
        version: Envelope.currentVersion, pack: PackDescription(pack),
        calibration: CalibrationDescription(pack), smearing: SmearingDescription(pack),
        thresholds: ThresholdDescription(pack)),
      tensors: pack.members.flatMap { tensors(of: $0.model, prefix: prefix($0.number)) }
        + CalibrationDescription.tensors(of: pack) + SmearingDescription.tensors(of: pack))
  }

  /// The bytes, in pieces, of a file with any description and tensors, which make a model or do
  /// not.
  package static func encodePieces(
    description: String, tensors: [Tensor]
  ) throws(SafetensorsError) -> [Data] {
    try SealedFile.encode(.model, description: description, tensors: tensors)
  }

  private static func encodePieces(_ envelope: Envelope, tensors: [Tensor]) throws -> [Data] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encodePieces(
      description: String(decoding: try encoder.encode(envelope), as: UTF8.self),
      tensors: tensors)
  }

  /// A model from a file's bytes.
  ///
  /// - Parameter losses: Those that its labels may have.
  /// - Throws: `SafetensorsError` where the file is damaged, `ModelFileError` where it is sound but
  ///   not a model of this program, is a pack of models, or has a loss that is none of these.
  public static func decode(
    _ data: Data, among losses: LossCatalogue = .standard
  ) throws -> MultiTaskModel {
    switch try read(data, among: losses) {
    case .model(let model): return model
    case .pack: throw ModelFileError.isPack
    }
  }

  /// A model or a pack of models from a file's bytes.
  ///
  /// - Parameter losses: Those that its labels may have.
  /// - Throws: As `decode`, but for a pack.
  public static func read(
    _ data: Data, among losses: LossCatalogue = .standard
  ) throws -> StoredPredictor {
    let file = try SealedFile(decoding: data, as: .model)
    let envelope: Envelope = try VersionedText.decode(
      file.description, version: Envelope.currentVersion, by: JSONDecoder(among: losses))
    let stored: StoredPredictor
    var tensorCount =
      (envelope.calibration?.labels.count ?? 0) + (envelope.smearing?.labels.count ?? 0)
    switch (envelope.model, envelope.pack) {
    case (let description?, nil):
      try description.checkConsistency()
      try require(description.parameterCount, in: file)
      var model = try model(description, from: file)
      model.calibration = try envelope.calibration?.calibration(of: model.labels, from: file)
      if let smearing = try envelope.smearing?.smearing(of: model.labels, from: file) {
        model.smearing = smearing
      }
      if let thresholds = try envelope.thresholds?.values(of: model.labels) {
        model.thresholds = thresholds
      }
      stored = .model(model)
      tensorCount += model.tensorCount
    case (nil, let description?):
      try description.checkConsistency()
      try require(
        description.members.reduce(0) { $0 + $1.model.parameterCount }, in: file)
      let members = try description.members.map {
        ModelPack.Member(
          number: $0.number, model: try model($0.model, from: file, prefix: prefix($0.number)))
      }
      var pack = ModelPack(
        tasks: description.tasks, members: members, shares: description.shares)
      pack.calibration = try envelope.calibration?.calibration(of: pack.labels, from: file)
      if let smearing = try envelope.smearing?.smearing(of: pack.labels, from: file) {
        pack.smearing = smearing
      }
      if let thresholds = try envelope.thresholds?.values(of: pack.labels) {
        pack.thresholds = thresholds
      }
      stored = .pack(pack)
      tensorCount += members.reduce(0) { $0 + $1.model.tensorCount }
    default: throw ModelFileError.badDescription("it is neither one model nor one pack of them")
    }
    let extra = file.tensors.count - tensorCount
    guard extra == 0 else { throw ModelFileError.extraTensors(extra) }
    return stored
  }

  /// A network larger than its file is not even laid out: its size may be beyond counting.
  private static func require(_ parameters: Double, in file: SealedFile) throws(ModelFileError) {
    let available = file.byteCount / DataType.f32.width
    guard parameters <= Double(available) else {
      throw .tooLarge(parameters: parameters, available: available)
    }
  }

  private static func model(
    _ description: MultiTaskModel.Description, from file: SealedFile, prefix: String = ""
  ) throws -> MultiTaskModel {
    let layout = MultiTaskNetwork(
      description.configuration, inputs: InputLayout(features: description.schema.features),
      tasks: description.schema.taskConfigurations(description.heads)
    ).layout
    let snapshots = try prefixes(description).map {
      try parameters(of: layout, from: file, prefix: prefix + $0)
    }
    return MultiTaskModel(description: description, snapshots: snapshots)
  }

  private static func tensors(of model: MultiTaskModel, prefix: String = "") -> [Tensor] {
    zip(prefixes(model.description), model.snapshots).flatMap { epoch, parameters in
      model.network.layout.segments.map { segment in
        Tensor(
          name: prefix + epoch + segment.name, shape: segment.shape,
          values: Array(parameters[segment.range]))
      }
    }
  }

  /// What the names of the tensors of a pack's model begin with.
  private static func prefix(_ number: Int) -> String { "model.\(number)." }

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

/// The description of a model or a pack with the version of its form.
private struct Envelope: Codable {
  // 2: with a fingerprint. 3: with notations, dates and layouts of the table it was trained on.
  static let currentVersion = 3

  let version: Int
  var model: MultiTaskModel.Description?
  var pack: PackDescription?
  /// What there is to make prediction sets from; nil where the model was not calibrated.
  var calibration: CalibrationDescription?
  /// What there is to make means of predictions; nil where no label is transformed.
  var smearing: SmearingDescription?
  /// The thresholds of binary labels that are not a half; nil without any.
  var thresholds: ThresholdDescription?
}

extension MultiTaskModel {
  /// How many tensors its file has.
  fileprivate var tensorCount: Int { snapshots.count * network.layout.segments.count }
}

extension MultiTaskModel.Description {
  /// The numbers of all its snapshots; a Double, since nobody says that memory could hold them.
  fileprivate var parameterCount: Double {
    Double(ownEpochs?.epochs.count ?? 1) * graph.parameterCount
  }
}
