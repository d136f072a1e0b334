public import Datasets
public import Foundation
import Losses
public import NeuralNetwork
import RandomNumbers
import Statistics
public import Training

/// A small model with every kind of feature and task, put together by hand.
public enum ExampleModel {
  /// Columns of every encoding.
  public static let features = [
    Feature(
      name: "x", encoding: .numeric(.init(mean: 3, deviation: 2, indicatesMissing: false))),
    Feature(
      name: "v", encoding: .numeric(.init(mean: -1, deviation: 0.5, indicatesMissing: true))),
    Feature(
      name: "colour", encoding: .oneHot(.init(categories: ["red", "blue"], hasMissingSlot: true))),
    Feature(
      name: "size", encoding: .oneHot(.init(categories: ["S", "L"], hasMissingSlot: false))),
    Feature(
      name: "city",
      encoding: .embedding(
        .init(categories: ["Köln", "Lyon", "Bari"], hasMissingSlot: true), dimension: 3)),
    Feature(
      name: "shop",
      encoding: .embedding(.init(categories: ["a"], hasMissingSlot: false), dimension: 2)),
    Feature(
      name: "u",
      encoding: .embeddedNumber(
        .init(
          embedding: .both, centre: 2, scale: 3, knots: [-4, 1, 2.5, 20], indicatesMissing: true))),
    Feature(
      name: "t",
      encoding: .embeddedNumber(
        .init(embedding: .waves, centre: -1, scale: 0.5, knots: [], indicatesMissing: false))),
  ]

  /// Each task with labels to take its statistics from.
  public static let labels: [(Label, [Double])] = [
    (Label(name: "price", kind: .regression, loss: .squaredError), [10, 12, .nan, 17]),
    (Label(name: "delay", kind: .regression, loss: .huber(delta: 1.5)), [-1, 0, 5, 8]),
    (
      Label(
        name: "rain", kind: .binary, loss: .binaryCrossEntropy, classes: ["no", "yes"]),
      [0, 1, 1, 1]
    ),
    (
      Label(
        name: "sort", kind: .multiclass, loss: .crossEntropy, classes: ["a", "b", "c"]),
      [2, 1, 0, 2]
    ),
    (Label(name: "visits", kind: .count, loss: .poissonDeviance), [0, 3, 1, .nan]),
  ]

  /// A model with random parameters.
  public static func make(
    hidden: [Int] = [5, 4], activation: Activation = .relu, layerNorm: Bool = false,
    ownEpochs: Bool = false, seed: UInt64 = 1
  ) throws -> MultiTaskModel {
    try make(
      NetworkConfiguration(
        hidden: hidden, activation: activation, dropout: 0.25, layerNorm: layerNorm),
      ownEpochs: ownEpochs, seed: seed)
  }

  /// A model of a network of some shape, with random parameters.
  public static func make(
    _ configuration: NetworkConfiguration, ownEpochs: Bool = false, seed: UInt64
  ) throws -> MultiTaskModel {
    let statistics = try labels.map { try LabelStatistics(label: LabelRequest($0), values: $1) }
    let heads = statistics.map {
      HeadConfiguration(
        label: $0.label, location: $0.location, scale: $0.scale, prior: $0.priorOutput)
    }
    let description = MultiTaskModel.Description(
      schema: Schema(features: features, labels: labels.map(\.0)),
      configuration: configuration, heads: heads, statistics: statistics,
      reading: ReadingOptions(), balance: "power:0.5",
      ownEpochs: ownEpochs
        ? OwnEpochs(
          epochs: [7, 3, 12],
          departures: [
            nil, .init(snapshot: 2, gain: 0.5, standardError: 0.25), nil,
            .init(snapshot: 1, gain: 2, standardError: 0), nil,
          ]) : nil)
    let network = MultiTaskNetwork(
      description.configuration, inputs: InputLayout(features: features), heads: heads)
    var generator = SeededGenerator(seed: seed, stream: .initialisation)
    let snapshots = (0..<(ownEpochs ? 3 : 1)).map { _ in
      (0..<network.layout.count).map { _ in Float(0.5 * generator.normal()) }
    }
    return MultiTaskModel(description: description, snapshots: snapshots)
  }

  /// Rows with known, unknown and missing cells.
  public static let table = """
    x,v,colour,size,city,shop,u,t
    3,0.5,red,S,Köln,a,-4.5,-1
    -7.25,,blue,L,Lyon,,1.75,
    ,-1,green,XL,Bari,b,,0.5
    1e3,2,,,,a,1e9,-1e9
    0.125,-3,red,M,Oslo,c,17,-2.25

    """
}

extension MultiTaskModel {
  /// Predictions for a table in CSV.
  public func predictions(csv: String) throws -> (rowCount: Int, values: [[Double]]) {
    var options = description.reading
    options.columns = .only(
      description.schema.features.map { feature in
        ColumnDeclaration(feature.name, as: feature.encoding.isNumeric ? .numeric : .categorical)
      })
    let dataset = try Dataset.read(
      TableReader(sources: [.bytes(name: "rows", Array(csv.utf8))], options: options)
    ).dataset
    return (dataset.rowCount, predictions(for: dataset, threads: 1))
  }
}

/// Hands a folder of its own to the body and removes it afterwards.
public func inTemporaryFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "ModelExamples-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}

/// What a folder holds.
public func names(in folder: URL) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}
