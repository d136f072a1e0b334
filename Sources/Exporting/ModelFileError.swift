internal import Losses

/// Why a sound safetensors file is not a model, or not a checkpoint, of this program.
public enum ModelFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The metadata has no description under that name.
  case notOfKind(String)
  /// It is a checkpoint where a model is needed.
  case isCheckpoint
  /// It is a pack of models where a single one is needed.
  case isPack
  /// It is a single model where a pack is needed.
  case isSingle
  /// The metadata has no fingerprint, under that name.
  case unsealed(String)
  /// Something in the file is not what was written.
  case changed
  /// The description has a form that this version does not know.
  case unknownVersion(Int, known: Int)
  /// The description cannot be read.
  case badDescription(String)
  /// A label has a loss of that name, which is none of those given.
  case missingLoss(String)
  /// The description contradicts itself.
  case inconsistent(String)
  /// The network it describes has more parameters than all tensors together.
  case tooLarge(parameters: Double, available: Int)
  /// A tensor of the network is not there.
  case missingTensor(String)
  /// A tensor has other dimensions than the network's.
  case wrongShape(String, found: [Int], expected: [Int])
  /// There are more tensors than the network has.
  case extraTensors(Int)

  /// What is wrong.
  public var description: String {
    switch self {
    case .notOfKind(let key):
      "is a safetensors file, but none of equipoise's: its metadata has no \"\(key)\" entry"
    case .isCheckpoint:
      "is a run's checkpoint, not a model; name the run's folder instead"
    case .isPack: "holds a pack of models, not a single one"
    case .isSingle: "holds a single model, not a pack of them"
    case .unsealed(let key):
      "has no \"\(key)\" entry in its metadata, so that nothing tells whether it is whole"
    case .changed:
      "is damaged or was changed: its contents are not those whose fingerprint it was written with"
    case .unknownVersion(let version, let known):
      "describes its model in form \(version), but this version of equipoise knows form \(known)"
    case .badDescription(let reason): "has a description that cannot be read: \(reason)"
    case .missingLoss(let name):
      "has a label with the loss \"\(name)\", which is \(LossError.missing)"
    case .inconsistent(let reason): "has a description that contradicts itself: \(reason)"
    case .tooLarge(let parameters, let available):
      "describes a network of \(Int(exactly: parameters).map(String.init) ?? "\(parameters)") "
        + "parameters, but its tensors hold \(available): it is cut short or not a model's"
    case .missingTensor(let name): "lacks the tensor \"\(name)\""
    case .wrongShape(let name, let found, let expected):
      "has the tensor \"\(name)\" with shape \(found), but its description says \(expected)"
    case .extraTensors(let count):
      "has \(count) tensor\(count == 1 ? "" : "s") more than its description says"
    }
  }
}
