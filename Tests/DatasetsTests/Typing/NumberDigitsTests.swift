import Datasets
import Foundation
import RandomNumbers
import Testing

struct NumberDigitsTests {
  @Test("200 columns far from zero keep their spread as features, and every digit as labels")
  func spread() throws {
    var generator = SeededGenerator(seed: 11, stream: .split)
    for draw in 0..<200 {
      let center = Double(Int.random(in: 1_000_000...4_000_000_000, using: &generator))
      let spread = pow(10, Double.random(in: -2...3, using: &generator))
      let count = Int.random(in: 2...700, using: &generator)
      let cells = (0..<count).map { row -> String in
        row % 11 == 5 ? "" : String(format: "%.3f", center + spread * generator.normal())
      }
      let text = "x,z\n" + cells.map { "\($0),1\n" }.joined()
      // Read by the standard library, to the nearest Double.
      let expected = cells.map { Double($0) }
      let present = expected.compactMap(\.self)
      let range = try #require(present.max()) - #require(present.min())
      for blockSize in [50, 1 << 18] {
        let feature = try #require(try read(text, blockSize: blockSize).dataset["x"])
        let label = try #require(
          try read(
            text,
            options: ReadingOptions(
              columns: .all([ColumnDeclaration("x", as: .numeric, isLabel: true)])),
            blockSize: blockSize
          ).dataset["x"])
        guard case .numeric(let distances) = feature.values,
          case .numeric(let doubles) = label.values
        else {
          Issue.record("draw \(draw)")
          continue
        }
        #expect(doubles.doubles.map { $0.isNaN ? nil : $0 } == expected, "draw \(draw)")
        let worst =
          zip(distances.doubles, expected).map { found, expected in
            expected.map { abs(found - $0) } ?? (found.isNaN ? 0 : .infinity)
          }.max() ?? .infinity
        // A Float keeps 24 bits of the greatest distance, or of a number that is not far from zero.
        #expect(worst <= max(range, center / 64 > range ? 0 : center) * 0x1p-18, "draw \(draw)")
      }
    }
  }
}
