import Datasets
import RandomNumbers
import Splitting
import Testing

struct RowsInTimeTests {
  private func table(_ times: [Double], isDate: Bool = false) -> SplittableTable {
    SplittableTable(
      Dataset(
        rowCount: times.count, columns: [Column(name: "when", values: .numeric(Numbers(times)))]),
      labels: [], dates: isDate ? ["when"] : [])
  }

  private func last(_ rows: [Int32], _ times: [Double]) -> Double {
    rows.map { times[Int($0)] }.max() ?? -.infinity
  }

  private func first(_ rows: [Int32], _ times: [Double]) -> Double {
    rows.map { times[Int($0)] }.min() ?? .infinity
  }

  @Test("training comes before validation, which comes before the test; no moment is in two parts")
  func order() throws {
    for seed in 0..<200 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed, stream: .shuffle)
      let moments = Int.random(in: 30...300, using: &generator)
      let times = (0..<300).map { _ in Double(Int.random(in: 0..<moments, using: &generator)) }
      let split = try RowsInTime("when").split(table(times), seed: 0)
      #expect(
        (split.train + split.validation + split.test).sorted() == (0..<300).map { Int32($0) })
      #expect(last(split.train, times) < first(split.validation, times))
      #expect(last(split.validation, times) < first(split.test, times))
      // A moment has some 10 rows at most of those.
      #expect(abs(split.train.count - 240) < 20)
      #expect(abs(split.test.count - 30) < 20)
    }
  }

  @Test("rows in a gap are in no part")
  func gap() throws {
    let times = (0..<100).map(Double.init)
    let split = try RowsInTime("when", gap: TimeGap(parsing: "3")).split(table(times), seed: 0)
    #expect(split.validation.first == 80)
    #expect(split.test == Array(90..<100))
    // 77 is three before 80; 78 and 79 are nearer.
    #expect(split.train == Array(0...77))
    #expect(split.validation == Array(80...87))
    let days = times.map { $0 * 86_400 }
    #expect(
      try RowsInTime("when", gap: TimeGap(parsing: "3d")).split(table(days, isDate: true), seed: 0)
        == split)
  }

  @Test(
    "a gap in the wrong unit, a missing time, texts and a single moment are errors",
    arguments: [
      ([1, 2, 3], false, "3d", "is a time, but the column has numbers"),
      ([1, 2, 3], true, "3", "has no unit"),
      ([1, .nan, 3], false, nil, "says nothing of when"),
      (Array(repeating: 5, count: 20), false, nil, "too few moments"),
      ((0..<10).map(Double.init), false, "100", "no row"),
    ] as [([Double], Bool, String?, String)])
  func errors(times: [Double], isDate: Bool, gap: String?, words: String) throws {
    let gap = try gap.map(TimeGap.init(parsing:))
    let error = try #require(throws: DatasetError.self) {
      _ = try RowsInTime("when", gap: gap).split(table(times, isDate: isDate), seed: 0)
    }
    #expect(error.problem.contains(words), "\(error.problem)")
  }

  @Test("a gap is a number with or without a unit", arguments: ["", "d", "-3d", "3 d", "3y", "x"])
  func badGap(text: String) {
    #expect(throws: DatasetError.self) { _ = try TimeGap(parsing: text) }
  }
}
