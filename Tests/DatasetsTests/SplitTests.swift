import Datasets
import Testing

struct SplitTests {
  @Test(
    "a random split has exact sizes and holds every row once",
    arguments: [
      (10, 0.8, 0.1, 0.1, [8, 1, 1]), (11, 0.8, 0.1, 0.1, [9, 1, 1]),
      (5, 0.5, 0.5, 0, [3, 2, 0]), (1, 1, 0, 0, [1, 0, 0]), (7, 0.6, 0, 0.4, [4, 0, 3]),
      (12_430, 0.7, 0.2, 0.1, [8_701, 2_486, 1_243]),
    ] as [(Int, Double, Double, Double, [Int])])
  func sizes(count: Int, train: Double, validation: Double, test: Double, sizes: [Int]) throws {
    let split = try Split(rowCount: count, fractions: (train, validation, test), seed: 3)
    #expect([split.train.count, split.validation.count, split.test.count] == sizes)
    let all = split.train + split.validation + split.test
    #expect(all.sorted() == (0..<Int32(count)).map { $0 })
    for part in [split.train, split.validation, split.test] { #expect(part == part.sorted()) }
  }

  @Test("the seed decides, and another one gives another split")
  func seeds() throws {
    func split(_ seed: UInt64) throws -> Split {
      try Split(rowCount: 1000, fractions: (0.8, 0.1, 0.1), seed: seed)
    }
    #expect(try split(1) == split(1))
    #expect(try split(1) != split(2))
  }

  @Test("every row is as likely to be a test row")
  func uniform() throws {
    var counts = [Int](repeating: 0, count: 20)
    for seed in 0..<4000 as Range<UInt64> {
      let split = try Split(rowCount: 20, fractions: (0.5, 0.25, 0.25), seed: seed)
      for row in split.test { counts[Int(row)] += 1 }
    }
    // Binomial with n = 4000, p = ¼: mean 1000, deviation 27; six deviations either way.
    #expect(counts.allSatisfy { abs($0 - 1000) < 165 }, "\(counts)")
  }

  @Test(
    "fractions that are none are refused",
    arguments: [
      (0.8, 0.1, 0.2), (1.1, -0.1, 0), (.nan, 0.5, 0.5), (0.8, 0.1, 0.1 + 1e-6),
    ] as [(Double, Double, Double)])
  func fractions(train: Double, validation: Double, test: Double) throws {
    let error = try #require(throws: DatasetError.self) {
      _ = try Split(rowCount: 10, fractions: (train, validation, test), seed: 1)
    }
    #expect(error.kind == .request)
  }

  @Test("a split without a row to train on is an error")
  func empty() {
    #expect(throws: DatasetError.self) {
      _ = try Split(rowCount: 10, fractions: (0, 0.5, 0.5), seed: 1)
    }
    #expect(throws: DatasetError.self) {
      _ = try Split(rowCount: 0, fractions: (1, 0, 0), seed: 1)
    }
  }

  @Test("a column can say what each row is for")
  func column() throws {
    let (dataset, _) = try read("s\ntrain\nVALID\nTest\nval\nTrain\nvalidation\n")
    let split = try Split(column: try #require(dataset["s"]))
    #expect(split.train == [0, 4])
    #expect(split.validation == [1, 3, 5])
    #expect(split.test == [2])
  }

  @Test(
    "a split column with other words is an error",
    arguments: [
      ("s\ntrain\ntesting\n", "column \"s\": \"testing\" is not a part of a split"),
      ("s,x\ntrain,1\n,1\n", "data row 2: column \"s\": the row is in no part of the split"),
      ("s\n1\n2\n", "column \"s\": the split column is numeric"),
    ])
  func badColumn(text: String, beginning: String) throws {
    let (dataset, _) = try read(text)
    let column = try #require(dataset["s"])
    let error = try #require(throws: DatasetError.self) { _ = try Split(column: column) }
    #expect(error.description.hasPrefix(beginning), "\(error)")
  }

  @Test("files can be the parts")
  func groups() throws {
    let split = try Split(groups: [(2, .train), (1, .validation), (0, .test), (1, .train)])
    #expect(split.train == [0, 1, 3])
    #expect(split.validation == [2])
    #expect(split.test.isEmpty)
  }
}
