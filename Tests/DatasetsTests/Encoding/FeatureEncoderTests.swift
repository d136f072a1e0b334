import Datasets
import Testing

struct FeatureEncoderTests {
  private static let schema = Schema(
    features: [
      Feature(
        name: "x", encoding: .numeric(.init(mean: 1, deviation: 2, indicatesMissing: true))),
      Feature(
        name: "c",
        encoding: .oneHot(.init(categories: ["a", "2", "true"], hasMissingSlot: true))),
      Feature(
        name: "e",
        encoding: .embedding(.init(categories: ["u", "v"], hasMissingSlot: false), dimension: 2)),
      Feature(
        name: "m", encoding: .numeric(.init(mean: 0, deviation: 1, indicatesMissing: false))),
    ], tasks: [],
    crosses: [
      CellMeans(
        columns: [
          CellColumn(name: "c", division: .categories(["a", "2"])),
          CellColumn(name: "x", division: .bounds([1.5])),
        ], cells: [0, 1, 4], rows: [2, 1, 3],
        means: [.init(name: "m", label: "y", overall: 0.5, ofCells: [0.1, 0.2, 0.3])])
    ])

  private func table(_ mark: DecimalMark) -> Dataset {
    let c = Column.Categorical(
      codes: [0, 1, 2, 3, -1, 4, 0],
      categories: ["a", mark == .point ? "2.0" : "2,0", "TRUE", "never", "2.5"],
      decimalMark: mark)
    let e = Column.Categorical(codes: [1, 0, -1, 2, 1, 1, 0], categories: ["v", "u", "w"])
    return Dataset(
      rowCount: 7,
      columns: [
        Column(name: "x", values: .numeric([1, 2, .nan, 4, -3, 0, 1.5])),
        Column(name: "c", values: .categorical(c)), Column(name: "e", values: .categorical(e)),
      ])
  }

  @Test("what is made once encodes as what is made for each table", arguments: DecimalMark.allCases)
  func same(mark: DecimalMark) {
    // Also a table with another mark than the one it was made for.
    let encoder = FeatureEncoder(Self.schema, decimalMark: .point)
    for _ in 0..<2 {
      let (found, expected) = (
        encoder.encode(table(mark)), EncodedFeatures(table(mark), by: Self.schema)
      )
      #expect(found.numbers == expected.numbers)
      #expect(found.hot == expected.hot && found.embedded == expected.embedded)
      #expect(found.hot[1] == found.hot[0] + 1)
    }
  }

  @Test("unknown categories counted part by part are those of the whole table")
  func tally() {
    let cells = ["a", "x", nil, "A", "x", "b", "y", "x", nil, "a", "z", "7", "7.0", "x"]
    let slots = CategorySlots(categories: ["a", "b"], hasMissingSlot: false)
    let schema = Schema(features: [Feature(name: "c", encoding: .oneHot(slots))], tasks: [])
    let encoder = FeatureEncoder(schema, decimalMark: .point)
    for size in [1, 3, 5, 14] {
      var tally = UnknownCategoryTally()
      for start in stride(from: 0, to: cells.count, by: size) {
        let part = Array(cells[start..<min(start + size, cells.count)])
        var counted = UnknownCategoryTally()
        encoder.count(
          Dataset(rowCount: part.count, columns: [Column(name: "c", categories: part)]),
          in: &counted)
        tally.add(counted)
      }
      let found = tally.found.first
      #expect(tally.found.count == 1 && found?.presentCount == cells.count { $0 != nil })
      #expect(found?.categories.map(\.text) == ["x", "7", "A", "y", "z"])
      #expect(found?.categories.map(\.cellCount) == [4, 2, 1, 1, 1])
      #expect(found?.cellCount == 9 && found?.hasOthers == false)
    }
  }

  @Test("beyond so many texts cells are counted, and not told apart")
  func manyTexts() {
    let slots = CategorySlots(categories: ["a"], hasMissingSlot: false)
    let schema = Schema(features: [Feature(name: "c", encoding: .oneHot(slots))], tasks: [])
    let encoder = FeatureEncoder(schema, decimalMark: .point)
    var tally = UnknownCategoryTally()
    let count = UnknownCategoryTally.mostTexts
    for part in 0..<3 {
      let texts = (0..<count - 1).map { "k\(part)-\($0)" }
      let cells = Column.Categorical(codes: (0..<Int32(count) - 1).map { $0 }, categories: texts)
      var counted = UnknownCategoryTally()
      encoder.count(
        Dataset(
          rowCount: count - 1, columns: [Column(name: "c", values: .categorical(cells))]),
        in: &counted)
      tally.add(counted)
    }
    let found = tally.found.first
    #expect(found?.cellCount == 3 * (count - 1) && found?.presentCount == 3 * (count - 1))
    #expect(found?.categories.count == count && found?.hasOthers == true)
    #expect(found?.notice.message.contains("and more than \(count - 5) more") == true)
  }
}
