package import Datasets
internal import Losses

/// What of every row each part is to have its share of: the class of each label, or the tenth that
/// its number lies in, or that it is missing.
package struct Strata: Sendable {
  /// For each label the stratum of every row, −1 for none.
  let ofLabels: [[Int32]]
  /// Whether each stratum is a class, of which every part is to have a row where there are enough.
  let areClasses: [Bool]

  /// How many rows there are.
  var rowCount: Int { ofLabels.first?.count ?? 0 }
  /// How many strata there are.
  var count: Int { areClasses.count }

  /// The strata of labels, at least one.
  package init(_ labels: [LabelColumn]) {
    var areClasses: [Bool] = []
    ofLabels = labels.map { label in
      let isClass = label.label.kind.isClass
      let places =
        isClass ? Self.classes(label.values) : Self.quantiles(label.values)
      // What all rows have is no stratum.
      let count = Int(places.max() ?? -1) + 1
      let hasMissing = places.contains(-1)
      guard count + (hasMissing ? 1 : 0) > 1 else {
        return Array(repeating: -1, count: places.count)
      }
      let first = Int32(areClasses.count)
      areClasses += Array(repeating: isClass, count: count)
      if hasMissing { areClasses.append(false) }
      return places.map { first + ($0 < 0 ? Int32(count) : $0) }
    }
    self.areClasses = areClasses
  }

  /// More classes than that are too rare to be divided; the rarest are one stratum.
  private static let mostClasses = 1000
  /// Numbers are divided at their deciles.
  private static let quantileCount = 10
  /// A stratum of numbers has as many rows at least.
  private static let leastRows = 10

  /// For each row the number of its class by frequency, −1 where the label is missing.
  private static func classes(_ values: [Double]) -> [Int32] {
    var counts: [Int: Int] = [:]
    for value in values where !value.isNaN { counts[Int(value), default: 0] += 1 }
    let order = counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    var places: [Int: Int32] = [:]
    for (place, entry) in order.enumerated() {
      places[entry.key] = Int32(min(place, mostClasses - 1))
    }
    return values.map { $0.isNaN ? -1 : places[Int($0)] ?? -1 }
  }

  /// For each row the quantile its number lies in, −1 where the label is missing. Equal numbers lie
  /// in the same one.
  private static func quantiles(_ values: [Double]) -> [Int32] {
    let sorted = values.filter { !$0.isNaN }.sorted()
    let count = min(quantileCount, max(sorted.count / leastRows, 1))
    var edges: [Double] = []
    for quantile in 1..<max(count, 1) {
      let edge = sorted[sorted.count * quantile / count]
      if edge > (edges.last ?? sorted[0]) { edges.append(edge) }
    }
    return values.map { value in
      value.isNaN ? -1 : Int32(edges.partitionPoint { $0 <= value })
    }
  }
}

/// What is given to a part as a whole: rows, or groups of rows, with how many rows of each stratum
/// they have.
package struct StratifiedUnits: Sendable {
  /// How many rows each unit has.
  let sizes: [Int32]
  /// Where the strata of each unit begin; one more than there are units.
  let offsets: [Int]
  /// The strata that the units have, unit by unit, …
  let strata: [Int32]
  /// … and how many rows of each.
  let counts: [Int32]
  let areClasses: [Bool]
  /// Whether every unit is a row.
  let areRows: Bool

  /// How many units there are.
  package var count: Int { sizes.count }

  /// Each row by itself.
  package init(rows strata: Strata) {
    self.init(
      groups: Array(0..<Int32(strata.rowCount)), of: strata, areRows: true)
  }

  /// Rows in groups.
  ///
  /// - Parameter groups: For each row the number of its group; all from 0 up to some number.
  package init(groups: [Int32], of strata: Strata) {
    self.init(groups: groups, of: strata, areRows: false)
  }

  private init(groups: [Int32], of strata: Strata, areRows: Bool) {
    let unitCount = Int(groups.max() ?? -1) + 1
    var sizes = [Int32](repeating: 0, count: unitCount)
    for group in groups { sizes[Int(group)] += 1 }
    // The rows of each unit, unit by unit.
    var ends = [Int](repeating: 0, count: unitCount + 1)
    for (unit, size) in sizes.enumerated() { ends[unit + 1] = ends[unit] + Int(size) }
    var rows = [Int32](repeating: 0, count: groups.count)
    var next = ends
    for (row, group) in groups.enumerated() {
      rows[next[Int(group)]] = Int32(row)
      next[Int(group)] += 1
    }
    var offsets = [0]
    var (kept, counts): ([Int32], [Int32]) = ([], [])
    offsets.reserveCapacity(unitCount + 1)
    kept.reserveCapacity(groups.count * strata.ofLabels.count)
    counts.reserveCapacity(kept.capacity)
    var tally = [Int32](repeating: 0, count: strata.count)
    for unit in 0..<unitCount {
      let first = kept.count
      for row in rows[ends[unit]..<ends[unit + 1]] {
        for label in strata.ofLabels where label[Int(row)] >= 0 {
          let stratum = Int(label[Int(row)])
          if tally[stratum] == 0 { kept.append(Int32(stratum)) }
          tally[stratum] += 1
        }
      }
      for stratum in kept[first...] {
        counts.append(tally[Int(stratum)])
        tally[Int(stratum)] = 0
      }
      offsets.append(kept.count)
    }
    (self.sizes, self.offsets, self.strata, self.counts) = (sizes, offsets, kept, counts)
    self.areRows = areRows
    areClasses = strata.areClasses
  }
}
