import Datasets
import Foundation
import LinearAlgebra
import Losses
import NeuralNetwork
import Testing

@Suite("What members predict together")
struct MeanOutputsTests {
  private static let configurations = [
    NetworkConfiguration(hidden: [6, 4], dropout: 0, linearPath: true, members: 3),
    NetworkConfiguration(hidden: [5], towers: [4], dropout: 0, members: 2),
    NetworkConfiguration(hidden: [5], dropout: 0, members: 8),
  ]

  /// The mean of members' predictions for a row, task by task.
  private func meanPrediction(_ example: Example, row: Int) -> [[Double]] {
    let reference = example.reference
    let outputs = (0..<reference.members).map {
      reference.outputs(example.rows[row], at: row, member: $0, example.doubles)
    }
    return example.network.labels.enumerated().map { task, head in
      let predictions = outputs.map { member -> [Double] in
        let z = member[task]
        switch head.label.kind {
        case .regression: return [head.location + head.scale * z[0]]
        case .binary: return [1 / (1 + exp(-z[0]))]
        case .count: return [exp(z[0])]
        case .multiclass:
          let sum = z.reduce(0) { $0 + exp($1) }
          return z.map { exp($0) / sum }
        }
      }
      return predictions[0].indices.map { index in
        predictions.reduce(0) { $0 + $1[index] } / Double(predictions.count)
      }
    }
  }

  @Test(
    "predictions are means of numbers, of counts' means and of probabilities",
    arguments: configurations)
  func predictions(configuration: NetworkConfiguration) {
    let example = Example(configuration, rowCount: 70, seed: 41)
    let (pass, _) = example.forward(gradients: .none, threads: 2)
    var found = example.network.labels.map { _ in [Double]() }
    pass.forEachOutput { example.network.appendPredictions(from: $0, to: &found) }
    for (task, head) in example.network.labels.enumerated() {
      let expected = example.rows.indices.flatMap { meanPrediction(example, row: $0)[task] }
      #expect(found[task].count == example.rows.count * head.label.outputCount)
      for (found, expected) in zip(found[task], expected) {
        #expect(abs(found - expected) <= 1e-5 * max(1, abs(expected)), "\(head.label.name)")
      }
    }
  }

  @Test(
    "without gradients losses are the mean prediction's, no more than members' own on the mean",
    arguments: configurations, [false, true])
  func losses(configuration: NetworkConfiguration, weighted: Bool) {
    let example = Example(configuration, rowCount: 70, weighted: weighted, seed: 42)
    let (pass, _) = example.forward(gradients: .none)
    // The outputs of which a prediction is the mean, from the links' definitions.
    let outputs = example.rows.indices.map { row in
      zip(example.network.labels, meanPrediction(example, row: row)).map { head, mean in
        switch head.label.kind {
        case .regression: [(mean[0] - head.location) / head.scale]
        case .binary: [log(mean[0] / (1 - mean[0]))]
        case .count, .multiclass: mean.map { log($0) }
        }
      }
    }
    let expected = example.reference.losses(example.rows, of: outputs)
    #expect(relativeDifference(pass.losses, expected) <= 1e-5)
    // All these losses are convex in the prediction.
    let (apart, _) = example.forward()
    for (together, apart) in zip(pass.losses, apart.losses) { #expect(together < apart) }
  }

  @Test("outputs far out stand for predictions within their range")
  func farOut() {
    let example = Example(
      NetworkConfiguration(hidden: [3], dropout: 0, members: 2), rowCount: 1, missing: 0, seed: 43)
    var parameters = example.parameters
    // One member is sure of one thing, the other of the opposite; of classes each of its own.
    for segment in example.network.layout.segments where segment.name.hasPrefix("head.") {
      let isBias = segment.name.hasSuffix("bias")
      for (place, index) in segment.range.enumerated() {
        parameters[index] = isBias ? (place % 2 == 0 ? 300 : -300) : 0
      }
      if isBias && segment.name.contains("sort") {
        let numbers: [Float] = [300, 0, 0, 300, 0, 0]
        for (number, index) in zip(numbers, segment.range) { parameters[index] = number }
      }
      if isBias && segment.name.contains("visits") {
        for index in segment.range { parameters[index] = 80 }
      }
    }
    let pass = BatchPass(network: example.network, capacity: 1, gradients: .none, threads: 1)
    pass.gather(example.table, at: [0])
    pass.forwardToLosses(parameters: FloatBuffer(parameters))
    var found = example.network.labels.map { _ in [Double]() }
    pass.forEachOutput { example.network.appendPredictions(from: $0, to: &found) }
    #expect(found[0] == [example.network.labels[0].location])
    #expect(abs(found[3][0] - 0.5) < 1e-6)
    #expect(zip(found[4], [0.5, 0.5, 0]).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(abs(found[5][0] / exp(80) - 1) < 1e-5)
    #expect(pass.losses.filter { !$0.isFinite } == [])
  }
}
