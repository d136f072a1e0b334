internal import RandomNumbers

/// Units divided among parts so that every part has its share of every stratum.
///
/// First iterative stratification (Sechidis, Tsoumakas and Vlahavas, "On the Stratification of
/// Multi-Label Data", 2011): the stratum with the fewest rows left is divided next, each of its
/// units going where most of it is still wanted. What that leaves wrong, since the last rows go
/// where there is room, is mended by exchanging units between parts as long as the sum of squares
/// Σ (rows of a stratum in a part − rows wanted there)² becomes smaller.
///
/// A part wants its share of a stratum; of a class that has a row for every part, one at least.
package struct StratifiedAssignment: Sendable {
  /// For each unit the part it is in.
  package private(set) var parts: [Int]

  private let units: StratifiedUnits
  /// The rows that each part is to have.
  private let sizes: [Int]
  /// By how many rows of each stratum each part has more than it wants, stratum by stratum; behind
  /// them, by how many rows in all.
  private var excess: [Double]
  private var generator: SeededGenerator
  /// For each stratum the rows of the unit that is compared with others; all zero between.
  private var compared: [Double]

  /// Divides units.
  ///
  /// - Parameters:
  ///   - shares: How many rows each part is to have; their sum is the number of rows. A part of none
  ///     gets none. Where every unit is a row, the parts have just as many.
  ///   - seed: Decides what is the same to the rule.
  package init(_ units: StratifiedUnits, shares: [Int], seed: UInt64) {
    self.units = units
    sizes = shares
    parts = Array(repeating: 0, count: units.count)
    generator = SeededGenerator(seed: seed, stream: .split)
    excess = Self.wanted(units, shares).map { -$0 }
    compared = Array(repeating: 0, count: units.areClasses.count + 1)
    assign()
    mend()
  }

  /// The number of parts.
  private var partCount: Int { sizes.count }
  /// The stratum that stands for all rows.
  private var allRows: Int { units.areClasses.count }

  /// How many rows of each stratum each part wants.
  private static func wanted(_ units: StratifiedUnits, _ shares: [Int]) -> [Double] {
    let rowCount = Double(shares.reduce(0, +))
    var totals = [Int](repeating: 0, count: units.areClasses.count)
    for (stratum, count) in zip(units.strata, units.counts) { totals[Int(stratum)] += Int(count) }
    let largest = shares.indices.max { shares[$0] < shares[$1] } ?? 0
    let wanting = shares.count { $0 > 0 }
    let wanted = zip(totals, units.areClasses).flatMap { total, isClass in
      var parts = shares.map { Double(total) * Double($0) / max(rowCount, 1) }
      guard isClass, total >= wanting else { return parts }
      for part in shares.indices where shares[part] > 0 && parts[part] < 1 {
        parts[largest] -= 1 - parts[part]
        parts[part] = 1
      }
      return parts
    }
    return wanted + shares.map(Double.init)
  }

  /// The strata of a unit with their rows, and all its rows.
  private func rows(of unit: Int, _ body: (_ stratum: Int, _ count: Double) -> Void) {
    for place in units.offsets[unit]..<units.offsets[unit + 1] {
      body(Int(units.strata[place]), Double(units.counts[place]))
    }
    body(allRows, Double(units.sizes[unit]))
  }

  /// Puts a unit into a part.
  private mutating func put(_ unit: Int, into part: Int) {
    parts[unit] = part
    let partCount = partCount
    for place in units.offsets[unit]..<units.offsets[unit + 1] {
      excess[Int(units.strata[place]) * partCount + part] += Double(units.counts[place])
    }
    excess[allRows * partCount + part] += Double(units.sizes[unit])
  }

  /// Takes a unit out of its part.
  private mutating func take(_ unit: Int) {
    let (part, partCount) = (parts[unit], partCount)
    for place in units.offsets[unit]..<units.offsets[unit + 1] {
      excess[Int(units.strata[place]) * partCount + part] -= Double(units.counts[place])
    }
    excess[allRows * partCount + part] -= Double(units.sizes[unit])
  }
}

