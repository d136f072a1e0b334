import Datasets
import Foundation
import Losses
import NeuralNetwork
import Training

/// A table of examples, read and prepared for training.
struct ExampleTable {
  let dataset: Dataset
  let data: PreparedData

  /// The tables in the folder of shared examples that are small enough to train on in a test.
  static let shared = [
    "loans", "molecules_sparse", "nyc_flights_small", "nyc_weather_6h", "solar_flare",
    "star_scores", "yeast",
  ]

  static let sharedIsPresent = shared.allSatisfy {
    FileManager.default.fileExists(atPath: sharedPath($0))
  }

  /// The labels of a table, a name beginning with `y_` each.
  ///
  /// - Parameters:
  ///   - regressionLoss: The loss of regressions, the usual one if nil.
  ///   - countsNumbers: Whether numbers are counts.
  struct LabelChoice {
    var regressionLoss: LossRequest?
    var countsNumbers = false
  }

  /// Prepares a table: rows 0, 5, 10, … are for testing, 1, 6, 11, … for validation.
  init(
    _ dataset: Dataset, labels: LabelChoice = LabelChoice(), rowWeights: [Float]? = nil,
    encoding: EncodingOptions = EncodingOptions(),
    part: (Int) -> Split.Part = Self.fixedPart
  ) throws {
    let names = dataset.columns.map(\.name)
    let columns = try dataset.columns.filter { $0.name.hasPrefix("y_") }.map { column in
      let plain = try LabelColumn(
        column: column, specification: LabelSpecification(column.name))
      guard plain.label.kind == .regression else { return plain }
      return try LabelColumn(
        column: column,
        specification: LabelSpecification(
          column.name, kind: labels.countsNumbers ? .count : .regression,
          loss: labels.regressionLoss))
    }
    self.dataset = dataset
    data = try PreparedData(
      dataset, features: names.filter { !$0.hasPrefix("y_") }, labels: columns,
      rowWeights: rowWeights, split: Split(parts: (0..<dataset.rowCount).map(part)),
      encoding: encoding)
  }

  /// Prepares one of the `shared` tables.
  init(shared name: String, labels: LabelChoice = LabelChoice()) throws {
    try self.init(Self.read(Self.sharedPath(name)), labels: labels)
  }

  /// Hourly weather, the table that comes with the project.
  static func weather() throws -> Dataset {
    try read(root.appending(path: "data/nyc_weather.csv.gz").path)
  }

  /// Of every five rows the first is for testing, the second for validation.
  static func fixedPart(row: Int) -> Split.Part {
    switch row % 5 {
    case 0: .test
    case 1: .validation
    default: .train
    }
  }

  /// The model of a run's parameters.
  func model(_ parameters: [Float], network: NetworkConfiguration) -> MultiTaskModel {
    MultiTaskModel(
      description: MultiTaskModel.Description(
        schema: data.schema, configuration: network, heads: data.heads,
        statistics: data.statistics, reading: ReadingOptions(), balance: ""),
      parameters: parameters)
  }

  private static func read(_ path: String) throws -> Dataset {
    let options = ReadingOptions(
      columns: .all([ColumnDeclaration("y_*", as: .inferred, isLabel: true)]))
    return try Dataset.read([.file(path: path)], options: options).dataset
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func sharedPath(_ name: String) -> String {
    let beside = root.deletingLastPathComponent().appending(path: "shared")
    let named = ProcessInfo.processInfo.environment["EQUIPOISE_SHARED"]
    let isBeside = FileManager.default.fileExists(atPath: beside.path)
    let folder = isBeside ? beside : URL(filePath: named ?? beside.path)
    return folder.appending(path: "data/\(name).csv.gz").path
  }
}

extension Dataset {
  /// The table with a numeric column's cells replaced.
  func replacing(_ name: String, _ change: (Int, Double) -> Double) -> Dataset {
    Dataset(
      rowCount: rowCount,
      columns: columns.map { column in
        guard column.name == name, case .numeric(let cells) = column.values else { return column }
        return Column(
          name: name,
          values: .numeric(
            Numbers(cells.doubles.enumerated().map { change($0.offset, $0.element) })))
      })
  }
}
