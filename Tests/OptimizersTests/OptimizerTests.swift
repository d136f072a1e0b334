import Foundation
import LinearAlgebra
import Optimizers
import RandomNumbers
import Testing

struct OptimizerTests {
  /// Sizes of tensors and whether they decay, with neighbours of either kind.
  private static let parts: [Optimizer.Part] = [
    .init(count: 35, decays: true), .init(count: 5, decays: false), .init(count: 7, decays: false),
    .init(count: 17, decays: true), .init(count: 3, decays: true),
  ]
  private static let configurations: [OptimizerConfiguration] = [
    .standard, .adamW(beta1: 0.8, beta2: 0.95, epsilon: 1e-4), .sgd(momentum: 0),
    .sgd(momentum: 0.9), .lion(beta1: 0.9, beta2: 0.99),
  ]

  private let workers = Workers(count: 2)

  /// The parameters after a number of steps on the same random gradients whatever the optimizer.
  private func trained(
    _ optimizer: inout Optimizer, steps: Int, gradientScale: Double = 1, gradientFactor: Float = 1
  ) -> [Float] {
    var draws = Draws()
    let parameters = FloatBuffer(draws.parameters.map { Float($0) })
    let gradient = FloatBuffer(count: parameters.count)
    for step in 0..<steps {
      gradient.copy(draws.gradient().map { gradientFactor * Float($0) })
      optimizer.update(
        parameters.vector, gradient: gradient.vector, gradientScale: gradientScale,
        rate: Draws.rate(step), workers: workers)
    }
    return parameters.values
  }

  /// Starting parameters and gradients of widely different sizes, exact in Float.
  private struct Draws {
    private var generator = SeededGenerator(seed: 7, stream: .initialisation)
    let parameters: [Double]

    init() {
      var draws = SeededGenerator(seed: 8, stream: .initialisation)
      parameters = (0..<67).map { _ in Double(Float(draws.normal())) }
    }

    mutating func gradient() -> [Double] {
      parameters.indices.map { index in
        Double(Float(generator.normal() * pow(10, Double(index % 7) - 4)))
      }
    }

    static func rate(_ step: Int) -> Double { 0.01 * (1 - Double(step) / 250) }
  }

  /// The algorithms in Double, one parameter after another.
  private func reference(
    _ configuration: OptimizerConfiguration, weightDecay: Double, steps: Int, clip: Double
  ) -> [Double] {
    var draws = Draws()
    var theta = draws.parameters
    var first = theta.map { _ in 0.0 }
    var second = first
    let decays = Self.parts.flatMap { Array(repeating: $0.decays, count: $0.count) }
    for t in 1...steps {
      let (rate, gradient) = (Draws.rate(t - 1), draws.gradient())
      for index in theta.indices {
        let g = clip * gradient[index]
        let decay = decays[index] ? weightDecay * theta[index] : 0
        let values = configuration.values
        switch configuration.entry.name {
        case "adamw":
          let (beta1, beta2, epsilon) = (values[0], values[1], values[2])
          // Loshchilov and Hutter 2019, Algorithm 2, with the learning rate on the decay too.
          first[index] = beta1 * first[index] + (1 - beta1) * g
          second[index] = beta2 * second[index] + (1 - beta2) * g * g
          let firstHat = first[index] / (1 - pow(beta1, Double(t)))
          let secondHat = second[index] / (1 - pow(beta2, Double(t)))
          theta[index] -= rate * (firstHat / (secondHat.squareRoot() + epsilon) + decay)
        case "sgd":
          first[index] = values[0] * first[index] + g
          theta[index] -= rate * (first[index] + decay)
        case "lion":
          // Chen et al. 2023, Algorithm 2: the update first, then the moment.
          let mean = values[0] * first[index] + (1 - values[0]) * g
          theta[index] -= rate * ((mean > 0 ? 1 : mean < 0 ? -1 : 0) + decay)
          first[index] = values[1] * first[index] + (1 - values[1]) * g
        default: Issue.record("no reference for \(configuration)")
        }
      }
    }
    return theta
  }

