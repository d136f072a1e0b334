import Datasets
import Exporting
import NeuralNetwork
import Reports
import Training

extension Predictor {
  /// What it reads, and how.
  var featureTable: TextTable {
    var table = TextTable(["feature", "encoding", "fitted on training rows"], wordColumns: 3)
    for feature in schema.features { table.add([feature.name] + feature.encoding.words) }
    return table
  }

  /// What is made of several columns; nil where nothing is.
  var crossTable: TextTable? {
    guard !schema.crosses.isEmpty else { return nil }
    var table = TextTable(["cross", "cells", "means of"], wordColumns: 3)
    for cross in schema.crosses {
      table.add([
        cross.columns.map(\.name).joined(separator: " × "), cross.cells.count.grouped,
        cross.means.map(\.name).joined(separator: ", "),
      ])
    }
    return table
  }

  /// What prediction intervals are made from; nil where there is nothing.
  var calibrationTable: TextTable? {
    guard let description = CalibrationDescription(self) else { return nil }
    var table = TextTable(
      ["label", "prediction intervals by", "calibration rows"], wordColumns: 2)
    for (label, scores) in zip(labels, description.labels) {
      table.add([label.name, scores.score, scores.rows.grouped])
    }
    return table
  }

  /// Which probabilities decide for the positive class; nil where all are a half.
  var thresholdTable: TextTable? {
    var table = TextTable(["label", "predicted as", "above the probability"], wordColumns: 2)
    let decided = zip(labels, thresholds).filter { $1 != nil }
    for (label, threshold) in decided {
      table.add([label.name, label.classes[1], threshold.short])
    }
    return decided.isEmpty ? nil : table
  }

  /// The columns of tasks of several; nil where each task is one.
  var columnTable: TextTable? {
    let shared = tasks.filter { !$0.isSingle }
    guard !shared.isEmpty else { return nil }
    var table = TextTable(["task", "columns"], wordColumns: 2)
    for task in shared {
      table.add([task.name, task.labels.map(\.name).joined(separator: ", ")])
    }
    return table
  }
}

extension Feature.Encoding {
  /// What it is and what was fitted.
  fileprivate var words: [String] {
    switch self {
    case .numeric(let scaling):
      [
        "number",
        "mean \(scaling.mean.short), deviation \(scaling.deviation.short)"
          + (scaling.indicatesMissing ? ", with a missing-cell indicator" : ""),
      ]
    case .embeddedNumber(let number):
      [
        "number, embedded by \(number.embedding.words)",
        "centre \(number.centre.short), scale \(number.scale.short)"
          + (number.indicatesMissing ? ", with a missing-cell indicator" : "")
          + (number.knots.isEmpty
            ? "" : ", knots \(number.knots.map(\.short).joined(separator: " "))"),
      ]
    case .oneHot(let slots): ["one-hot", slots.words]
    case .embedding(let slots, let dimension): ["embedding of \(dimension)", slots.words]
    }
  }
}

extension NumericEmbedding {
  fileprivate var words: String { self == .both ? "spline and waves" : rawValue }
}

extension CategorySlots {
  fileprivate var words: String {
    categories.prefix(5).joined(separator: ", ")
      + (categories.count > 5 ? ", \(categories.count - 5) more" : "")
      + (hasMissingSlot ? ", missing" : "")
  }
}
