import LinearAlgebra
import Optimizers
import RandomNumbers
import Testing

struct ParameterAverageTests {
  /// Parameters of so many steps, of more numbers than one thread takes.
  private static let steps = {
    var generator = SeededGenerator(seed: 4, stream: .initialisation)
    return (0..<12).map { _ in (0..<40_000).map { _ in Float(generator.normal()) } }
  }()

  private func averages(decay: Double, threads: Int = 2) -> [[Float]] {
    let (workers, parameters) = (Workers(count: threads), FloatBuffer(count: 40_000))
    let average = ParameterAverage(of: Self.steps[11], decay: decay)
    return Self.steps.enumerated().map { index, values in
      parameters.copy(values)
      average.add(parameters.vector, step: index + 1, workers: workers)
      return average.values.values
    }
  }

  @Test("until it forgets it is the plain mean, whatever it began with")
  func plainMean() {
    let averages = averages(decay: 0.99)
    for count in [1, 2, 5, 12] {
      for place in stride(from: 0, to: 40_000, by: 997) {
        let sum = Self.steps.prefix(count).reduce(0.0) { $0 + Double($1[place]) }
        let found = Double(averages[count - 1][place])
        #expect(abs(found - sum / Double(count)) < 1e-6)
      }
    }
  }

  @Test("then the last step weighs 1 − decay, and those before it by powers of the decay")
  func forgetting() {
    // With decay ¾ the first four steps are averaged plainly.
    let averages = averages(decay: 0.75)
    for place in stride(from: 0, to: 40_000, by: 997) {
      var expected = Self.steps.prefix(4).reduce(0.0) { $0 + Double($1[place]) / 4 }
      for values in Self.steps.dropFirst(4) {
        expected = 0.75 * expected + 0.25 * Double(values[place])
      }
      #expect(abs(Double(averages[11][place]) - expected) < 1e-6)
    }
  }

  @Test("its bits do not depend on the number of threads")
  func threads() {
    #expect(averages(decay: 0.9, threads: 1) == averages(decay: 0.9, threads: 3))
  }
}