// MARK: Iterative stratification

extension StratifiedAssignment {
  /// Gives every unit a part.
  private mutating func assign() {
    // The largest groups first: small ones level out what they leave. Equal ones in random order.
    var order = Array(0..<units.count).shuffled(using: &generator)
    if !units.areRows { order.sort { units.sizes[$0] > units.sizes[$1] } }
    let members = StratumMembers(units, order: order)
    var left = members.rowCounts
    var open = left.indices.filter { left[$0] > 0 }
    var isAssigned = [Bool](repeating: false, count: units.count)

    func give(_ unit: Int, _ stratum: Int) {
      isAssigned[unit] = true
      let part = self.part(wanting: stratum, for: unit)
      put(unit, into: part)
      for place in units.offsets[unit]..<units.offsets[unit + 1] {
        left[Int(units.strata[place])] -= Int(units.counts[place])
      }
    }
    while let stratum = open.min(by: { (left[$0], $0) < (left[$1], $1) }) {
      for unit in members.units(of: stratum) where !isAssigned[Int(unit)] {
        give(Int(unit), stratum)
      }
      open.removeAll { left[$0] == 0 }
    }
    for unit in order where !isAssigned[unit] { give(unit, allRows) }
  }

  /// The part with room that wants most of a stratum; of several the one that wants most rows; of
  /// several of these a random one.
  private mutating func part(wanting stratum: Int, for unit: Int) -> Int {
    let size = Double(units.sizes[unit])
    var best: [Int] = []
    var least = (Double.infinity, Double.infinity)
    for fits in [true, false] where best.isEmpty {
      for part in sizes.indices where sizes[part] > 0 {
        let all = excess[allRows * partCount + part]
        // A row needs room for itself; a group may be larger than what is left anywhere.
        guard !fits || all + size <= 0 else { continue }
        let key = fits ? (excess[stratum * partCount + part], all) : (all, 0)
        if key < least {
          (least, best) = (key, [part])
        } else if key == least {
          best.append(part)
        }
      }
    }
    return best.count == 1 ? best[0] : best.randomElement(using: &generator) ?? 0
  }
}

/// The units of each stratum.
private struct StratumMembers {
  /// The rows of each stratum.
  let rowCounts: [Int]
  private let offsets: [Int]
  private let members: [Int32]

  /// - Parameter order: The units in the order in which those of a stratum stand.
  init(_ units: StratifiedUnits, order: [Int]) {
    var rowCounts = [Int](repeating: 0, count: units.areClasses.count)
    var offsets = [Int](repeating: 0, count: rowCounts.count + 1)
    for (stratum, count) in zip(units.strata, units.counts) {
      rowCounts[Int(stratum)] += Int(count)
      offsets[Int(stratum) + 1] += 1
    }
    for stratum in rowCounts.indices { offsets[stratum + 1] += offsets[stratum] }
    var next = offsets
    var members = [Int32](repeating: 0, count: units.strata.count)
    for unit in order {
      for stratum in units.strata[units.offsets[unit]..<units.offsets[unit + 1]] {
        members[next[Int(stratum)]] = Int32(unit)
        next[Int(stratum)] += 1
      }
    }
    (self.rowCounts, self.offsets, self.members) = (rowCounts, offsets, members)
  }

  func units(of stratum: Int) -> ArraySlice<Int32> {
    members[offsets[stratum]..<offsets[stratum + 1]]
  }
}

// MARK: Mending

extension StratifiedAssignment {
  /// So many strata of units are looked at at most: some 0.2 s, and more than tables need whose
  /// units are few enough to matter.
  private static let mostLooks = 100_000_000
  /// So many units are tried before a difference counts as one that stays.
  private static let tries = 16

