import Datasets
import Losses
import NeuralNetwork
import Packs
import RandomNumbers
import Testing

struct PackSelectionTests {
  private static func head(_ name: String, _ kind: LabelKind, _ loss: TaskLoss) -> HeadConfiguration
  {
    let classes = kind == .binary ? ["no", "yes"] : []
    return HeadConfiguration(
      label: Label(name: name, kind: kind, loss: loss, classes: classes), location: 0, scale: 1,
      prior: [0.5])
  }

  private static func normal(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed, stream: .split)
    return (0..<count).map { _ in generator.normal() }
  }

  /// Selection among models of one regression.
  private static func shares(
    _ labels: [Double], _ models: [[Double]?], weights: [Float]? = nil, threads: Int = 1
  ) -> [Double] {
    let head = head("y", .regression, .squaredError)
    return PackSelection(
      tasks: [PredictionTask(head.label)], heads: [head], targets: [labels.map { Float($0) }],
      weights: [weights]
    ).shares(of: models.map { [$0] }, seed: 9, threads: threads)[0]
  }

  @Test("of two models that err independently the shares are those of the least squared error")
  func leastSquares() {
    let labels = Self.normal(4000, seed: 1)
    let (first, second) = (Self.normal(4000, seed: 2), Self.normal(4000, seed: 3))
    let models = [
      zip(labels, first).map { $0 + 0.5 * $1 }, zip(labels, second).map { $0 + $1 },
    ]
    // Inverse variances: 4 to 1.
    let shares = Self.shares(labels, models)
    #expect(abs(shares[0] - 0.8) < 0.06, "\(shares)")
    #expect(abs(shares[0] + shares[1] - 1) < 1e-12)
  }

  @Test("a model that adds nothing to a better one has next to no share")
  func dominated() {
    let labels = Self.normal(2000, seed: 1)
    let error = Self.normal(2000, seed: 2)
    let models = [
      zip(labels, error).map { $0 + 0.5 * $1 }, zip(labels, error).map { $0 + 2 * $1 },
    ]
    #expect(Self.shares(labels, models)[1] == 0)
  }

  @Test("of models that differ by luck alone none is left out by few rows")
  func fewRows() {
    // Eight models as good as each other, on so few rows that a plain greedy choice takes two.
    let labels = Self.normal(30, seed: 1)
    let models = (0..<8).map { index in
      zip(labels, Self.normal(30, seed: 10 + UInt64(index))).map { $0 + $1 }
    }
    let shares = Self.shares(labels, models)
    #expect(shares.count { $0 > 0 } >= 6, "\(shares)")
    #expect(shares.allSatisfy { $0 < 0.45 }, "\(shares)")
  }

  @Test(
    "models that do not predict a task have no share in it, and where no row is labelled all do")
  func unlabelled() {
    let labels = Self.normal(50, seed: 1)
    #expect(Self.shares(labels, [nil, labels, nil]) == [0, 1, 0])
    let none = labels.map { _ in Double.nan }
    #expect(Self.shares(none, [labels, nil, labels]) == [0.5, 0, 0.5])
  }

  @Test("rows of weight 0 decide nothing")
  func weights() {
    let labels = Self.normal(400, seed: 1)
    // The first model is right where rows count, the second where they do not.
    let weights = labels.indices.map { Float($0 % 2) }
    let models = [0, 1].map { odd in
      labels.enumerated().map { $0.element + ($0.offset % 2 == odd ? 3 : 0) }
    }
    #expect(Self.shares(labels, models, weights: weights) == [1, 0])
  }

  @Test("each task of several columns is chosen for by the losses of all of them")
  func severalLabels() {
    let heads = [
      Self.head("a", .regression, .squaredError), Self.head("b", .regression, .squaredError),
      Self.head("c", .binary, .binaryCrossEntropy),
    ]
    let (a, b) = (Self.normal(600, seed: 1), Self.normal(600, seed: 2))
    let c = a.map { $0 > 0 ? 1.0 : 0 }
    let shared = SharedTask(name: "ab")
    let labels = heads.map(\.label)
    let tasks = PredictionTask.tasks(of: labels, shared: [shared, shared, nil])
    let noise = Self.normal(600, seed: 3)
    // Good at a and as bad at b as the other is at a, but less so.
    let first: [[Double]?] = [
      a, zip(b, noise).map { $0 + 2 * $1 }, c.map { 0.1 + 0.8 * $0 },
    ]
    let second: [[Double]?] = [
      zip(a, noise).map { $0 + 4 * $1 }, b, c.map { 0.4 + 0.2 * $0 },
    ]
    let selection = PackSelection(
      tasks: tasks, heads: heads, targets: [a, b, c].map { $0.map { Float($0) } },
      weights: [nil, nil, nil])
    let shares = selection.shares(of: [first, second], seed: 1, threads: 1)
    // (1 − w)² · 16 + w² · 4 is least at w = 0.8.
    #expect(abs(shares[0][0] - 0.8) < 0.06, "\(shares)")
    #expect(shares[1] == [1, 0])
    #expect(selection.shares(of: [first, second], seed: 1, threads: 3) == shares)
  }
}
