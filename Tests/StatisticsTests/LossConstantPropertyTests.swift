import Datasets
import Foundation
import Losses
import RandomNumbers
import Statistics
import Testing

/// What the constants of a loss do when the labels change.
struct LossConstantPropertyTests {
  /// Labels far from zero, of any unit, some of them missing.
  struct Draw: CustomStringConvertible {
    let seed: UInt64
    let values: [Double]
    let unit: Double

    init(_ seed: UInt64) {
      var generator = SeededGenerator(seed: seed, stream: .split)
      self.seed = seed
      unit = pow(10, 6 * generator.uniform() - 3)
      let mean = 3 * generator.normal()
      values = (0..<3 + Int(generator.next() % 40)).map { _ in mean + generator.normal() }
    }

    var description: String { "Draw(\(seed))" }
  }

  private let draws = (UInt64(1)...200).map(Draw.init)

  private func statistics(_ loss: TaskLoss, _ values: [Double]) throws -> LabelStatistics {
    let kind = loss.entry.kind
    let classes = kind == .binary ? ["a", "b"] : kind == .multiclass ? ["a", "b", "c"] : []
    return try LabelStatistics(
      label: LabelRequest(name: "y", kind: kind, loss: LossRequest(loss), classes: classes),
      values: values)
  }

  /// The labels as a loss can read them.
  private func labels(_ loss: TaskLoss, _ draw: Draw) -> [Double] {
    switch loss {
    case .poissonDeviance: draw.values.map { ($0 * $0).rounded() } + [1]
    case .binaryCrossEntropy: draw.values.indices.map { Double($0 % 3 == 0 ? 1 : 0) }
    case .crossEntropy: draw.values.indices.map { Double($0 * Int(draw.seed) % 3) } + [0, 1]
    default: draw.values
    }
  }

  private static let losses: [TaskLoss] = [
    .squaredError, .absoluteError, .huber(delta: 0.5), .poissonDeviance, .binaryCrossEntropy,
    .crossEntropy,
  ]

  @Test("rows with missing labels among the others change nothing", arguments: losses)
  func missingRows(loss: TaskLoss) throws {
    for draw in draws {
      let values = labels(loss, draw)
      var sparse: [Double] = []
      for (row, value) in values.enumerated() {
        for _ in 0..<(row * Int(draw.seed) % 4) { sparse.append(.nan) }
        sparse.append(value)
      }
      let (plain, missing) = (try statistics(loss, values), try statistics(loss, sparse))
      #expect(missing.priorLoss == plain.priorLoss, "\(draw)")
      #expect(missing.initialLoss == plain.initialLoss, "\(draw)")
      #expect(missing.priorOutput == plain.priorOutput, "\(draw)")
      #expect(missing.labelled == plain.labelled && missing.rows == sparse.count, "\(draw)")
    }
  }

  @Test(
    "labels in another unit s have constants times s² (squared, and Huber with δ times s) or s",
    arguments: [(TaskLoss.squaredError, 2), (.absoluteError, 1), (.huber(delta: 0.5), 2)])
  func units(loss: TaskLoss, power: Int) throws {
    for draw in draws {
      // The unit as a Double takes it, so that only rounding of the labels is left.
      let unit = Double(draw.unit)
      let factor = pow(Double(unit), Double(power))
      let scaled: TaskLoss = loss == .huber(delta: 0.5) ? .huber(delta: 0.5 * Double(unit)) : loss
      let raw = try statistics(loss, draw.values)
      let other = try statistics(scaled, draw.values.map { $0 * unit })
      #expect(abs(other.priorLoss / (factor * raw.priorLoss) - 1) < 1e-4, "\(draw)")
      #expect(abs(other.initialLoss / (factor * raw.initialLoss) - 1) < 1e-4, "\(draw)")
    }
  }

  @Test("a squared error's two constants differ by the mean's square: alike where it is zero only")
  func centred() throws {
    for draw in draws {
      let label = try statistics(.squaredError, draw.values)
      let mean = draw.values.reduce(0) { $0 + Double($1) } / Double(draw.values.count)
      let difference = label.initialLoss - label.priorLoss
      #expect(abs(difference - mean * mean) < 1e-12 * label.initialLoss, "\(draw)")
      // Each label and its opposite.
      let centred = try statistics(.squaredError, draw.values + draw.values.map { -$0 })
      #expect(abs(centred.initialLoss / centred.priorLoss - 1) < 1e-12, "\(draw)")
    }
  }

  @Test("classes that are not uniform have a prior loss below the initial one, by their divergence")
  func divergence() throws {
    for draw in draws {
      let values = labels(.crossEntropy, draw)
      let label = try statistics(.crossEntropy, values)
      let frequencies = (0..<3).map { code in
        Double(values.filter { $0 == Double(code) }.count) / Double(values.count)
      }
      // KL(p ‖ uniform) = Σ p log(3 p).
      let divergence = frequencies.reduce(0) { $0 + ($1 > 0 ? $1 * log(3 * $1) : 0) }
      let difference = label.initialLoss - label.priorLoss
      #expect(abs(difference - divergence) < 1e-12, "\(draw)")
      let isUniform = Set(frequencies).count == 1
      #expect(isUniform ? abs(difference) < 1e-12 : difference > 1e-6, "\(draw)")
    }
  }

  @Test("the prior loss of a class label is the least over a grid of constant probabilities")
  func classGrid() throws {
    for draw in draws {
      let values = labels(.binaryCrossEntropy, draw)
      let label = try statistics(.binaryCrossEntropy, values)
      func mean(_ probability: Double) -> Double {
        values.reduce(0) { $0 - log($1 == 1 ? probability : 1 - probability) }
          / Double(values.count)
      }
      let least = (1..<1000).reduce(Double.infinity) { min($0, mean(Double($1) / 1000)) }
      #expect(label.priorLoss <= least + 1e-12, "\(draw)")
      #expect(label.priorLoss >= least - 1e-5, "\(draw)")
      #expect(abs(label.priorLoss - mean(label.priorOutput[0])) < 1e-12, "\(draw)")
    }
  }
}
