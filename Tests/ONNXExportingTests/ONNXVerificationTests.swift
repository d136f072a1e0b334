import Datasets
import Exporting
import Losses
import ModelExamples
import NeuralNetwork
import ONNXExporting
import Testing
import Training

struct ONNXVerificationTests {
  private func verification(
    _ file: StoredPredictor, of stored: StoredPredictor, onTable: Bool = true
  ) throws -> ONNXVerification {
    let (table, _) = try stored.predictor.readColumns(
      [.bytes(name: "rows", Array(ExampleModel.table.utf8))])
    return try ONNXVerification(
      ONNXFile(file, version: "1"), of: stored, on: onTable ? table : nil, threads: 1)
  }

  @Test(
    "the graph of a model holds, on rows of a table and on odd ones",
    arguments: ONNXFileTests.networks)
  func holds(_ network: NetworkConfiguration) throws {
    let stored = StoredPredictor.model(try ExampleModel.make(network, seed: 4))
    let verification = try verification(stored, of: stored)
    #expect(verification.holds, "\(verification.output ?? "") \(verification.largest)")
    #expect(verification.rows == 13)
    #expect(try self.verification(stored, of: stored, onTable: false).rows == 8)
  }

  @Test("the graph of a pack holds")
  func pack() throws {
    let stored = StoredPredictor.pack(try ExamplePack.make())
    #expect(try verification(stored, of: stored).holds)
  }

  @Test("the graph of another model does not hold, and the output that differs is named")
  func other() throws {
    let (one, other) = (try ExampleModel.make(seed: 4), try ExampleModel.make(seed: 5))
    let verification = try verification(.model(other), of: .model(one))
    #expect(!verification.holds && verification.largest > 0.1)
    #expect(verification.output != nil && verification.otherClasses > 0)
    // One parameter of many that is a little off is seen.
    var snapshots = one.snapshots
    snapshots[0][snapshots[0].count - 1] += 0.01
    let near = MultiTaskModel(description: one.description, snapshots: snapshots)
    #expect(!(try self.verification(.model(near), of: .model(one)).holds))
    #expect(try self.verification(.model(near), of: .model(one)).output == "visits")
  }

  @Test("another threshold is another class, with the same probabilities")
  func threshold() throws {
    let one = try ExampleModel.make(seed: 4)
    var other = one
    other.thresholds = one.labels.map { $0.kind == .binary ? 0.99 : nil }
    let verification = try verification(.model(other), of: .model(one))
    #expect(!verification.holds && verification.otherClasses > 0 && verification.largest < 1e-5)
  }
}
