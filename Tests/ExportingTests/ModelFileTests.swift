import Datasets
import Exporting
import Foundation
import Losses
import ModelExamples
import NeuralNetwork
import Safetensors
import Testing
import Training

struct ModelFileTests {
  @Test(
    "a model comes back as it was, and its file has the same bytes again",
    arguments: [false, true], [.all, .experts(count: 2), .cgc(count: 2)] as [Sharing])
  func roundTrip(ownEpochs: Bool, sharing: Sharing) throws {
    let network = NetworkConfiguration(
      hidden: [5, 4], activation: .relu, dropout: 0.25, layerNorm: true, sharing: sharing)
    let model = try ExampleModel.make(network, ownEpochs: ownEpochs, seed: 1)
    let data = try ModelFile.encode(model)
    let decoded = try ModelFile.decode(data)
    #expect(decoded.description == model.description)
    #expect(decoded.snapshots == model.snapshots)
    #expect(try ModelFile.encode(decoded) == data)
    #expect(try ModelFile.encode(model) == data)
    let table = ExampleModel.table
    #expect(try decoded.predictions(csv: table).values == model.predictions(csv: table).values)
  }

  @Test("tensors are called by what they are")
  func names() throws {
    let file = try SafetensorsFile(
      decoding: try ModelFile.encode(try ExampleModel.make(hidden: [5], layerNorm: true)))
    // Inputs: 1 + 2 numbers, 4 + 3 slots, 3 + 2 embedded.
    let shapes: [String: [Int]] = [
      "embedding.city.weight": [5, 3], "embedding.shop.weight": [2, 2],
      "spline.u.bias": [8], "spline.u.slope": [8], "spline.u.steps": [3, 8],
      "waves.u.frequency": [16], "waves.u.phase": [16], "waves.u.weight": [4, 16],
      "waves.u.bias": [4], "waves.t.frequency": [16], "waves.t.phase": [16],
      "waves.t.weight": [4, 16], "waves.t.bias": [4],
      "trunk.0.weight": [5, 34], "trunk.0.bias": [5],
      "trunk.0.norm.weight": [5], "trunk.0.norm.bias": [5],
      "head.price.weight": [1, 5], "head.price.bias": [1],
      "head.delay.weight": [1, 5], "head.delay.bias": [1],
      "head.rain.weight": [1, 5], "head.rain.bias": [1],
      "head.sort.weight": [3, 5], "head.sort.bias": [3],
      "head.visits.weight": [1, 5], "head.visits.bias": [1],
    ]
    #expect(Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.shape) }) == shapes)
    #expect(file.tensors.allSatisfy { $0.dtype == .f32 })
    #expect(Set(file.metadata.keys) == ["equipoise", "equipoise_fingerprint"])
  }

