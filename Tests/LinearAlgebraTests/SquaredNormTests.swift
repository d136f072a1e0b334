import LinearAlgebra
import Testing

struct SquaredNormTests {
  @Test("the squared length of a vector is Σ x², the same with any number of threads")
  func squaredNorm() {
    let numbers = RandomMatrices(seed: 3)
    for count in [1, 100, 16_384, 16_385, 100_000] {
      let vector = numbers.normal(1, count)
      let expected = vector.values.reduce(0.0) { $0 + Double($1) * Double($1) }
      let norms = [1, 2, 5].map {
        SquaredNorm(count: count)(of: vector, workers: Workers(count: $0))
      }
      #expect(Set(norms).count == 1)
      #expect(abs(norms[0] - expected) <= 1e-12 * expected)
    }
  }

  @Test("what is not a number is not hidden")
  func notANumber() {
    let numbers = RandomMatrices(seed: 4)
    let vector = numbers.filled(1, 40_000, with: 1)
    withExtendedLifetime(numbers) {
      vector[0, 39_999] = .nan
      #expect(SquaredNorm(count: 40_000)(of: vector, workers: Workers(count: 2)).isNaN)
    }
  }
}
