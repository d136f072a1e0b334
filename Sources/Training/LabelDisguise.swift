package import Datasets
internal import Foundation
internal import Losses
internal import Remedies

/// A feature that says what a label is: every value of it goes with one value of the label, or the
/// label rises or falls with it from the first row to the last. Most likely it was made of the
/// label, or is known only when the label is.
package struct LabelDisguise: Equatable, Sendable {
  /// The feature's name.
  package let feature: String
  /// The label's name.
  package let label: String
  /// How the feature says it.
  package let way: Way
  /// In how many rows that holds: all that were looked at.
  package let rows: Int

  /// How a feature says what a label is.
  package enum Way: Equatable, Sendable {
    /// Its cells are the label's.
    case equal
    /// The label never falls, or never rises, as the feature rises; a class begins where another
    /// one ends.
    case ordered
    /// Rows with the same cell have the same label.
    case grouped
  }

  /// Looks for such features.
  ///
  /// What may be chance is none: n labelled rows with n₁, n₂, … of each value can be labelled in
  /// n!/(n₁!·n₂!·…) ways, of which a feature with k values fits at most (number of label
  /// values)^k, or as many as the values have orders. Their ratio has to be 10⁶ times the number of
  /// pairs of features and labels.
  ///
  /// - Parameters:
  ///   - features: The columns that are learnt from.
  ///   - labels: The labels of all rows.
  ///   - rows: The training rows, of which some two thousand are looked at.
  package static func all(
    among features: [Column], labels: [LabelColumn], rows: [Int32]
  ) -> [LabelDisguise] {
    let step = max(rows.count / mostRows, 1)
    let seen = stride(from: 0, to: rows.count, by: step).map { Int(rows[$0]) }
    let least = log(1e6 * Double(max(features.count * labels.count, 1)))
    let known = labels.map { label in
      SeenLabel(seen.map { label.values[$0] }, isClass: label.label.kind.isClass)
    }
    guard known.contains(where: { $0.logWays > least }) else { return [] }
    return features.flatMap { column -> [LabelDisguise] in
      let feature = SeenFeature(column, rows: seen)
      return zip(labels, known).compactMap { label, known in
        guard known.logWays > least else { return nil }
        return known.way(of: feature, least: least).map {
          LabelDisguise(
            feature: column.name, label: label.label.name, way: $0, rows: known.rows.count)
        }
      }
    }
  }

  private static let mostRows = 2000

  /// What a person is told.
  package var notice: Notice {
    let how =
      switch way {
      case .equal: "has the same values as this column"
      case .ordered: "follows from this column: it goes up or down with it without an exception"
      case .grouped: "follows from this column: each of its values goes with one of the label's"
      }
    return Notice(
      Wording(
        "the label \(quoted(label)) \(how) (in all \(rows) training rows looked at): is it known "
          + "when a prediction is wanted?"),
      remedy: Remedy(.parameter(.ignored, .column(feature), purpose: "to leave it out")),
      column: feature)
  }
}

/// A feature in the rows of a sample.
private struct SeenFeature {
  /// The cells as numbers, categories by their codes; NaN where one is missing.
  let cells: [Double]
  /// How many different cells there are.
  let cellCount: Int
  /// The rows that have a number, in its order; none of a column of categories.
  let order: [Int]

  init(_ column: Column, rows: [Int]) {
    let cells: [Double]
    switch column.values {
    case .numeric(let numbers):
      cells = rows.map { numbers[$0] }
      order = cells.indices.filter { !cells[$0].isNaN }.sorted { cells[$0] < cells[$1] }
    case .categorical(let categories):
      cells = rows.map { categories.codes[$0] < 0 ? .nan : Double(categories.codes[$0]) }
      order = []
    }
    self.cells = cells
    cellCount = Set(cells.map(Self.key)).count
  }

  /// The same for equal cells alone; all missing ones are equal.
  static func key(_ cell: Double) -> UInt64 {
    cell.isNaN ? Double.nan.bitPattern : (cell + 0).bitPattern
  }
}

/// A label in the rows of a sample.
private struct SeenLabel {
  let values: [Double]
  let isClass: Bool
  /// The labelled rows.
  let rows: [Int]
  /// How many values there are.
  let valueCount: Int
  /// The logarithm of the number of ways to label these rows with these values.
  let logWays: Double

  init(_ values: [Double], isClass: Bool) {
    self.values = values
    self.isClass = isClass
    rows = values.indices.filter { !values[$0].isNaN }
    var counts: [Double: Int] = [:]
    for row in rows { counts[values[row], default: 0] += 1 }
    valueCount = counts.count
    logWays =
      counts.count < 2
      ? 0
      : Self.logFactorial(rows.count)
        - counts.values.map(Self.logFactorial).sorted().reduce(0, +)
  }

  private static func logFactorial(_ number: Int) -> Double {
    (0..<number).reduce(0) { $0 + log(Double($1 + 1)) }
  }

  /// In which way a feature says what the label is, if it does. Nearly all features fail in the
  /// first few rows.
  func way(of feature: SeenFeature, least: Double) -> LabelDisguise.Way? {
    if isEqual(to: feature) { return .equal }
    let chance = Double(feature.cellCount) * log(Double(valueCount))
    if logWays - chance > least, isGrouped(by: feature) { return .grouped }
    let orders = isClass ? Self.logFactorial(valueCount) : log(2)
    return logWays - orders > least && isOrdered(by: feature) ? .ordered : nil
  }

  private func isEqual(to feature: SeenFeature) -> Bool {
    !isClass && !feature.order.isEmpty
      && rows.allSatisfy { Float(feature.cells[$0]) == Float(values[$0]) }
  }

  /// Whether rows with the same cell have the same label.
  private func isGrouped(by feature: SeenFeature) -> Bool {
    var known: [UInt64: Double] = [:]
    for row in rows {
      let key = SeenFeature.key(feature.cells[row])
      if let label = known[key] {
        guard label == values[row] else { return false }
      } else {
        known[key] = values[row]
      }
    }
    return true
  }

  /// Whether the label never falls or never rises in the order of the feature, or each class is in
  /// one stretch of it; no labelled row may lack the feature.
  private func isOrdered(by feature: SeenFeature) -> Bool {
    var (count, changes) = (0, 0)
    var (rises, falls) = (false, false)
    var last: (cell: Double, label: Double)?
    for row in feature.order where !values[row].isNaN {
      let (cell, label) = (feature.cells[row], values[row])
      count += 1
      if let last, last.label != label {
        changes += 1
        rises = rises || label > last.label
        falls = falls || label < last.label
        let isTorn = last.cell == cell || (isClass ? changes >= valueCount : rises && falls)
        guard !isTorn else { return false }
      }
      last = (cell, label)
    }
    return count == rows.count && changes > 0
  }
}
