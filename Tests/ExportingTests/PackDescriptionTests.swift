import Datasets
import Exporting
import Foundation
import ModelExamples
import Safetensors
import Testing
import Training

struct PackDescriptionTests {
  /// What a file of the pack holds.
  private func pack(_ data: Data) throws -> ModelPack {
    guard case .pack(let pack) = try ModelFile.read(data) else {
      throw CocoaError(.fileReadCorruptFile)
    }
    return pack
  }

  @Test("a pack comes back as it was, and its file has the same bytes again")
  func roundTrip() throws {
    let pack = try ExamplePack.make(ownEpochs: true)
    let data = try ModelFile.encode(pack)
    let decoded = try self.pack(data)
    #expect(decoded.tasks == pack.tasks && decoded.shares == pack.shares)
    #expect(decoded.members.map(\.number) == [1, 6])
    for (decoded, member) in zip(decoded.members, pack.members) {
      #expect(decoded.model.description == member.model.description)
      #expect(decoded.model.snapshots == member.model.snapshots)
    }
    #expect(try ModelFile.encode(decoded) == data)
    #expect(try ModelFile.encode(.pack(pack)) == data)
  }

  @Test("tensors have the number of their model before their names")
  func names() throws {
    let file = try SafetensorsFile(
      decoding: try ModelFile.encode(try ExamplePack.make(ownEpochs: true)))
    let names = Set(file.tensors.map(\.name))
    #expect(
      names.isSuperset(of: [
        "model.1.trunk.1.bias", "model.1.epoch.3.trunk.1.bias", "model.6.head.price.weight",
      ]))
    #expect(names.allSatisfy { $0.hasPrefix("model.1.") || $0.hasPrefix("model.6.") })
  }

  @Test("where one model is needed a pack is refused by name")
  func single() throws {
    let data = try ModelFile.encode(try ExamplePack.make())
    #expect(throws: ModelFileError.isPack) { try ModelFile.decode(data) }
  }

  @Test(
    "a contradiction is named",
    arguments: [
      (["tasks"], .array([]), "it has no task"),
      (["members"], .array([]), "it has no model"),
      (["members", 1, "number"], .int(1), "two of its models have one number"),
      (["members", 1, "number"], .int(-3), "two of its models have one number"),
      (["members", 1, "model", "schema", "features"], .array([]), "it has no feature"),
      (
        ["members", 1, "model", "schema", "features", 0, "name"], .string("w"),
        "its models read different columns"
      ),
      (
        ["members", 1, "model", "reading", "missingMarkers"], .array([.string("?")]),
        "its models read different columns"
      ),
      (["shares", 0], nil, "its shares are not those of its tasks and models"),
      (["shares", 0, 1], nil, "its shares are not those of its tasks and models"),
      (["shares", 0, 1], .double(0.5), "the shares of task \"price\" are none"),
      (["shares", 0], .array([.double(1.5), .double(-0.5)]), "shares of task \"price\" are none"),
      (
        ["shares"], .array((0..<5).map { _ in .array([.int(1), .int(0)]) }),
        "it has a model that no task has a share in"
      ),
      (
        ["members", 1, "model", "heads", 0, "location"], .double(3),
        "its models know different things of task \"price\""
      ),
      (
        ["members", 1, "model", "statistics", 0, "priorLoss"], .double(3),
        "its models know different things of task \"price\""
      ),
    ] as [([JSON.Step], JSON?, String)])
  func contradiction(path: [JSON.Step], value: JSON?, message: String) throws {
    var document = try ModelDocument(pack: ExamplePack.make())
    document.description = document.description.replacing(["pack"] + path, by: value) ?? .null
    let data = try document.encoded()
    let error = try #require(throws: ModelFileError.self) { try ModelFile.read(data) }
    #expect(error.description.contains(message), "\(error)")
  }

  @Test("a model without a task that it has a share in is refused")
  func missingTask() throws {
    let pack = try ExamplePack.make()
    var document = try ModelDocument(pack: pack)
    // The second model predicts all tasks but the last, whose name is another one there.
    let base: [JSON.Step] = ["pack", "members", 1, "model"]
    for path in [
      ["schema", "tasks", 4, "name"], ["heads", 4, "task", "name"],
      ["statistics", 4, "task", "name"],
    ] as [[JSON.Step]] {
      document.description =
        document.description.replacing(base + path, by: .string("calls")) ?? .null
    }
    let data = try document.encoded()
    let error = try #require(throws: ModelFileError.self) { try ModelFile.read(data) }
    #expect(
      error.description.contains(
        "model 6 has a share in task \"visits\", which it does not predict"), "\(error)")
  }

  @Test("a file of both or neither, and one with a tensor too many or too few, is refused")
  func otherwise() throws {
    let pack = try ExamplePack.make()
    var document = try ModelDocument(pack: pack)
    document.description =
      document.description.replacing(["pack"], by: nil) ?? .null
    let neither = try document.encoded()
    #expect(
      throws: ModelFileError.badDescription("it is neither one model nor one pack of them")
    ) { try ModelFile.read(neither) }
    document = try ModelDocument(pack: pack)
    let index = try #require(
      document.tensors.firstIndex { $0.name == "model.6.trunk.0.bias" })
    let bias = document.tensors[index]
    let stray = Tensor(name: "model.2.trunk.0.bias", shape: [3], values: [0, 0, 0])
    document.tensors[index] = stray
    let renamed = try document.encoded()
    #expect(throws: ModelFileError.missingTensor(bias.name)) { try ModelFile.read(renamed) }
    document.tensors.append(bias)
    let more = try document.encoded()
    #expect(throws: ModelFileError.extraTensors(1)) { try ModelFile.read(more) }
  }
}
