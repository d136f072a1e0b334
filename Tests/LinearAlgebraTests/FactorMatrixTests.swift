import LinearAlgebra
import RandomNumbers
import Testing

struct FactorMatrixTests {
  /// What a factor holds in place of a number: its product with 1.
  private func held(_ number: Float, _ precision: FactorPrecision) -> Float {
    let factors = FactorBuffer(count: 2, precision: precision)
    let numbers = FloatBuffer([number, 1])
    let result = FloatBuffer(count: 1)
    let shape = FactorShape(rows: 1, columns: 1)
    let product = PlannedProduct(shape, shape, precision: precision)
    withExtendedLifetime((factors, numbers, result)) {
      for index in 0..<2 {
        factors.matrix(at: index, rows: 1, columns: 1)
          .assign(numbers.matrix(at: index, rows: 1, columns: 1))
      }
      product.assign(
        factors.matrix(rows: 1, columns: 1), factors.matrix(at: 1, rows: 1, columns: 1),
        to: result.matrix(rows: 1, columns: 1))
    }
    return result.values[0]
  }

  @Test("Float32 is held as it is")
  func single() {
    for number: Float in [0, 1, -0.1, .pi, 1e-30, 3e30] {
      #expect(held(number, .single) == number)
    }
  }

  @Test(
    "bfloat16 holds the nearest number of eight bits, of two as near the even one",
    .enabled(if: FactorPrecision.fastest == .bfloat16))
  func rounding() {
    // Around 1 its numbers are 2⁻⁷ apart below 2, around 256 they are 2 apart.
    let cases: [(Float, Float)] = [
      (1 + 0x1p-9, 1), (1 + 0x1p-8, 1), (1 + 3 * 0x1p-8, 1 + 0x1p-6),
      (1 + 0x1.01p-8, 1 + 0x1p-7), (257, 256), (259, 260), (-257.5, -258), (0x1p-100, 0x1p-100),
    ]
    for (number, rounded) in cases {
      #expect(held(number, .bfloat16) == rounded, "\(number)")
    }
    var generator = SeededGenerator(seed: 3, stream: .split)
    for _ in 0..<200 {
      let number = Float.random(in: -1e4...1e4, using: &generator)
      let error = abs(held(number, .bfloat16) - number)
      #expect(error <= number.binade.magnitude * 0x1p-8, "\(number)")
    }
  }
}
