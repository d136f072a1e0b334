import Datasets
import Foundation
import RandomNumbers
import Splitting
import Testing

struct StratifiedAssignmentTests {
  /// How many rows of each class each part has, for one label.
  private func counts(_ label: LabelColumn, _ parts: [Int], partCount: Int) -> [Double: [Int]] {
    var counts: [Double: [Int]] = [:]
    for (value, part) in zip(label.values, parts) {
      // What is missing is a class too.
      counts[value.isNaN ? -1 : value, default: Array(repeating: 0, count: partCount)][part] += 1
    }
    return counts
  }

  /// By how many rows the class that is divided worst differs from its share.
  private func worst(_ labels: [LabelColumn], _ parts: [Int], shares: [Int]) -> Double {
    let rowCount = Double(shares.reduce(0, +))
    return labels.flatMap { label in
      counts(label, parts, partCount: shares.count).values.flatMap { counts in
        let total = Double(counts.reduce(0, +))
        return zip(counts, shares).map { abs(Double($0) - total * Double($1) / rowCount) }
      }
    }.max() ?? 0
  }

  private func assignment(
    _ labels: [LabelColumn], shares: [Int], seed: UInt64 = 1
  ) -> [Int] {
    StratifiedAssignment(
      StratifiedUnits(rows: Strata(labels)), shares: shares, seed: seed
    ).parts
  }

  @Test(
    "every class is in every part within a row of its share, and parts are as large as asked",
    arguments: [
      (100, [80, 10, 10]), (1000, [800, 100, 100]), (999, [333, 333, 333]), (500, [250, 0, 250]),
      (2000, [400, 400, 400, 400, 400]),
    ] as [(Int, [Int])])
  func shares(rowCount: Int, shares: [Int]) throws {
    for seed in 0..<5 as Range<UInt64> {
      let table = try LabelledRandomTable(
        rowCount: rowCount, labels: [(2, 0), (3, 0.2), (5, 0)], seed: seed)
      let parts = assignment(table.labels, shares: shares, seed: seed)
      #expect(shares.indices.map { part in parts.count { $0 == part } } == shares)
      // A share is seldom a whole number: the best possible is less than one row from it.
      #expect(worst(table.labels, parts, shares: shares) < 2)
    }
  }

