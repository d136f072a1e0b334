import Datasets
import RandomNumbers
import Splitting
import Testing

struct GroupedRowsTests {
  private func table(
    _ groups: [Int32], labels: [LabelColumn], categories: Int
  ) -> SplittableTable {
    let cells = Column.Categorical(
      codes: groups, categories: (0..<categories).map { "group \($0)" })
    return SplittableTable(
      Dataset(
        rowCount: groups.count, columns: [Column(name: "group", values: .categorical(cells))]),
      labels: labels)
  }

  @Test("no group is in two parts, in a thousand random tables")
  func groups() throws {
    for seed in 0..<1000 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed, stream: .shuffle)
      let groupCount = Int.random(in: 3...40, using: &generator)
      // Every group has a row; the others fall anywhere.
      let extra = Int.random(in: 0...120, using: &generator)
      let groups =
        (0..<Int32(groupCount)).map { $0 }
        + (0..<extra).map { _ in Int32.random(in: 0..<Int32(groupCount), using: &generator) }
      let random = try LabelledRandomTable(
        rowCount: groups.count, labels: [(2, 0.1), (0, 0)], seed: seed)
      let split = try GroupedRows(by: ColumnGroups("group")).split(
        table(groups, labels: random.labels, categories: groupCount), seed: seed)
      let parts = [split.train, split.validation, split.test]
      #expect(parts.flatMap(\.self).sorted() == (0..<Int32(groups.count)).map { $0 })
      let sets = parts.map { Set($0.map { groups[Int($0)] }) }
      #expect(sets[0].isDisjoint(with: sets[1]))
      #expect(sets[0].isDisjoint(with: sets[2]))
      #expect(sets[1].isDisjoint(with: sets[2]))
      let known = try #require(split.groups)
      #expect(Set(zip(known, groups).map { [$0, $1] }).count == Set(groups).count)
    }
  }

  @Test("with many groups the parts have their shares of rows and classes")
  func shares() throws {
    var generator = SeededGenerator(seed: 5, stream: .shuffle)
    let groups = (0..<3000).map { _ in Int32.random(in: 0..<300, using: &generator) }
    let random = try LabelledRandomTable(rowCount: 3000, labels: [(3, 0)], seed: 5)
    let split = try GroupedRows(by: ColumnGroups("group")).split(
      table(groups, labels: random.labels, categories: 300), seed: 5)
    for (rows, share) in [(split.train, 0.8), (split.validation, 0.1), (split.test, 0.1)] {
      #expect(abs(Double(rows.count) - 3000 * share) <= 5)
      for value in [0.0, 1, 2] {
        let total = random.labels[0].values.count { $0 == value }
        let count = rows.count { random.labels[0].values[Int($0)] == value }
        #expect(abs(Double(count) - Double(total) * share) <= 5)
      }
    }
  }

  @Test("rows without a group are groups of their own; too few groups are an error")
  func missing() throws {
    let random = try LabelledRandomTable(rowCount: 40, labels: [(2, 0)], seed: 1)
    let split = try GroupedRows(by: ColumnGroups("group")).split(
      table(Array(repeating: -1, count: 40), labels: random.labels, categories: 1), seed: 1)
    #expect(split.train.count == 32)
    #expect(split.test.count == 4)
    let error = try #require(throws: DatasetError.self) {
      _ = try GroupedRows(by: ColumnGroups("group")).split(
        table((0..<40).map { $0 % 2 }, labels: random.labels, categories: 2), seed: 1)
    }
    #expect(error.problem.contains("of 2 groups"))
  }

  @Test("rows with the same features stay together")
  func repeats() throws {
    let cells = Numbers((0..<200).map { Double($0 % 50) })
    let random = try LabelledRandomTable(rowCount: 200, labels: [(2, 0)], seed: 1)
    let table = SplittableTable(
      Dataset(rowCount: 200, columns: []), labels: random.labels,
      features: [Column(name: "a", values: .numeric(cells))])
    let split = try GroupedRows(by: RepeatedRowGroups()).split(table, seed: 2)
    let sets = [split.train, split.validation, split.test].map { Set($0.map { $0 % 50 }) }
    #expect(sets.map(\.count) == [40, 5, 5])
    #expect(sets.reduce(Set()) { $0.union($1) }.count == 50)
  }
}
