import LinearAlgebra
import RandomNumbers
import Testing

struct PlannedProductTests {
  /// Whole numbers from −8 to 8: exact in bfloat16, and so are their products' sums in Float32.
  private func integers(_ count: Int, _ generator: inout SeededGenerator) -> [Float] {
    (0..<count).map { _ in Float(generator.next() % 17) - 8 }
  }

  @Test(
    "a product is the sum of products, for factors with gaps and transposed ones",
    arguments: [FactorPrecision.single, .fastest], [false, true])
  func product(precision: FactorPrecision, transposed: Bool) {
    var generator = SeededGenerator(seed: 1, stream: .split)
    for (rows, depth, columns) in [(1, 1, 1), (5, 3, 7), (33, 64, 16), (130, 97, 48)] {
      let left = integers(rows * depth, &generator)
      let right = integers(depth * columns, &generator)
      let (leftRows, leftColumns) = transposed ? (depth, rows) : (rows, depth)
      let gap = 3
      let x = FactorBuffer(count: rows * depth, precision: precision)
      let y = FactorBuffer(count: depth * (columns + gap), precision: precision)
      let (leftNumbers, rightNumbers) = (FloatBuffer(left), FloatBuffer(right))
      let result = FloatBuffer(count: rows * columns)
      withExtendedLifetime((x, y, leftNumbers, rightNumbers)) {
        let factor = x.matrix(rows: leftRows, columns: leftColumns)
        factor.assign(leftNumbers.matrix(rows: leftRows, columns: leftColumns))
        let other = y.matrix(rows: depth, columns: columns + gap).columns(0..<columns)
        other.assign(rightNumbers.matrix(rows: depth, columns: columns))
        PlannedProduct(
          FactorShape(rows: leftRows, columns: leftColumns, transposed: transposed),
          FactorShape(rows: depth, columns: columns, stride: columns + gap), precision: precision
        ).assign(factor, other, to: result.matrix(rows: rows, columns: columns))
      }
      let expected = (0..<rows).flatMap { r in
        (0..<columns).map { c in
          (0..<depth).reduce(Float(0)) {
            $0 + left[transposed ? $1 * rows + r : r * depth + $1] * right[$1 * columns + c]
          }
        }
      }
      #expect(result.values == expected, "\(rows) × \(depth) × \(columns)")
    }
  }

  @Test("a packed factor gives the product of the one that was packed last, in every lane")
  func packed() {
    var generator = SeededGenerator(seed: 2, stream: .split)
    for (rows, depth, columns, transposed) in [
      (5, 3, 7, false), (128, 256, 26, true), (64, 100, 130, false), (33, 512, 64, true),
    ] {
      let left = FloatBuffer(integers(rows * depth, &generator))
      let result = FloatBuffer(count: rows * columns)
      let (storedRows, storedColumns) = transposed ? (columns, depth) : (depth, columns)
      let product = PlannedProduct(
        FactorShape(rows: rows, columns: depth),
        FactorShape(rows: storedRows, columns: storedColumns, transposed: transposed),
        precision: .single, packs: true, lanes: 3)
      for lane in 0..<3 {
        let right = FloatBuffer(integers(depth * columns, &generator))
        withExtendedLifetime((left, right)) {
          product.pack(right.matrix(rows: storedRows, columns: storedColumns).factor)
          product.assign(
            left.matrix(rows: rows, columns: depth).factor, nil,
            to: result.matrix(rows: rows, columns: columns), lane: lane)
        }
        let (x, y) = (left.values, right.values)
        let expected = (0..<rows).flatMap { r in
          (0..<columns).map { c in
            (0..<depth).reduce(Float(0)) {
              $0 + x[r * depth + $1] * y[transposed ? c * depth + $1 : $1 * columns + c]
            }
          }
        }
        #expect(result.values == expected, "\(rows) × \(depth) × \(columns)")
      }
    }
  }
}
