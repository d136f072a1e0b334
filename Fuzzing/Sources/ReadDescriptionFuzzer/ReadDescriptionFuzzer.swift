import Datasets
import Exporting
import Foundation
import FuzzerLoop
import ModelSeal
import Safetensors
import Training

@main
struct ReadDescriptionFuzzer {
  static func main() {
    fuzz { start, count in read(Data(UnsafeBufferPointer(start: start, count: count))) }
  }
}

/// The tensors of the model whose description is altered.
private let tensors: [Tensor] = {
  guard let path = ProcessInfo.processInfo.environment["FUZZED_MODEL"],
    let data = FileManager.default.contents(atPath: path),
    let file = try? SafetensorsFile(decoding: data)
  else { fatalError("FUZZED_MODEL is to name a model") }
  return file.tensors
}()

/// Reads an arbitrary text as the description of a model, its schema included, beside the tensors
/// of a sound one. What is none is an error, never a crash; what is one predicts.
private func read(_ bytes: Data) -> CInt {
  let text = String(decoding: bytes, as: UTF8.self)
  guard let sealed = ModelSeal.seal("equipoise", description: text, tensors: tensors),
    let model = try? ModelFile.decode(sealed)
  else { return 0 }
  let columns = model.description.schema.features.map { feature in
    if feature.encoding.isNumeric {
      Column(name: feature.name, values: .numeric([1.5, .nan]))
    } else {
      Column(name: feature.name, values: .categorical(.init(codes: [0, -1], categories: ["red"])))
    }
  }
  let predictions = model.predictions(for: Dataset(rowCount: 2, columns: columns), threads: 1)
  precondition(
    predictions.map(\.count) == model.labels.map { 2 * $0.outputCount }, "two rows are predicted")
  precondition((try? ModelFile.encode(model)) != nil, "a model is written")
  return 0
}