  @Test("tasks are predicted from the tensors of their epochs")
  func ownEpochs() throws {
    let model = try ExampleModel.make(ownEpochs: true)
    let file = try SafetensorsFile(decoding: try ModelFile.encode(model))
    let names = Set(file.tensors.map(\.name))
    #expect(names.count == 3 * model.network.layout.segments.count)
    #expect(
      names.isSuperset(of: ["trunk.0.bias", "epoch.3.trunk.0.bias", "epoch.12.trunk.0.bias"]))
    let found = try model.predictions(csv: ExampleModel.table).values
    for (task, snapshot) in [0, 2, 0, 1, 0].enumerated() {
      var description = model.description
      description.ownEpochs = nil
      let alone = MultiTaskModel(
        description: description, parameters: model.snapshots[snapshot])
      #expect(try found[task] == alone.predictions(csv: ExampleModel.table).values[task])
    }
    #expect(Set(model.snapshots).count == 3)
  }

  @Test("a model without hidden layers is read as well")
  func linear() throws {
    let model = try ExampleModel.make(hidden: [])
    #expect(try ModelFile.decode(try ModelFile.encode(model)).parameters == model.parameters)
  }

  @Test("a file of tensors alone is not a model")
  func notAModel() throws {
    let data = try SafetensorsFile(tensors: [], metadata: ["format": "pt"]).encoded()
    #expect(throws: ModelFileError.notOfKind("equipoise")) { try ModelFile.decode(data) }
  }

  @Test("a description of another version is refused before it is read")
  func version() throws {
    let document = try ModelDocument(try ExampleModel.make())
    #expect(throws: ModelFileError.unknownVersion(4, known: 3)) {
      try ModelFile.decode(document.encoded(text: #"{"version": 4, "model": "new"}"#))
    }
  }

  @Test(
    "a description that is no JSON, or lacks parts, is an error",
    arguments: ["", "{", "[]", "{}", #"{"version": 3}"#, #"{"version": 3, "model": {}}"#])
  func badDescription(text: String) throws {
    let document = try ModelDocument(try ExampleModel.make())
    let error = try #require(throws: ModelFileError.self) {
      try ModelFile.decode(document.encoded(text: text))
    }
    #expect(error.description.hasPrefix("has a description that cannot be read: "))
  }

  @Test("every tensor must be there, in its shape and type, and no other")
  func tensors() throws {
    let whole = try ModelDocument(try ExampleModel.make())
    let index = try #require(whole.tensors.firstIndex { $0.name == "trunk.1.bias" })
    func error(_ edit: (inout [Tensor]) throws -> Void) throws -> (any Error)? {
      var document = whole
      try edit(&document.tensors)
      let data = try document.encoded()
      return #expect(throws: (any Error).self) { try ModelFile.decode(data) }
    }
    let extra = Tensor(name: "extra", shape: [4], values: [0, 0, 0, 0])
    #expect(
      try error { $0[index] = extra } as? ModelFileError == .missingTensor("trunk.1.bias"))
    #expect(try error { $0.append(extra) } as? ModelFileError == .extraTensors(1))
    #expect(
      try error {
        $0[index] = Tensor(name: "trunk.1.bias", shape: [2, 2], values: [0, 0, 0, 0])
      } as? ModelFileError == .wrongShape("trunk.1.bias", found: [2, 2], expected: [4]))
    #expect(
      try error {
        $0[index] = try Tensor(
          name: "trunk.1.bias", shape: [4], dtype: .f64, bytes: Data(count: 32))
      } as? SafetensorsError
        == .wrongDataType(tensor: "trunk.1.bias", expected: .f32, found: .f64))
  }

  @Test("a loss of the caller's own is kept by its name, and needed to read the model")
  func ownLoss() throws {
    let losses = try LossCatalogue.standard.adding([
      LossEntry(
        named: "own", of: .regression, value: { ($0 - $1) * ($0 - $1) }, slope: { 2 * ($0 - $1) })
    ])
    var document = try ModelDocument(try ExampleModel.make())
    let paths: [[JSON.Step]] = [
      [.key("schema"), .key("tasks"), .index(0), .key("loss")],
      [.key("heads"), .index(0), .key("task"), .key("loss")],
      [.key("statistics"), .index(0), .key("task"), .key("loss")],
    ]
    for path in paths { document.set(path, to: .string("own")) }
    let data = try document.encoded()
    let model = try ModelFile.decode(data, among: losses)
    #expect(model.tasks.map(\.loss.name).prefix(2) == ["own", "huber=1.5"])
    #expect(model.parameters == (try ExampleModel.make().parameters))
    #expect(try ModelFile.decode(ModelFile.encode(model), among: losses).tasks == model.tasks)
    let error = try #require(throws: ModelFileError.self) { try ModelFile.decode(data) }
    #expect(error == .missingLoss("own"))
    #expect(
      error.description == "has a label with the loss \"own\", which is none of equipoise's; a "
        + "program that has it gives it along, as in MultiTaskModel(contentsOf: path, losses: [loss])"
    )
  }

  @Test("a file cut short anywhere is an error")
  func cutShort() throws {
    let data = try ModelFile.encode(try ExampleModel.make())
    for count in stride(from: 0, to: data.count, by: 13) {
      #expect(throws: (any Error).self) { try ModelFile.decode(data.prefix(count)) }
    }
  }
}
