internal import Datasets
internal import RandomNumbers

/// The cells of a cross, and the means of targets in them.
struct CrossFitting {
  private let columns: [CellColumn]
  /// The cells with training rows, ascending.
  private let cells: [Int]
  /// How many training rows each of them has.
  private let rows: [Int]
  /// For each training row the place of its cell among them.
  private let places: [Int]
  private let features: Dataset
  private let split: Split
  /// The fold of each training row.
  private let folds: [UInt8]
  /// What each training row counts for, 1 on average.
  private let weights: [Double]

  private static let foldCount = 10
  /// The weights of the prior that are tried.
  private static let priorWeights = [1.0, 2, 4, 8, 16, 32, 64]

  /// Nil where there may be more cells than a file can number.
  init?(_ columns: [CellColumn], _ features: Dataset, _ split: Split, _ rowWeights: [Float]?) {
    var possible = 1.0
    for column in columns { possible *= Double(column.count) }
    guard possible < Double(CellMeans.mostCells) else { return nil }
    let division = CellMeans(columns: columns, cells: [], rows: [], means: [])
    let numbers = division.cells(of: features)
    self.columns = columns
    self.split = split
    let known = Set(split.train.map { numbers[Int($0)] }).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(known, known.indices))
    self.places = split.train.map { places[numbers[Int($0)]] ?? 0 }
    cells = known
    var rows = known.map { _ in 0 }
    for place in self.places { rows[place] += 1 }
    self.rows = rows
    self.features = features
    var generator = SeededGenerator(seed: 1, stream: .crosses)
    folds = split.train.indices.map { UInt8($0 % Self.foldCount) }.shuffled(using: &generator)
    weights = rowWeights.scaled(at: split.train)
  }

  /// The means of some targets, and the columns that they make of the table.
  ///
  /// - Parameters:
  ///   - names: What the columns are called.
  ///   - labels: The names of all labels.
  func means(
    of targets: [CrossTarget], names: [String], labels: [String]
  ) -> (cells: CellMeans, columns: [Column]) {
    let made = zip(targets, names).map { mean(of: $0, name: $1, label: labels[$0.label]) }
    let cells = CellMeans(columns: columns, cells: cells, rows: rows, means: made.map(\.mean))
    let columns = zip(cells.columns(of: features), made).map { column, made in
      guard case .numeric(let numbers) = column.values else { return column }
      var values = numbers.doubles
      for (row, value) in zip(split.train, made.training) { values[Int(row)] = value }
      return Column(name: column.name, values: .numeric(Numbers(values)))
    }
    return (cells, columns)
  }

  /// A target's means, and what the training rows read of them.
  private func mean(
    of target: CrossTarget, name: String, label: String
  ) -> (mean: CellMeans.Mean, training: [Double]) {
    var ofFolds = (0..<Self.foldCount).map { _ in CellSums(count: cells.count) }
    var all = CellSums(count: cells.count)
    for (index, row) in split.train.enumerated() {
      let value = target.values[Int(row)]
      guard !value.isNaN else { continue }
      all.add(value, weights[index], to: places[index])
      ofFolds[Int(folds[index])].add(value, weights[index], to: places[index])
    }
    let overall = all.overall
    let priorWeight = priorWeight(target, all)
    func mean(_ cell: (sum: Double, weight: Double)) -> Double {
      (cell.sum + priorWeight * overall) / (cell.weight + priorWeight)
    }
    let ofCells = cells.indices.map { mean((all.sums[$0], all.weights[$0])) }
    let training = places.indices.map { index in
      mean(all.without(ofFolds[Int(folds[index])], at: places[index]))
    }
    return (
      CellMeans.Mean(name: name, label: label, overall: overall, ofCells: ofCells), training
    )
  }

  /// The weight with which a row's label is best told from those of its cell without it.
  private func priorWeight(_ target: CrossTarget, _ all: CellSums) -> Double {
    let overall = all.overall
    let errors = Self.priorWeights.map { weight in
      var error = 0.0
      for (index, row) in split.train.enumerated() {
        let (value, own) = (target.values[Int(row)], weights[index])
        guard !value.isNaN else { continue }
        let place = places[index]
        let mean =
          (all.sums[place] - own * value + weight * overall) / (all.weights[place] - own + weight)
        error += own * (value - mean) * (value - mean)
      }
      return error
    }
    let best = errors.indices.min { (errors[$0], $0) < (errors[$1], $1) }
    return best.map { Self.priorWeights[$0] } ?? 1
  }
}

/// The sums of a target in cells.
private struct CellSums {
  var sums: [Double]
  var weights: [Double]

  init(count: Int) {
    sums = Array(repeating: 0, count: count)
    weights = sums
  }

  mutating func add(_ value: Double, _ weight: Double, to cell: Int) {
    sums[cell] += weight * value
    weights[cell] += weight
  }

  /// The mean over all cells; 0 where nothing was added.
  var overall: Double {
    let weight = weights.reduce(0, +)
    return weight > 0 ? sums.reduce(0, +) / weight : 0
  }

  /// A cell's sums without those of a part.
  func without(_ part: CellSums, at cell: Int) -> (sum: Double, weight: Double) {
    (sums[cell] - part.sums[cell], weights[cell] - part.weights[cell])
  }
}
