import Datasets
import Losses
import RandomNumbers

/// A table of random labels of several kinds, some missing.
struct LabelledRandomTable {
  let rowCount: Int
  let labels: [LabelColumn]

  /// - Parameter labels: For each label its number of classes, 0 for numbers, and the share of the
  ///   rows without it.
  init(rowCount: Int, labels: [(classes: Int, missing: Double)], seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed, stream: .settings)
    self.rowCount = rowCount
    self.labels = try labels.enumerated().map { index, label in
      let cells: [Double] = (0..<rowCount).map { _ in
        if generator.uniform() < label.missing { return .nan }
        let number = generator.uniform()
        // Classes are the rarer the higher.
        return label.classes == 0
          ? number : Double(Int(number * number * Double(label.classes)))
      }
      return try Self.label("y\(index)", cells, classes: label.classes)
    }
  }

  /// A label of numbers, or of so many classes.
  static func label(_ name: String, _ cells: [Double], classes: Int) throws -> LabelColumn {
    guard classes > 0 else {
      return try LabelColumn(
        column: Column(name: name, values: .numeric(Numbers(cells))),
        specification: LabelSpecification(name, kind: .regression))
    }
    let codes = cells.map { $0.isNaN ? -1 : Int32($0) }
    return try LabelColumn(
      column: Column(
        name: name,
        values: .categorical(
          Column.Categorical(codes: codes, categories: (0..<classes).map { "class \($0)" }))),
      specification: LabelSpecification(name, kind: classes == 2 ? .binary : .multiclass))
  }
}
