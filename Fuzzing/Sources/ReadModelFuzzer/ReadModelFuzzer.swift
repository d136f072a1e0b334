import Exporting
import Foundation
import FuzzerLoop
import ModelSeal
import Runs
import Safetensors

@main
struct ReadModelFuzzer {
  static func main() {
    fuzz { start, count in read(Data(UnsafeBufferPointer(start: start, count: count))) }
  }
}

/// Reads arbitrary bytes as a model and as a checkpoint: as they are, and with the fingerprint put
/// right. What is neither is an error, never a crash; what is one is written again with the same
/// bytes.
private func read(_ bytes: Data) -> CInt {
  if let model = try? ModelFile.decode(bytes) { check(bytes, try? ModelFile.encode(model)) }
  if let checkpoint = try? CheckpointFile.decode(bytes) {
    check(bytes, try? CheckpointFile.encode(checkpoint))
  }
  guard let file = try? SafetensorsFile(decoding: bytes) else { return 0 }
  for kind in ["equipoise", "equipoise_checkpoint"] {
    guard let text = file.metadata[kind],
      let sealed = ModelSeal.seal(kind, description: text, tensors: file.tensors)
    else { continue }
    if let model = try? ModelFile.decode(sealed) {
      precondition((try? ModelFile.decode(ModelFile.encode(model))) != nil, "a model is written")
    }
    if let checkpoint = try? CheckpointFile.decode(sealed) { _ = checkpoint.bestModel }
  }
  return 0
}

/// The same contents: the header of a file that someone else wrote may be in another order.
private func check(_ bytes: Data, _ again: Data?) {
  guard let again, let old = try? SafetensorsFile(decoding: bytes),
    let new = try? SafetensorsFile(decoding: again)
  else { fatalError("what was read cannot be written") }
  precondition(old.tensors == new.tensors, "the tensors have changed")
}
