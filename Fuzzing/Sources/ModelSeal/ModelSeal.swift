public import Foundation
import Fingerprints
public import Safetensors

/// Puts a file's fingerprint right, by what the documentation says of it: what a fuzzer makes of a
/// sound file would not get any further otherwise.
public enum ModelSeal {
  static let key = "equipoise_fingerprint"

  /// The bytes of a file with these contents and the fingerprint of them; nil where they make none.
  public static func seal(
    _ kind: String, description: String, tensors: [Tensor]
  ) -> Data? {
    guard let file = try? SafetensorsFile(tensors: tensors) else { return nil }
    let stream = FingerprintStream()
    stream.add(kind)
    stream.add(description)
    for tensor in file.tensors {
      stream.add(tensor.name)
      stream.add(tensor.dtype.rawValue)
      stream.add("[" + tensor.shape.map(String.init).joined(separator: ", ") + "]")
      stream.add(tensor.bytes)
    }
    let metadata = [kind: description, key: stream.fingerprint.description]
    return try? SafetensorsFile(tensors: tensors, metadata: metadata).encoded()
  }
}
