import Datasets
import RandomNumbers
import Splitting
import Testing

struct FoldTests {
  private let table: SplittableTable
  private let labels: [LabelColumn]

  init() throws {
    let random = try LabelledRandomTable(rowCount: 203, labels: [(3, 0.1), (0, 0)], seed: 6)
    var generator = SeededGenerator(seed: 6, stream: .shuffle)
    let groups = (0..<203).map { _ in Int32.random(in: 0..<40, using: &generator) }
    labels = random.labels
    table = SplittableTable(
      Dataset(
        rowCount: 203,
        columns: [
          Column(
            name: "group",
            values: .categorical(
              Column.Categorical(codes: groups, categories: (0..<40).map { "group \($0)" })))
        ]), labels: random.labels)
  }

  @Test("every row judges once, is for validation once, and is learnt from otherwise")
  func everyRow() throws {
    let rules: [any DrawnRule] = [
      RandomRows(), StratifiedRows(), GroupedRows(by: ColumnGroups("group")),
    ]
    for rule in rules {
      for count in [3, 5, 10] {
        let splits = try (0..<count).map {
          try rule.split(table, fold: Fold($0, of: count), seed: 7)
        }
        #expect(splits.flatMap(\.test).sorted() == (0..<203).map { Int32($0) })
        for (index, split) in splits.enumerated() {
          #expect(split.validation == splits[(index + 1) % count].test)
          #expect(
            (split.train + split.validation + split.test).sorted() == (0..<203).map { Int32($0) })
        }
      }
    }
  }

  @Test("folds are as large as each other, and have their shares of the classes")
  func shares() throws {
    let splits = try (0..<5).map {
      try StratifiedRows().split(table, fold: Fold($0, of: 5), seed: 7)
    }
    #expect(splits.map(\.test.count).sorted() == [40, 40, 41, 41, 41])
    for value in [0.0, 1, 2] {
      let counts = splits.map { split in
        split.test.count { labels[0].values[Int($0)] == value }
      }
      #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 2, "\(counts)")
    }
  }

  @Test("no group is in two folds, as scikit-learn's GroupKFold keeps it")
  func groups() throws {
    guard case .categorical(let cells) = table.dataset.columns[0].values else { return }
    var foldOfGroup: [Int32: Int] = [:]
    for index in 0..<5 {
      let split = try GroupedRows(by: ColumnGroups("group")).split(
        table, fold: Fold(index, of: 5), seed: 7)
      for group in Set(split.test.map { cells.codes[Int($0)] }) {
        #expect(foldOfGroup[group] == nil)
        foldOfGroup[group] = index
      }
    }
    #expect(foldOfGroup.count == Set(cells.codes).count)
  }
}
