import Datasets
import Exporting
import Foundation
import Losses
import ModelExamples
import NeuralNetwork
import Safetensors
import Statistics
import Testing
import Training

@Suite("Means of transformed labels in model files")
struct SmearingDescriptionTests {
  private static let residuals: [Float] = [-0.5, 0, 0.75]

  /// The example, whose price is learnt as its logarithm.
  private static func model() throws -> MultiTaskModel {
    let example = try ExampleModel.make()
    let statistics = try LabelStatistics(
      label: LabelRequest(
        name: "price", kind: .regression, loss: LossRequest(.squaredError), transform: .logarithm),
      values: ExampleModel.labels[0].1)
    var description = example.description
    description.statistics[0] = statistics
    description.heads[0] = HeadConfiguration(
      label: statistics.label, location: statistics.location, scale: statistics.scale,
      prior: statistics.priorOutput)
    description.schema = Schema(
      features: ExampleModel.features,
      labels: [statistics.label] + ExampleModel.labels.dropFirst().map(\.0))
    var model = MultiTaskModel(description: description, parameters: example.parameters)
    model.smearing[0] = Smearing(residuals: residuals)
    return model
  }

  @Test("a model predicts the same from its file, means and medians, and has the same bytes again")
  func roundTrip() throws {
    let model = try Self.model()
    let data = try ModelFile.encode(model)
    let decoded = try ModelFile.decode(data)
    #expect(decoded.smearing == model.smearing)
    #expect(decoded.description == model.description)
    #expect(try ModelFile.encode(decoded) == data)
    let (_, means) = try decoded.predictions(csv: ExampleModel.table)
    let (_, medians) = try decoded.predictingMedians.predictions(csv: ExampleModel.table)
    let factor = Self.residuals.reduce(0) { $0 + exp(Double($1)) } / 3
    for (mean, median) in zip(means[0], medians[0]) {
      #expect(median > 0 && abs(mean / (median * factor) - 1) < 1e-9)
    }
    #expect(Array(means.dropFirst()) == Array(medians.dropFirst()))
  }

  @Test("a file without a transformed label says nothing of it, as those written before")
  func without() throws {
    let data = try ModelFile.encode(try ExampleModel.make())
    #expect(!String(decoding: data, as: UTF8.self).contains("smearing"))
    #expect(!String(decoding: data, as: UTF8.self).contains("transform"))
  }

  private func error(_ edit: (inout ModelDocument) throws -> Void) throws -> String {
    var document = try ModelDocument(Self.model())
    try edit(&document)
    let data = try document.encoded()
    return "\(try #require(throws: (any Error).self) { try ModelFile.decode(data) })"
  }

  @Test("residuals that cannot be are refused")
  func damaged() throws {
    for values in [[], [1, 0], [0, .nan], Array(repeating: 0, count: 513)] as [[Float]] {
      let found = try error { document in
        document.tensors.removeAll { $0.name == "smearing.price" }
        document.tensors.append(
          Tensor(name: "smearing.price", shape: [values.count], values: values))
      }
      #expect(found.contains("the residuals of label \"price\" are not finite and in order"))
    }
    for labels in [["delay"], ["price", "price"], ["none"]] {
      let found = try error {
        $0.description =
          $0.description.replacing(
            ["smearing", "labels"], by: .array(labels.map { .string($0) })) ?? .null
      }
      #expect(found.contains("residuals of labels that are not transformed"), "\(found)")
    }
    let untold = try error {
      $0.description = $0.description.replacing(["smearing"], by: nil) ?? .null
    }
    #expect(untold.contains("1"))
  }

  @Test("a transform of what is no number, or whose statistics are others', is refused")
  func contradiction() throws {
    let found = try error {
      $0.description =
        $0.description.replacing(["model", "statistics", 0, "transformed"], by: nil) ?? .null
    }
    #expect(found.contains("not those of its transform"), "\(found)")
  }
}