  @Test("200 steps are those of the algorithm in Double", arguments: configurations, [0, 0.1])
  func algorithm(configuration: OptimizerConfiguration, weightDecay: Double) {
    for clip in [1, 0.3] {
      var optimizer = Optimizer(configuration, weightDecay: weightDecay, parts: Self.parts)
      let found = trained(&optimizer, steps: 200, gradientScale: clip)
      let expected = reference(configuration, weightDecay: weightDecay, steps: 200, clip: clip)
      for (index, pair) in zip(found, expected).enumerated() {
        #expect(
          abs(Double(pair.0) - pair.1) <= 1e-5 * (1 + abs(pair.1)), "parameter \(index): \(pair)")
      }
    }
  }

  @Test("Adam's first step has the length of its rate, whatever the gradient")
  func firstStep() {
    var optimizer = Optimizer(.standard, weightDecay: 0, parts: [.init(count: 4, decays: true)])
    let parameters = FloatBuffer(count: 4)
    let gradient = FloatBuffer([1e-3, -1, 40, -1e5])
    optimizer.update(
      parameters.vector, gradient: gradient.vector, gradientScale: 1, rate: 0.5, workers: workers)
    // m̂/(√v̂ + ε) = g/(|g| + ε).
    for (step, g) in zip(parameters.values, gradient.values) {
      let expected = -0.5 * Double(g) / (abs(Double(g)) + 1e-8)
      #expect(abs(Double(step) - expected) < 5e-7)
    }
  }

  @Test("only what decays shrinks where the gradient is zero", arguments: configurations)
  func decay(configuration: OptimizerConfiguration) {
    var optimizer = Optimizer(
      configuration, weightDecay: 0.5,
      parts: [
        .init(count: 2, decays: true), .init(count: 2, decays: false),
        .init(count: 1, decays: true),
      ])
    let parameters = FloatBuffer([4, -8, 4, -8, 2])
    let gradient = FloatBuffer(count: 5)
    for _ in 0..<2 {
      optimizer.update(
        parameters.vector, gradient: gradient.vector, gradientScale: 1, rate: 0.5, workers: workers)
    }
    // Each step multiplies by 1 − rate · decay = 3/4, exactly.
    #expect(parameters.values == [2.25, -4.5, 4, -8, 1.125])
  }

  @Test("a scale on the gradient is as good as a scaled gradient", arguments: configurations)
  func gradientScale(configuration: OptimizerConfiguration) {
    var scaling = Optimizer(configuration, weightDecay: 0.1, parts: Self.parts)
    var plain = Optimizer(configuration, weightDecay: 0.1, parts: Self.parts)
    // A power of two changes no digit.
    #expect(
      trained(&scaling, steps: 20, gradientScale: 0.25)
        == trained(&plain, steps: 20, gradientFactor: 0.25))
  }

  @Test("how the vector is cut into parts does not matter", arguments: configurations)
  func parts(configuration: OptimizerConfiguration) {
    var coarse = Optimizer(
      configuration, weightDecay: 0.1,
      parts: [
        .init(count: 35, decays: true), .init(count: 12, decays: false),
        .init(count: 20, decays: true),
      ])
    var fine = Optimizer(
      configuration, weightDecay: 0.1,
      parts: Self.parts.flatMap { part in
        [.init(count: 0, decays: !part.decays)]
          + Array(repeating: .init(count: 1, decays: part.decays), count: part.count)
      })
    var given = Optimizer(configuration, weightDecay: 0.1, parts: Self.parts)
    let expected = trained(&given, steps: 20)
    #expect(trained(&coarse, steps: 20) == expected)
    #expect(trained(&fine, steps: 20) == expected)
  }

  @Test("a task's own parameters move by its share of the rate", arguments: configurations)
  func taskRates(configuration: OptimizerConfiguration) {
    func after(rate: Double, taskRates: [Double]?) -> [Float] {
      var draws = Draws()
      let tasks = [nil, 1, 0, 1, nil]
      var optimizer = Optimizer(
        configuration, weightDecay: 0.1,
        parts: zip(Self.parts, tasks).map { part, task in
          .init(count: part.count, decays: part.decays, task: taskRates.flatMap { _ in task })
        })
      if let taskRates { optimizer.taskRates = taskRates }
      let parameters = FloatBuffer(draws.parameters.map { Float($0) })
      let gradient = FloatBuffer(draws.gradient().map { Float($0) })
      optimizer.update(
        parameters.vector, gradient: gradient.vector, gradientScale: 1, rate: rate,
        workers: workers)
      return parameters.values
    }
    let found = after(rate: 0.01, taskRates: [0.25, 0.5])
    let (whole, half, quarter) = (
      after(rate: 0.01, taskRates: nil), after(rate: 0.005, taskRates: nil),
      after(rate: 0.0025, taskRates: nil)
    )
    let expected =
      Array(whole[..<35]) + Array(half[35..<40]) + Array(quarter[40..<47]) + Array(half[47..<64])
      + Array(whole[64...])
    #expect(found == expected)
    #expect(whole != half && half != quarter)
  }

  @Test("steps are counted", arguments: configurations)
  func stepCount(configuration: OptimizerConfiguration) {
    var optimizer = Optimizer(configuration, weightDecay: 0, parts: Self.parts)
    #expect(optimizer.stepCount == 0)
    _ = trained(&optimizer, steps: 3)
    #expect(optimizer.stepCount == 3)
  }

  @Test("a vector of another length stops the process")
  func otherLength() async {
    await #expect(processExitsWith: .failure) {
      var optimizer = Optimizer(.standard, weightDecay: 0, parts: [.init(count: 2, decays: true)])
      let three = FloatBuffer(count: 3)
      optimizer.update(
        three.vector, gradient: three.vector, gradientScale: 1, rate: 1, workers: Workers(count: 1))
    }
  }

  @Test(
    "an optimizer is read as it is written",
    arguments: [
      ("adamw", .standard), ("sgd", .sgd(momentum: 0.9)), ("sgd:0", .sgd(momentum: 0)),
      ("adamw:0.8", .adamw(0.8)), ("lion:0.95:0.98", .lion(beta1: 0.95, beta2: 0.98)),
    ] as [(String, OptimizerConfiguration)])
  func parsing(text: String, expected: OptimizerConfiguration) throws {
    #expect(try OptimizerConfiguration(parsing: text) == expected)
    #expect(try OptimizerConfiguration(parsing: expected.description) == expected)
  }

  @Test(
    "what is none is an error that says what may be written",
    arguments: [
      ("adam", "unknown optimizer \"adam\"; did you mean adamw?"),
      ("", "unknown optimizer \"\"; known are adamw, sgd, lion"),
      ("sgd:0.9:0.1", "more values than the optimizer takes; it is written sgd[:momentum]"),
      ("sgd:1", "\"1\" is no momentum of sgd; use a number from 0 up to but not including 1"),
      ("lion:x", "\"x\" is no beta1 of lion"),
      ("adamw:0.9:0.9:0", "\"0\" is no epsilon of adamw; use a number above 0"),
    ])
  func mistakes(text: String, message: String) {
    let error = #expect(throws: OptimizerError.self) { try OptimizerConfiguration(parsing: text) }
    #expect(error?.description.contains(message) ?? false, "\(String(describing: error))")
  }

  @Test("a configuration survives coding", arguments: configurations)
  func coding(configuration: OptimizerConfiguration) throws {
    let data = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(OptimizerConfiguration.self, from: data) == configuration)
  }
}

extension OptimizerConfiguration {
  fileprivate static func adamw(_ beta1: Double) -> OptimizerConfiguration {
    .adamW(beta1: beta1, beta2: 0.999, epsilon: 1e-8)
  }
}
