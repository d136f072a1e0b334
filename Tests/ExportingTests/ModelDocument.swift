import Exporting
import Foundation
import Safetensors
import Training

/// A model file taken apart, to be altered and put together again.
struct ModelDocument {
  var description: JSON
  var tensors: [Tensor]

  init(_ model: MultiTaskModel) throws {
    try self.init(file: try ModelFile.encode(model))
  }

  init(pack: ModelPack) throws {
    try self.init(file: try ModelFile.encode(pack))
  }

  private init(file data: Data) throws {
    let file = try SafetensorsFile(decoding: data)
    let text = file.metadata[ModelFile.metadataKey] ?? ""
    description = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
    tensors = file.tensors
  }

  /// Replaces a part of the description of the model, or removes it if by nil.
  mutating func set(_ path: [JSON.Step], to value: JSON?) {
    description = description.replacing(["model"] + path, by: value) ?? .null
  }

  /// The bytes of the file.
  func encoded() throws -> Data {
    try encoded(text: String(decoding: JSONEncoder().encode(description), as: UTF8.self))
  }

  /// The bytes of a file with another text in the description's stead.
  func encoded(text: String) throws -> Data {
    try ModelFile.encodePieces(description: text, tensors: tensors).joined()
  }
}
