import Datasets
import Foundation
import Losses
import RandomNumbers
import Statistics
import Training

/// A scored table of drawn labels and predictions: a task of each kind, and one of two labels.
struct DrawnScores {
  /// Of each label what plain loops need.
  struct Drawn {
    let name: String
    let kind: LabelKind
    /// One list a row, of one prediction for each output.
    let predictions: [[Double]]
    /// NaN where the label is missing.
    let labels: [Double]
    let losses, constantLosses: [Double]
  }

  let labels: [Drawn]
  let weights: [Float]?
  let table: ScoredTable

  /// - Parameters:
  ///   - missing: The share of labels that are missing.
  ///   - rows: The table's rows that are scored.
  init(
    rows: [Int32], weighted: Bool = false, missing: Double = 0.2, reduction: LabelReduction = .sum,
    seed: UInt64
  ) throws {
    var generator = SeededGenerator(seed: seed, stream: .split)
    let kinds: [(String, LabelKind)] = [
      ("number", .regression), ("rain", .binary), ("visits", .count), ("sort", .multiclass),
      ("x", .regression), ("y", .regression),
    ]
    labels = kinds.map { name, kind in
      Drawn(name: name, kind: kind, rows: rows.count, missing: missing, using: &generator)
    }
    let weights =
      weighted ? rows.map { _ in Float(Int.random(in: 0...4, using: &generator)) / 2 } : nil
    self.weights = weights
    let statistics = try labels.map { label in
      try LabelStatistics(
        label: LabelRequest(
          name: label.name, kind: label.kind, loss: .standard(for: label.kind),
          classes: label.classes),
        values: label.trainingLabels)
    }
    table = ScoredTable(
      rows: rows,
      tasks: statistics.prefix(4).map { PredictionTask($0.label) } + [
        PredictionTask(
          name: "place", labels: statistics.suffix(2).map(\.label), reduction: reduction)
      ],
      labels: zip(labels, statistics).map { label, statistics in
        ScoredLabel(
          statistics,
          rows: ScoredRows(
            predictions: label.predictions.flatMap(\.self), labels: label.labels,
            outputCount: label.predictions[0].count, weights: weights),
          losses: label.losses, constantLosses: label.constantLosses)
      })
  }
}

extension DrawnScores.Drawn {
  fileprivate init(
    name: String, kind: LabelKind, rows: Int, missing: Double,
    using generator: inout SeededGenerator
  ) {
    self.name = name
    self.kind = kind
    var labels: [Double] = []
    var predictions: [[Double]] = []
    var (losses, constantLosses): ([Double], [Double]) = ([], [])
    for _ in 0..<rows {
      let label: Double
      let outputs: [Double]
      switch kind {
      case .regression:
        label = 3 * generator.normal()
        outputs = [label + generator.normal()]
        losses.append((outputs[0] - label) * (outputs[0] - label))
        constantLosses.append(label * label)
      case .count:
        label = Double(Int.random(in: 0...6, using: &generator))
        outputs = [0.2 + 4 * generator.uniform()]
        losses.append(Self.deviance(label, outputs[0]))
        constantLosses.append(Self.deviance(label, 3))
      case .binary:
        label = Double(Int.random(in: 0...1, using: &generator))
        // Sixteenths, so that there are ties.
        outputs = [Double(Int.random(in: 1...15, using: &generator)) / 16]
        losses.append(-log(label == 1 ? outputs[0] : 1 - outputs[0]))
        constantLosses.append(log(2))
      case .multiclass:
        label = Double(Int.random(in: 0...2, using: &generator))
        let parts = (0..<3).map { _ in 0.05 + generator.uniform() }
        outputs = parts.map { $0 / parts.reduce(0, +) }
        losses.append(-log(outputs[Int(label)]))
        constantLosses.append(log(3))
      }
      labels.append(generator.uniform() < missing ? .nan : label)
      predictions.append(outputs)
    }
    self.labels = labels
    self.predictions = predictions
    (self.losses, self.constantLosses) = (losses, constantLosses)
  }

  private static func deviance(_ label: Double, _ mean: Double) -> Double {
    2 * ((label > 0 ? label * log(label / mean) : 0) - label + mean)
  }

  fileprivate var classes: [String] {
    switch kind {
    case .binary: ["no", "yes"]
    case .multiclass: ["a", "b", "c"]
    case .regression, .count: []
    }
  }

  /// Labels of some training rows, of all classes.
  fileprivate var trainingLabels: [Double] {
    switch kind {
    case .regression: [-3, 0, 3]
    case .count: [0, 3, 6]
    case .binary: [0, 1]
    case .multiclass: [0, 1, 2]
    }
  }
}