  @Test("a class with five rows is in every part")
  func rareClass() throws {
    for seed in 0..<20 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed, stream: .settings)
      let rare = (0..<1000).map { $0 < 5 ? 1.0 : 0 }.shuffled(using: &generator)
      let common = (0..<1000).map { _ in Double(Int(4 * generator.uniform())) }
      let labels = [
        try LabelledRandomTable.label("rare", rare, classes: 2),
        try LabelledRandomTable.label("common", common, classes: 4),
      ]
      let parts = assignment(labels, shares: [800, 100, 100], seed: seed)
      let counts = try #require(counts(labels[0], parts, partCount: 3)[1])
      #expect(counts.allSatisfy { $0 >= 1 }, "\(counts)")
      #expect(counts[0] == 3)
    }
  }

  @Test("numbers are divided evenly: each part has its share of every tenth")
  func numbers() throws {
    let table = try LabelledRandomTable(rowCount: 1000, labels: [(0, 0), (0, 0.5)], seed: 3)
    let shares = [800, 100, 100]
    let parts = assignment(table.labels, shares: shares)
    for label in table.labels {
      let order = label.values.indices.filter { !label.values[$0].isNaN }
        .sorted { label.values[$0] < label.values[$1] }
      for tenth in 0..<10 {
        let rows = order[order.count * tenth / 10..<order.count * (tenth + 1) / 10]
        for part in 0..<3 {
          let count = rows.count { parts[$0] == part }
          #expect(abs(Double(count) - Double(rows.count * shares[part]) / 1000) < 2)
        }
      }
    }
  }

  @Test("the seed decides, and every row is as likely to be a test row")
  func seeds() throws {
    let table = try LabelledRandomTable(rowCount: 20, labels: [(2, 0)], seed: 4)
    func parts(_ seed: UInt64) -> [Int] {
      assignment(table.labels, shares: [10, 5, 5], seed: seed)
    }
    #expect(parts(1) == parts(1))
    var counts = [Int](repeating: 0, count: 20)
    for seed in 0..<4000 as Range<UInt64> {
      for (row, part) in parts(seed).enumerated() where part == 2 { counts[row] += 1 }
    }
    // About binomial with n = 4000, p = ¼: deviation 27; a class's share is not just a fourth.
    for value in [0.0, 1] {
      let rows = table.labels[0].values.indices.filter { table.labels[0].values[$0] == value }
      let mean = Double(rows.map { counts[$0] }.reduce(0, +)) / Double(rows.count)
      #expect(rows.allSatisfy { abs(Double(counts[$0]) - mean) < 165 }, "\(counts)")
    }
  }

  @Test("no worse than iterative stratification as its authors write it")
  func algorithm() throws {
    for seed in 0..<10 as Range<UInt64> {
      let table = try LabelledRandomTable(
        rowCount: 400, labels: [(2, 0), (2, 0), (3, 0), (2, 0.3), (6, 0)], seed: seed)
      let shares = [320, 40, 40]
      let ours = squares(table.labels, assignment(table.labels, shares: shares), shares)
      let theirs = squares(
        table.labels, PlainStratification(table.labels, shares: shares, seed: seed).parts, shares)
      #expect(ours <= theirs + 1e-9)
    }
  }

  /// The sum of the squared differences of all classes' rows from their shares.
  private func squares(_ labels: [LabelColumn], _ parts: [Int], _ shares: [Int]) -> Double {
    let rowCount = Double(shares.reduce(0, +))
    return labels.flatMap { label in
      counts(label, parts, partCount: shares.count).values.flatMap { counts in
        let total = Double(counts.reduce(0, +))
        return zip(counts, shares).map { count, share in
          let difference = Double(count) - total * Double(share) / rowCount
          return difference * difference
        }
      }
    }.reduce(0, +)
  }

  @Test("yeast's fourteen labels are in every part within a row of their shares")
  func yeast() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "shared/data/yeast.csv.gz").path
    guard FileManager.default.fileExists(atPath: path) else { return }
    let specifications = [try LabelSpecification(parsing: "y_*")]
    var options = ReadingOptions()
    options.columns = .matching(specifications.map(\.declaration))
    let (dataset, _) = try Dataset.read([.file(path: path)], options: options)
    let resolved = try LabelSpecification.resolve(
      specifications, header: dataset.columns.map(\.name))
    let labels = try resolved.map { specification in
      try LabelColumn(
        column: try #require(dataset[specification.pattern]), specification: specification)
    }
    #expect(labels.count == 14)
    let sizes = SplitShares.usual.sizes(of: dataset.rowCount)
    for seed in 0..<3 as Range<UInt64> {
      #expect(worst(labels, assignment(labels, shares: sizes, seed: seed), shares: sizes) < 2)
    }
  }
}

/// Iterative stratification, line by line as in Sechidis, Tsoumakas and Vlahavas (2011),
/// algorithm 1.
private struct PlainStratification {
  private(set) var parts: [Int]

  init(_ labels: [LabelColumn], shares: [Int], seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: .crosses)
    let rowCount = labels[0].values.count
    let sets = (0..<rowCount).map { row in
      Set(
        labels.indices.map { label in
          let value = labels[label].values[row]
          return 1000 * label + (value.isNaN ? 999 : Int(value))
        })
    }
    let all = Set(sets.flatMap(\.self))
    let total = Double(shares.reduce(0, +))
    var wanted = shares.map(Double.init)
    var wantedOf = Dictionary(
      uniqueKeysWithValues: all.map { label in
        let count = Double(sets.count { $0.contains(label) })
        return (label, shares.map { count * Double($0) / total })
      })
    var left = Set(0..<rowCount)
    parts = Array(repeating: 0, count: rowCount)
    while !left.isEmpty {
      let counts = all.map { label in (left.count { sets[$0].contains(label) }, label) }
      guard let (_, label) = counts.filter({ $0.0 > 0 }).min(by: { $0 < $1 }) else { break }
      for row in left.filter({ sets[$0].contains(label) }).sorted() {
        let wishes = wantedOf[label] ?? []
        let most = wishes.max() ?? 0
        var best = shares.indices.filter { wishes[$0] == most }
        if best.count > 1 {
          let rows = best.map { wanted[$0] }.max() ?? 0
          best = best.filter { wanted[$0] == rows }
        }
        let part = best.randomElement(using: &generator) ?? 0
        parts[row] = part
        left.remove(row)
        for other in sets[row] { wantedOf[other]?[part] -= 1 }
        wanted[part] -= 1
      }
    }
  }
}
