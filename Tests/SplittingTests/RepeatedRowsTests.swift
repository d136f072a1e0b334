import Datasets
import RandomNumbers
import Splitting
import Testing

struct RepeatedRowsTests {
  private static let numbers = [0, -0.0, 1, .nan, 2.5]

  @Test("rows are equal if all their cells are, as plain loops find")
  func loops() throws {
    for seed in 0..<50 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed, stream: .shuffle)
      let numbers = (0..<120).map { _ in Self.numbers[Int.random(in: 0..<5, using: &generator)] }
      let codes = (0..<120).map { _ in Int32.random(in: -1..<4, using: &generator) }
      let columns = [
        Column(name: "a", values: .numeric(Numbers(numbers))),
        Column(
          name: "b",
          values: .categorical(
            Column.Categorical(codes: codes, categories: ["p", "q", "r", "s"]))),
      ]
      func areEqual(_ a: Int, _ b: Int) -> Bool {
        codes[a] == codes[b]
          && (numbers[a] == numbers[b] || numbers[a].isNaN && numbers[b].isNaN)
      }
      let repeated = RepeatedRows(columns)
      for a in 0..<120 {
        for b in 0..<120 {
          #expect((repeated.groups[a] == repeated.groups[b]) == areEqual(a, b))
        }
      }
      let split = try Split(rowCount: 120, fractions: (0.5, 0.25, 0.25), seed: seed)
      let shared = repeated.shared(by: split)
      for (part, rows) in [(Split.Part.validation, split.validation), (.test, split.test)] {
        let expected = rows.filter { row in
          split.train.contains { areEqual(Int($0), Int(row)) }
        }
        let found = shared.first { $0.part == part }
        #expect((found?.count ?? 0) == expected.count)
        #expect(found.map { Int32($0.first) } == expected.first)
        if let found { #expect(areEqual(found.first, found.equalTo)) }
      }
    }
  }
}
