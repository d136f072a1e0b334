public import Datasets
internal import Losses
internal import RandomNumbers

/// The crosses of a table: combinations of columns whose cells tell of labels what the columns do
/// not tell one by one, found by `CrossSearch` or named, with what labels are on average in their
/// cells.
///
/// A training row's own label must not be part of what the network reads of it: training rows are
/// in folds, and a row reads the means of the other folds. All other rows read the means of all
/// training rows, as rows to predict do.
public struct FittedCrosses: Sendable {
  /// What a model file says of them.
  public let cells: [CellMeans]
  /// The columns that are made, for all rows of the table.
  public let columns: [Column]

  /// Labels beyond these are not searched for: the search takes time for each.
  private static let mostLabels = 64

  /// Finds and fits the crosses of a table.
  ///
  /// - Parameters:
  ///   - features: The columns that may be crossed.
  ///   - labels: The labels of all rows.
  ///   - rowWeights: One weight a row, or nil for all ones.
  ///   - named: Combinations of columns that are crossed in any case, with means of all labels.
  ///   - searches: Whether others are looked for.
  public init(
    _ features: [Column], labels: [LabelColumn], rowWeights: [Float]?, split: Split,
    named: [[String]], searches: Bool
  ) {
    let targets = CrossTarget.all(labels)
    var crosses = named.map { names in
      Cross(columns: features.places(of: names), labels: Array(labels.indices))
    }
    if searches {
      crosses += Self.found(
        features, Array(targets.prefix { $0.label < Self.mostLabels }), rowWeights, split
      ).filter { cross in !crosses.contains { Set($0.columns) == Set(cross.columns) } }
    }
    self.init(crosses, features, labels, targets, rowWeights, split)
  }

  /// Fits crosses that were found of the same table and split before: the same comes of them.
  public init(
    _ features: [Column], labels: [LabelColumn], rowWeights: [Float]?, split: Split,
    again known: [CellMeans]
  ) {
    let crosses = known.map { cells in
      let used = Set(cells.means.map(\.label))
      return Cross(
        columns: features.places(of: cells.columns.map(\.name)),
        labels: labels.indices.filter { used.contains(labels[$0].label.name) })
    }
    self.init(crosses, features, labels, CrossTarget.all(labels), rowWeights, split)
  }

  /// Columns that are crossed, and labels whose means are read in their cells, by their places.
  private struct Cross {
    let columns: [Int]
    let labels: [Int]
  }

  private init(
    _ crosses: [Cross], _ features: [Column], _ labels: [LabelColumn], _ targets: [CrossTarget],
    _ rowWeights: [Float]?, _ split: Split
  ) {
    var (cells, columns) = ([CellMeans](), [Column]())
    var taken = Set(features.map(\.name) + labels.map(\.label.name))
    for cross in crosses {
      let fitted = CrossFitting(
        cross.columns.map { CellColumn(fitting: features[$0], rows: split.train) },
        Dataset(rowCount: labels[0].values.count, columns: features), split, rowWeights)
      guard let fitted else { continue }
      let used = targets.filter { cross.labels.contains($0.label) }
      let names = used.map { target in
        target.columnName(
          labels[target.label].label.name, cross.columns.map { features[$0].name },
          taken: &taken)
      }
      let made = fitted.means(of: used, names: names, labels: labels.map(\.label.name))
      cells.append(made.cells)
      columns += made.columns
    }
    self.cells = cells
    self.columns = columns
  }

  private static func found(
    _ features: [Column], _ targets: [CrossTarget], _ rowWeights: [Float]?, _ split: Split
  ) -> [Cross] {
    let rows = SearchRows(split, weights: rowWeights)
    func isCategory(_ column: Column) -> Bool {
      if case .categorical = column.values { true } else { false }
    }
    guard features.contains(where: isCategory), !split.validation.isEmpty else { return [] }
    let divided = features.map { CellColumn(fitting: $0, rows: split.train) }
    // What hardly two rows have in common says nothing of cells.
    var usable = features.indices.filter {
      divided[$0].count > 2 && 4 * divided[$0].count < rows.trainingCount
    }
    var columns = usable.map { CellCodes(divided[$0], of: features[$0], at: rows) }
    func judges(_ columns: [CellCodes]) -> [CellJudge] {
      let residuals = targets.map { AdditiveResiduals($0, columns, rows) }
      return (0..<(targets.last?.label ?? -1) + 1).map { label in
        CellJudge(zip(targets, residuals).filter { $0.0.label == label }.map(\.1), rows)
      }
    }
    let kept = CrossSearch.strongest(
      columns, isCategory: usable.map { isCategory(features[$0]) }, judges: judges([]))
    (usable, columns) = (kept.map { usable[$0] }, kept.map { columns[$0] })
    var search = CrossSearch(
      columns, isCategory: usable.map { isCategory(features[$0]) }, judges: judges(columns),
      trainingCount: rows.trainingCount)
    return search.crosses().map { cross in
      Cross(columns: cross.columns.map { usable[$0] }, labels: cross.labels)
    }
  }
}

extension CrossTarget {
  /// What a column of its means is called, unlike all others.
  fileprivate func columnName(
    _ label: String, _ columns: [String], taken: inout Set<String>
  ) -> String {
    let plain =
      label + (className.map { "=\($0)" } ?? "") + " by " + columns.joined(separator: " × ")
    var (name, number) = (plain, 1)
    while !taken.insert(name).inserted {
      number += 1
      name = "\(plain) (\(number))"
    }
    return name
  }
}

extension [Column] {
  /// Where the columns of some names are.
  fileprivate func places(of names: [String]) -> [Int] {
    names.compactMap { name in firstIndex { $0.name == name } }
  }
}