  /// A stratum of which one part has too many rows and another one too few.
  private struct Difference: Hashable {
    let stratum: Int
    let from: Int
    let to: Int
  }

  /// Exchanges units as long as that helps.
  private mutating func mend() {
    var looks = 0
    var isSettled: Set<Difference> = []
    while looks < Self.mostLooks, let difference = largestDifference(except: isSettled) {
      looks += 2 * units.strata.count + units.count
      if exchange(for: difference) {
        isSettled.removeAll(keepingCapacity: true)
      } else {
        isSettled.insert(difference)
      }
    }
  }

  /// The stratum and the parts whose excesses differ most; nil where one row would not mend it.
  private func largestDifference(except isSettled: Set<Difference>) -> Difference? {
    var (largest, found): (Double, Difference?) = (1, nil)
    for stratum in 0...allRows {
      let row = excess[stratum * partCount..<(stratum + 1) * partCount]
      for from in sizes.indices where sizes[from] > 0 {
        for to in sizes.indices where to != from && sizes[to] > 0 {
          let difference = row[row.startIndex + from] - row[row.startIndex + to]
          guard difference > largest + 1e-9 else { continue }
          let candidate = Difference(stratum: stratum, from: from, to: to)
          if !isSettled.contains(candidate) { (largest, found) = (difference, candidate) }
        }
      }
    }
    return found
  }

  /// By how much the sum of squares grows if a unit moves, as if nothing else did.
  private func change(moving unit: Int, from: Int, to: Int) -> Double {
    var change = 0.0
    rows(of: unit) { stratum, count in
      let difference = excess[stratum * partCount + from] - excess[stratum * partCount + to]
      change += 2 * count * (count - difference)
    }
    return change
  }

  /// Moves a unit of the stratum, and perhaps another one back, if that makes the sum of squares
  /// smaller.
  private mutating func exchange(for difference: Difference) -> Bool {
    let (from, to) = (difference.from, difference.to)
    var leaving: [(change: Double, unit: Int)] = []
    var returning: [(change: Double, unit: Int)] = []
    for unit in parts.indices where parts[unit] == from || parts[unit] == to {
      if parts[unit] == to {
        returning.append((change(moving: unit, from: to, to: from), unit))
      } else if holds(unit, difference.stratum) {
        leaving.append((change(moving: unit, from: from, to: to), unit))
      }
    }
    leaving.sort { ($0.change, $0.unit) < ($1.change, $1.unit) }
    returning.sort { ($0.change, $0.unit) < ($1.change, $1.unit) }
    for (moved, unit) in leaving.prefix(Self.tries) {
      // A row alone would change the sizes of the parts.
      var (change, other): (Double, Int?) = (units.areRows ? 0 : moved, nil)
      rows(of: unit) { compared[$0] = $1 }
      defer { rows(of: unit) { stratum, _ in compared[stratum] = 0 } }
      let strata = Double(units.offsets[unit + 1] - units.offsets[unit] + 1)
      for (back, candidate) in returning {
        // Rows have at most all their strata in common.
        if units.areRows, moved + back - 4 * strata >= change { break }
        let total = moved + back - 4 * shared(with: candidate)
        if total < change { (change, other) = (total, candidate) }
      }
      guard change < -1e-9 else { continue }
      take(unit)
      put(unit, into: to)
      if let other {
        take(other)
        put(other, into: from)
      }
      return true
    }
    return false
  }

  private func holds(_ unit: Int, _ stratum: Int) -> Bool {
    stratum == allRows
      || units.strata[units.offsets[unit]..<units.offsets[unit + 1]].contains(Int32(stratum))
  }

  /// Σ c·d over the strata that a unit shares with the one that is compared, with their rows c and d:
  /// what they have in common does not move when they are exchanged.
  private func shared(with other: Int) -> Double {
    var sum = 0.0
    rows(of: other) { stratum, count in sum += compared[stratum] * count }
    return sum
  }
}
