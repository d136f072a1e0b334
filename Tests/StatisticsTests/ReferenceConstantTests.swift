import Foundation
import Losses
import Statistics
import Testing

/// The initial and prior losses beside the repository, computed with 50 digits by other means.
private struct ReferenceConstants: Decodable {
  let constants: [Case]

  struct Case: Decodable {
    let loss: String
    let params: Parameters
    let data: Labels
    let expect: Expectation
    let tol: Double
  }

  struct Parameters: Decodable {
    let label_smoothing, gamma, delta, tau: Double?
    let class_weights: [Double]?
    let reduction: String?
    let standardised_labels: Bool?
  }

  struct Labels: Decodable {
    let counts: [Double]?
    let positive_rate: Double?
    let positive_rates: [Double]?
    let labels: Cells?
  }

  /// Rows of one label, or of several.
  enum Cells: Decodable {
    case single([Double])
    case several([[Double?]])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let single = try? container.decode([Double].self) {
        self = .single(single)
      } else {
        self = .several(try container.decode([[Double?]].self))
      }
    }
  }

  struct Expectation: Decodable {
    let initial, prior: Double
    let prior_argument: Argument?
  }

  /// One number or several.
  struct Argument: Decodable {
    let values: [Double]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      values = try (try? container.decode([Double].self)) ?? [container.decode(Double.self)]
    }
  }

  static let url: URL = {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let beside = root.deletingLastPathComponent().appending(path: "shared")
    let given = ProcessInfo.processInfo.environment["EQUIPOISE_SHARED"].map { URL(filePath: $0) }
    let found = FileManager.default.fileExists(atPath: beside.path) ? beside : given ?? beside
    return found.appending(path: "vectors/vectors-dev.json")
  }()
}

struct ReferenceConstantTests {
  @Test(
    "every initial and prior loss agrees with its reference",
    .enabled(if: FileManager.default.fileExists(atPath: ReferenceConstants.url.path)))
  func constants() throws {
    let file = try JSONDecoder().decode(
      ReferenceConstants.self, from: Data(contentsOf: ReferenceConstants.url))
    var passed: [String: Int] = [:]
    for test in file.constants {
      let found = try #require(constants(test), "\(test.loss) is unknown")
      #expect(near(found.initial, test.expect.initial, test.tol), "\(test)")
      #expect(near(found.prior, test.expect.prior, test.tol), "\(test)")
      if let argument = test.expect.prior_argument?.values {
        #expect(found.priorOutput.count == argument.count, "\(test)")
        // The reference's Huber arguments come from minimising the loss in Double, which tells
        // constants within some 10⁻⁸ of each other apart no more; ours are roots of its derivative.
        let tolerance = test.loss == "huber" ? 1e-7 : test.tol
        for (a, b) in zip(found.priorOutput, argument) {
          #expect(abs(a - b) <= tolerance * max(1, abs(b)), "\(test)")
        }
      }
      passed[test.loss, default: 0] += 1
    }
    #expect(
      passed == [
        "cross-entropy": 24, "binary-cross-entropy": 4, "multi-label-bce": 4, "mse": 24,
        "mae": 12, "huber": 6, "pinball": 6, "poisson-deviance": 6,
        "poisson-nll-without-constant": 6, "focal": 6,
      ])
  }

  private func near(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
    abs(a - b) <= tolerance * abs(b)
  }

  private func constants(_ test: ReferenceConstants.Case) -> LossConstants? {
    let parameters = test.params
    if let counts = test.data.counts {
      if let gamma = parameters.gamma { return .focal(counts: counts, focus: gamma) }
      let rows = parameters.reduction?.contains("rows") == true
      return .crossEntropy(
        counts: counts, smoothing: parameters.label_smoothing ?? 0,
        classWeights: parameters.class_weights, reduction: rows ? .rows : .sumOfWeights)
    }
    if let rate = test.data.positive_rate { return .binaryCrossEntropy(positiveRate: rate) }
    if let rates = test.data.positive_rates {
      return LossConstants(
        of: rates.map { (.binaryCrossEntropy(positiveRate: $0), 1) }, reduction: .mean)
    }
    guard let cells = test.data.labels else { return nil }
    switch cells {
    case .single(let labels): return constants(test, WeightedValues(labels))
    case .several(let rows):
      let summed = parameters.reduction?.contains("sum") == true
      let outputs = moments(rows, standardised: parameters.standardised_labels == true)
      return LossConstants(
        of: outputs.map { (.squaredError($0), $0.weight) }, reduction: summed ? .sum : .mean)
    }
  }

  private func constants(
    _ test: ReferenceConstants.Case, _ labels: WeightedValues
  ) -> LossConstants? {
    switch test.loss {
    case "mae": .absoluteError(labels)
    case "huber": test.params.delta.map { .huber(labels, delta: $0) }
    case "pinball": test.params.tau.map { .pinball(labels, level: $0) }
    case "poisson-deviance": .poissonDeviance(labels)
    case "poisson-nll-without-constant": .poissonLikelihood(mean: labels.mean { $0 })
    default: nil
    }
  }

  /// Each output's moments; of its standardised labels where the loss sees those.
  private func moments(_ rows: [[Double?]], standardised: Bool) -> [Moments] {
    (rows.first ?? []).indices.map { output in
      let cells = rows.compactMap { $0[output] }
      let raw = Moments(cells)
      guard standardised else { return raw }
      return Moments(cells.map { ($0 - raw.mean) / raw.variance.squareRoot() })
    }
  }
}
