import Balancing
import Datasets
import Exporting
import Foundation
import NeuralNetwork
import Runs
import Training

/// A run of a small table, saved after every step.
enum SmallRun {
  static func checkpoints(
    _ scheme: String = "db-mtl", epochs: Int = 2, averaging: Double? = nil,
    ownEpochs: Bool = false
  ) throws -> [RunCheckpoint] {
    var (lines, generator) = (["x,colour,y,z"], SystemRandomNumberGenerator())
    for row in 0..<40 {
      let colour = ["red", "blue"].randomElement(using: &generator) ?? "red"
      let number = Double.random(in: -1...1, using: &generator)
      lines.append("\(number),\(colour),\(row % 7),\(row % 2 == 0 ? "yes" : "no")")
    }
    let dataset = try Dataset.read(
      TableReader(
        sources: [.bytes(name: "t", Array((lines.joined(separator: "\n") + "\n").utf8))],
        options: ReadingOptions())
    ).dataset
    let labels = try [LabelSpecification(parsing: "y"), LabelSpecification(parsing: "z")].map {
      guard let column = dataset[$0.pattern] else { throw CocoaError(.coderValueNotFound) }
      return try LabelColumn(column: column, specification: $0)
    }
    let data = try PreparedData(
      dataset, features: ["x", "colour"], labels: labels, rowWeights: nil,
      split: try Split(rowCount: 40, fractions: (0.8, 0.2, 0), seed: 1))
    var configuration = TrainingConfiguration()
    (configuration.epochs, configuration.batchSize) = (epochs, 8)
    configuration.network.hidden = [3]
    configuration.averaging = averaging
    configuration.ownEpochs = ownEpochs
    let description = MultiTaskModel.Description(
      schema: data.schema, configuration: configuration.network, heads: data.heads,
      statistics: data.statistics, reading: ReadingOptions(), balance: scheme)
    var checkpoints: [RunCheckpoint] = []
    var observer = TrainingObserver()
    observer.interval = .rows(1)
    observer.save = { training in
      checkpoints.append(
        RunCheckpoint(
          arguments: ["--epochs=\(epochs)", "--", "t.csv"], data: data.fingerprint,
          description: description, training: training))
    }
    _ = try Trainer(
      configuration, scheme: try SchemeCatalogue.parse(scheme), taskWeights: [1, 1], threads: 1
    ).fit(data, observer: observer)
    return checkpoints
  }
}

/// The single model of a run.
func storedModel(at path: String) throws -> MultiTaskModel {
  guard case .complete(.model(let model)) = try RunFolder.read(at: path) else {
    throw CocoaError(.fileReadCorruptFile)
  }
  return model
}
