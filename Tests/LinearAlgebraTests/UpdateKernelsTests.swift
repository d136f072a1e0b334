import LinearAlgebra
import Testing

struct UpdateKernelsTests {
  private let numbers = RandomMatrices(seed: 16)
  private let nothing = FloatBuffer(count: 0).vector

  @Test("one step of AdamW is that of the paper", arguments: oddSizes)
  func adamW(count: Int) {
    let (parameters, gradient) = (numbers.normal(1, count), numbers.normal(1, count))
    let (first, second) = (numbers.normal(1, count), numbers.row(numbers.uniform(count)))
    let (theta, g, m, v) = (
      parameters.doubles[0], gradient.doubles[0], first.doubles[0], second.doubles[0]
    )
    UpdateKernel(named: "adamw").update(
      parameters, gradient: gradient, first: first, second: second, gradientScale: 0.5, rate: 0.01,
      decay: 0.1, constants: (0.1, 0.01, 1e-3, 0.75, 0.5))
    let moment = zip(m, g).map { 0.9 * $0 + 0.1 * (0.5 * $1) }
    let squares = zip(v, g).map { 0.99 * $0 + 0.01 * (0.5 * $1) * (0.5 * $1) }
    let expected = theta.indices.map {
      theta[$0] - 0.01
        * (moment[$0] / 0.75 / ((squares[$0] / 0.5).squareRoot() + 1e-3) + 0.1 * theta[$0])
    }
    #expect(agree(first.values, moment, within: 1e-6))
    #expect(agree(second.values, squares, within: 1e-6))
    #expect(agree(parameters.values, expected, within: 1e-6))
  }

  @Test("one step of momentum adds to the velocity, then follows it", arguments: oddSizes)
  func sgd(count: Int) {
    let (parameters, gradient) = (numbers.normal(1, count), numbers.normal(1, count))
    let velocity = numbers.normal(1, count)
    let (theta, g, v) = (parameters.doubles[0], gradient.doubles[0], velocity.doubles[0])
    UpdateKernel(named: "sgd").update(
      parameters, gradient: gradient, first: velocity, second: nothing, gradientScale: 0.5,
      rate: 0.01, decay: 0.1, constants: (0.9, 0, 0, 0, 0))
    let speed = zip(v, g).map { 0.9 * $0 + 0.5 * $1 }
    #expect(agree(velocity.values, speed, within: 1e-6))
    #expect(
      agree(
        parameters.values, zip(theta, speed).map { $0 - 0.01 * ($1 + 0.1 * $0) }, within: 1e-6))
  }

  @Test("one step of Lion follows the sign of a mean, before its moment", arguments: oddSizes)
  func lion(count: Int) {
    let (parameters, gradient) = (numbers.normal(1, count), numbers.normal(1, count))
    let moment = numbers.normal(1, count)
    // A mean of zero has no sign.
    (gradient[0, 0], moment[0, 0]) = (0, 0)
    let (theta, g, m) = (parameters.doubles[0], gradient.doubles[0], moment.doubles[0])
    UpdateKernel(named: "lion").update(
      parameters, gradient: gradient, first: moment, second: nothing, gradientScale: 0.5,
      rate: 0.01, decay: 0.1, constants: (0.25, 0.0625, 0, 0, 0))
    let means = zip(m, g).map { 0.75 * $0 + 0.25 * (0.5 * $1) }
    let expected = zip(theta, means).map { theta, mean in
      theta - 0.01 * ((mean > 0 ? 1 : mean < 0 ? -1 : 0) + 0.1 * theta)
    }
    #expect(agree(parameters.values, expected, within: 1e-6))
    #expect(
      agree(moment.values, zip(m, g).map { 0.9375 * $0 + 0.0625 * (0.5 * $1) }, within: 1e-6))
  }

  @Test("where a vector begins in memory leaves no trace", arguments: [1, 15, 64, 129, 1000])
  func places(count: Int) {
    let values = (0..<4).map { _ in numbers.uniform(count) }
    func updated(at offset: Int) -> [[Float]] {
      let buffers = (0..<4).map { _ in FloatBuffer(count: count + offset + 5) }
      let vectors = buffers.map { $0.matrix(at: offset, rows: 1, columns: count) }
      return withExtendedLifetime(buffers) {
        for (vector, values) in zip(vectors, values) { vector.copy(values) }
        for name in ["adamw", "sgd", "lion"] {
          UpdateKernel(named: name).update(
            vectors[0], gradient: vectors[1], first: vectors[2], second: vectors[3],
            gradientScale: 1, rate: 0.01, decay: 0.1, constants: (0.1, 0.01, 1e-3, 0.75, 0.5))
        }
        // What lies around the vector is nobody's.
        #expect(buffers.allSatisfy { $0.values.prefix(offset).allSatisfy { $0 == 0 } })
        #expect(buffers.allSatisfy { $0.values.suffix(5).allSatisfy { $0 == 0 } })
        return vectors.map(\.values)
      }
    }
    let expected = updated(at: 0)
    for offset in 1...17 { #expect(updated(at: offset) == expected) }
  }

  @Test("vectors of other lengths stop the process")
  func lengths() async {
    await #expect(processExitsWith: .failure) {
      let three = FloatBuffer(count: 3)
      UpdateKernel(named: "sgd").update(
        FloatBuffer(count: 4).vector, gradient: three.vector, first: three.vector,
        second: FloatBuffer(count: 0).vector, gradientScale: 1, rate: 1, decay: 0,
        constants: (0, 0, 0, 0, 0))
    }
  }
}
