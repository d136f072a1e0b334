internal import Datasets

/// A combination of columns, and the labels that its cells tell something of.
struct FoundCross: Equatable, Sendable {
  /// The columns' places among the features, ascending.
  let columns: [Int]
  /// The labels' places.
  let labels: [Int]
  /// Σ over these labels of what it explains, less one standard error each.
  let strength: Double
}

/// Looks for combinations of columns whose cells explain what the columns do not explain one by
/// one.
///
/// For each label the `beam` best of all pairs with a category in them are extended by one column
/// after another as long as what they explain, less one standard error, grows by a twentieth. What
/// training rows show must be seen on the validation rows as well: a label uses a cross where the
/// gain is more than two standard errors, that on validation rows more than one, and the two no
/// further apart than two standard errors of their difference; for one of its labels the gain on
/// validation rows must be more than three. Two columns at least must be of categories: what
/// numbers tell together with one category hidden layers learn by themselves.
struct CrossSearch {
  private let columns: [CellCodes]
  private let isCategory: [Bool]
  private let judges: [CellJudge]
  private let trainingCount: Int
  private var places: [Int32] = []

  private static let (beam, mostColumns, growth) = (3, 6, 1.05)
  /// Of more pairs than these only those of the columns are tried that tell most by themselves.
  private static let mostPairs = 2000
  /// A label of fewer validation rows confirms nothing.
  static let leastValidationRows = 30

  /// - Parameters:
  ///   - columns: Each as it divides the rows.
  ///   - isCategory: For each whether it is of categories.
  ///   - judges: For each label what is left of it.
  init(
    _ columns: [CellCodes], isCategory: [Bool], judges: [CellJudge], trainingCount: Int
  ) {
    self.columns = columns
    self.isCategory = isCategory
    self.judges = judges
    self.trainingCount = trainingCount
  }

  /// The crosses, the strongest first; none is part of another.
  mutating func crosses() -> [FoundCross] {
    let pairs = pairs
    var gains: [[CellGain?]] = []
    for pair in pairs {
      let cells = cells(of: pair)
      gains.append(judges.map { judge in cells.map(judge.gain) })
    }
    var found: [FoundCross] = []
    for (label, judge) in judges.enumerated()
    where judge.validationCount >= Self.leastValidationRows {
      let best = pairs.indices.compactMap { pair in
        gains[pair][label].map { (low: $0.low, columns: pairs[pair]) }
      }
      if let columns = extended(best, by: judge), !found.contains(where: { $0.columns == columns }),
        let cross = accepted(columns)
      {
        found.append(cross)
      }
    }
    var kept: [FoundCross] = []
    // Of equal strengths the first label's comes first.
    for (_, cross) in found.enumerated().sorted(by: {
      ($1.element.strength, $0.offset) < ($0.element.strength, $1.offset)
    }) where !kept.contains(where: { $0.isNested(with: cross) }) { kept.append(cross) }
    return kept
  }

  /// All pairs with a category among them.
  private var pairs: [[Int]] {
    columns.indices.flatMap { first in
      columns.indices.dropFirst(first + 1)
        .filter { isCategory[first] || isCategory[$0] }.map { [first, $0] }
    }
  }

  /// The places of the columns that are crossed, ascending: all of them, or of too many those that
  /// tell most of the labels by themselves.
  ///
  /// - Parameter judges: For each label what is left of it without any column.
  static func strongest(
    _ columns: [CellCodes], isCategory: [Bool], judges: @autoclosure () -> [CellJudge]
  ) -> [Int] {
    func pairCount(_ places: some Collection<Int>) -> Int {
      let numbers = places.count { !isCategory[$0] }
      return (places.count * (places.count - 1) - numbers * (numbers - 1)) / 2
    }
    guard pairCount(columns.indices) > mostPairs else { return Array(columns.indices) }
    let judges = judges()
    let strengths = columns.map { column in
      judges.reduce(0) { $0 + max($1.gain(of: column).low, 0) }
    }
    let sorted = columns.indices.sorted { (strengths[$1], $0) < (strengths[$0], $1) }
    let count = sorted.indices.last { pairCount(sorted[...$0]) <= mostPairs } ?? 0
    return sorted[...count].sorted()
  }

  /// The columns that explain most of a label, from the best pairs on; nil where none does.
  private mutating func extended(
    _ pairs: [(low: Double, columns: [Int])], by judge: CellJudge
  ) -> [Int]? {
    var front = Array(pairs.sorted { $0.low > $1.low }.prefix(Self.beam))
    guard var best = front.first, best.low > 0 else { return nil }
    while best.columns.count < Self.mostColumns {
      var longer: [[Int]: Double] = [:]
      for known in front {
        for column in columns.indices where !known.columns.contains(column) {
          let key = (known.columns + [column]).sorted()
          guard longer[key] == nil, let cells = cells(of: key) else { continue }
          longer[key] = judge.gain(of: cells).low
        }
      }
      // Of equal gains the first columns come first.
      let sorted = longer.map { (low: $0.value, columns: $0.key) }.sorted {
        $0.low == $1.low
          ? $0.columns.lexicographicallyPrecedes($1.columns) : $0.low > $1.low
      }
      guard let next = sorted.first, next.low > Self.growth * best.low else { break }
      front = Array(sorted.prefix(Self.beam))
      best = next
    }
    return best.columns
  }

  /// The cross with the labels that use it; nil where it is not confirmed.
  private mutating func accepted(_ columns: [Int]) -> FoundCross? {
    guard columns.count(where: { isCategory[$0] }) > 1, let cells = cells(of: columns) else {
      return nil
    }
    var labels: [Int] = []
    var (strength, isConfirmed) = (0.0, false)
    for (label, judge) in judges.enumerated()
    where judge.validationCount >= Self.leastValidationRows {
      let gain = judge.gain(of: cells)
      guard gain.score > 2 else { continue }
      let seen = judge.confirmation(of: cells, priorWeights: gain.priorWeights)
      let error =
        (gain.standardError * gain.standardError + seen.standardError * seen.standardError)
        .squareRoot()
      guard seen.score > 1, gain.share - seen.share < 2 * error else { continue }
      labels.append(label)
      strength += gain.low
      if seen.score > 3 { isConfirmed = true }
    }
    return isConfirmed
      ? FoundCross(columns: columns, labels: labels, strength: strength) : nil
  }

  /// The cells of some columns; nil where there may be too many.
  private mutating func cells(of places: [Int]) -> CellCodes? {
    var cells = columns[places[0]]
    for place in places.dropFirst() {
      guard
        let crossed = cells.crossed(
          with: columns[place], trainingCount: trainingCount, places: &self.places)
      else { return nil }
      cells = crossed
    }
    return cells
  }
}

extension FoundCross {
  /// Whether all columns of one are among those of the other.
  fileprivate func isNested(with other: FoundCross) -> Bool {
    let (own, others) = (Set(columns), Set(other.columns))
    return own.isSubset(of: others) || others.isSubset(of: own)
  }
}
