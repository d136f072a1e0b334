import Datasets
import Foundation
import RandomNumbers

extension Dataset {
  /// A table of drawn rows whose labels, one of each kind and some missing, depend on its features.
  ///
  /// `y_rare` has a label in every fortieth row only: small batches are without.
  static func synthetic(rows: Int, seed: UInt64 = 1) -> Dataset {
    var generator = SeededGenerator(seed: seed, stream: .split)
    let features = (0..<4).map { _ in (0..<rows).map { _ in Float(generator.normal()) } }
    let codes = (0..<rows).map { _ in Int32.random(in: -1..<3, using: &generator) }
    let signals: [Double] = (0..<rows).map { row in
      Double(features[0][row] - 0.5 * features[1][row]) + (codes[row] == 1 ? 1 : 0)
    }
    let noise: [[Double]] = (0..<5).map { _ in
      (0..<rows).map { _ in 0.3 * generator.normal() }
    }
    func label(_ number: Int, _ value: (Double) -> Double, isMissing: (Int) -> Bool) -> [Float] {
      (0..<rows).map { row in
        isMissing(row) ? .nan : Float(value(signals[row] + noise[number][row]))
      }
    }
    let classes = label(3, { ($0 < -0.5 ? 0 : $0 < 0.5 ? 1 : 2) }, isMissing: { $0 % 4 == 1 })
    return Dataset(
      rowCount: rows,
      columns: features.enumerated().map { index, cells in
        Column(name: "x\(index)", values: .numeric(Numbers(cells)))
      } + [
        Column(
          name: "group",
          values: .categorical(.init(codes: codes, categories: ["a", "b", "c"]))),
        Column(
          name: "y_near",
          values: .numeric(Numbers(label(0, { 3 * $0 + 2 }, isMissing: { $0 % 7 == 3 })))),
        Column(
          name: "y_rare",
          values: .numeric(
            Numbers(label(1, { 100 * $0 }, isMissing: { $0 % 40 > 1 && $0 % 40 != 7 })))),
        Column(
          name: "y_sign",
          values: .numeric(Numbers(label(2, { $0 > 0 ? 1 : 0 }, isMissing: { $0 % 3 == 0 })))
        ),
        Column(
          name: "y_class",
          values: .categorical(
            .init(
              codes: classes.map { $0.isNaN ? -1 : Int32($0) }, categories: ["low", "mid", "high"]))
        ),
        Column(
          name: "y_events",
          values: .numeric(Numbers(label(4, { exp($0).rounded() }, isMissing: { _ in false })))),
      ])
  }
}
