import Datasets
import Foundation
import Testing
import Training

struct DataFingerprintTests {
  private func dataset(
    x: [Float] = [1, .nan, 3, 4, 5, 6], colours: [String] = ["a", "b"],
    codes: [Int32] = [0, 1, 0, -1, 1, 0],
    y: [Float] = [1, 2, 3, .nan, 5, 6], name: String = "x"
  ) -> Dataset {
    Dataset(
      rowCount: x.count,
      columns: [
        Column(name: name, values: .numeric(Numbers(x))),
        Column(
          name: "colour", values: .categorical(.init(codes: codes, categories: colours))),
        Column(name: "y_n", values: .numeric(Numbers(y))),
      ])
  }

  private func fingerprint(
    _ dataset: Dataset, weights: [Float]? = nil,
    part: (Int) -> Split.Part = { $0 < 4 ? .train : .test }
  ) throws -> DataFingerprint {
    try ExampleTable(dataset, rowWeights: weights, part: part).data.fingerprint
  }

  @Test("the same contents have the same fingerprint, also as text")
  func same() throws {
    let one = try fingerprint(dataset())
    let other = try fingerprint(dataset())
    #expect(one == other && one.difference(of: other) == nil)
    let coded = try JSONEncoder().encode(one)
    #expect(try JSONDecoder().decode(DataFingerprint.self, from: coded) == one)
  }

  @Test("what differs is named")
  func differences() throws {
    let whole = try fingerprint(dataset())
    func difference(
      _ dataset: Dataset, weights: [Float]? = nil,
      part: (Int) -> Split.Part = { $0 < 4 ? .train : .test }
    ) throws -> String? {
      whole.difference(of: try fingerprint(dataset, weights: weights, part: part))
    }
    #expect(
      try difference(
        dataset(
          x: [1, .nan, 3, 4, 5], codes: [0, 1, 0, -1, 1], y: [1, 2, 3, .nan, 5]))
        == "had 6 rows, and now has 5")
    #expect(
      try difference(dataset(x: [1, 0, 3, 4, 5, 6])) == "has other values in column \"x\"")
    #expect(
      try difference(dataset(colours: ["a", "c"])) == "has other values in column \"colour\"")
    #expect(
      try difference(dataset(codes: [0, 1, 0, 0, 1, 0], y: [1, 2, 3, 4, 5, 6]))
        == "has other values in columns \"colour\", \"y_n\"")
    #expect(
      try difference(dataset(name: "z"))
        == "has no more column \"x\" and has column \"z\" besides")
    #expect(
      try difference(dataset(), weights: [1, 1, 1, 1, 1, 2]) == "has other row weights")
    #expect(
      try difference(dataset(), part: { $0 < 5 ? .train : .test }) == "is split otherwise")
    // A number of another sign of zero is another number.
    #expect(
      try fingerprint(dataset(y: [0, 2, 3, .nan, 5, 6]))
        .difference(of: fingerprint(dataset(y: [-0.0, 2, 3, .nan, 5, 6])))
        == "has other values in column \"y_n\"")
  }
}
