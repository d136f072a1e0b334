internal import Fingerprints
package import Foundation
package import Safetensors

/// A safetensors file with a description in its metadata and, beside it, the fingerprint of all
/// that the file holds, so that no changed byte goes unnoticed.
///
/// Whoever changes a file on purpose computes the fingerprint anew: XXH3 with 128 bits of, in this
/// order, the name of the description's entry, the description, and for each tensor, those of wider
/// types first and then by name, its name, its type, its shape as in `[2, 3]`, and its bytes; each
/// of them after the number of its bytes as a little-endian integer of 64 bits.
package struct SealedFile {
  /// What the file describes, as JSON.
  package let description: String
  /// The fingerprint of all that it holds.
  package let fingerprint: String
  /// Its tensors by name.
  package let tensors: [String: Tensor]
  /// The bytes of all of them.
  package var byteCount: Int { tensors.values.reduce(0) { $0 + $1.bytes.count } }

  /// What a file describes, which is the name of its metadata's entry.
  package enum Kind: String {
    /// A model.
    case model = "equipoise"
    /// How far a run has come.
    case checkpoint = "equipoise_checkpoint"
  }

  private static let fingerprintKey = "equipoise_fingerprint"

  /// The file's bytes, in pieces: the same contents give the same bytes.
  package static func encode(
    _ kind: Kind, description: String, tensors: [Tensor]
  ) throws(SafetensorsError) -> [Data] {
    let bare = try SafetensorsFile(tensors: tensors)
    let fingerprint = fingerprint(kind, description: description, tensors: bare.tensors)
    return try SafetensorsFile(
      tensors: tensors,
      metadata: [kind.rawValue: description, fingerprintKey: fingerprint.description]
    ).encodedPieces()
  }

  /// Reads a file's bytes.
  ///
  /// - Throws: `SafetensorsError` where the file is damaged, `ModelFileError` where it is of
  ///   another kind or not as it was written.
  package init(decoding data: Data, as kind: Kind) throws {
    let file = try SafetensorsFile(decoding: data)
    guard let description = file.metadata[kind.rawValue] else {
      throw kind == .model && file.metadata[Kind.checkpoint.rawValue] != nil
        ? ModelFileError.isCheckpoint : ModelFileError.notOfKind(kind.rawValue)
    }
    guard let written = file.metadata[Self.fingerprintKey] else {
      throw ModelFileError.unsealed(Self.fingerprintKey)
    }
    let found = Self.fingerprint(kind, description: description, tensors: file.tensors)
    guard written == found.description else {
      throw ModelFileError.changed
    }
    self.description = description
    fingerprint = written
    tensors = Dictionary(file.tensors.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
  }

  /// - Parameter tensors: In the order of a written file.
  private static func fingerprint(
    _ kind: Kind, description: String, tensors: [Tensor]
  ) -> Fingerprint {
    let stream = FingerprintStream()
    stream.add(kind.rawValue)
    stream.add(description)
    for tensor in tensors {
      stream.add(tensor.name)
      stream.add(tensor.dtype.rawValue)
      stream.add("\(tensor.shape)")
      stream.add(tensor.bytes)
    }
    return stream.fingerprint
  }

  /// The tensor of that name.
  ///
  /// - Throws: `ModelFileError.missingTensor`.
  package func tensor(_ name: String) throws(ModelFileError) -> Tensor {
    guard let tensor = tensors[name] else { throw .missingTensor(name) }
    return tensor
  }
}
