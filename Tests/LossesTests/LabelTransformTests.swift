import Foundation
import Losses
import Testing

@Suite("Transforms of labels")
struct LabelTransformTests {
  /// A skewed sample without ties.
  private static let labels = (0..<40).map { exp(Double($0 * 17 % 40) / 8 - 2) }

  @Test("the logarithm and the root are what they are called", arguments: [0.01, 1, 7.5, 1e6])
  func formulas(label: Double) {
    let log = LabelTransform.logarithm.fitted(to: WeightedValues([1, 2]))
    #expect(log(label) == Foundation.log(label))
    #expect(abs(log.inverse(log(label)) / label - 1) < 1e-14)
    let root = LabelTransform.squareRoot.fitted(to: WeightedValues([1, 2]))
    #expect(root(label) == label.squareRoot())
    #expect(abs(root.inverse(root(label)) / label - 1) < 1e-14)
  }

  @Test("what a network may say is a label that there can be")
  func range() {
    let log = LabelTransform.logarithm.fitted(to: WeightedValues([1, 2]))
    #expect(log.inverse(-1e5) > 0 && log.inverse(1e5).isFinite)
    #expect(log.inverse(-.infinity) > 0 && log(log.inverse(-1e5)).isFinite)
    let root = LabelTransform.squareRoot.fitted(to: WeightedValues([1, 2]))
    #expect(root.inverse(-3) == 0)
  }

  @Test("the quantile transform gives the normal quantile of each label's share")
  func normal() {
    let transform = LabelTransform.quantile.fitted(to: WeightedValues(Self.labels))
    for (rank, label) in Self.labels.sorted().enumerated() {
      // The normal distribution at what it gives is the share of labels below, and half its own.
      let share = erfc(-transform(label) / 2.0.squareRoot()) / 2
      #expect(abs(share - (Double(rank) + 0.5) / 40) < 1e-14)
      #expect(abs(transform.inverse(transform(label)) / label - 1) < 1e-12)
    }
  }

  @Test("labels that occur often have the middle of their shares")
  func ties() {
    let transform = LabelTransform.quantile.fitted(to: WeightedValues([0, 0, 0, 5, 9, 9]))
    for (label, share) in [(0.0, 1.5 / 6), (5, 3.5 / 6), (9, 5.0 / 6)] {
      #expect(abs(erfc(-transform(label) / 2.0.squareRoot()) / 2 - share) < 1e-14)
    }
  }

  @Test("every number has its own transform, beyond the training labels as well")
  func rising() {
    let heavy = (0..<5000).map { exp(4 * sin(Double($0))) * ($0 % 3 == 0 ? -1 : 1) }
    let transform = LabelTransform.quantile.fitted(to: WeightedValues(heavy))
    let numbers = (heavy + [-1e4, -1e3, 1e3, 1e4, 1e9]).sorted()
    let transformed = numbers.map { transform($0) }
    #expect(zip(transformed, transformed.dropFirst()).allSatisfy(<))
    for (number, transformed) in zip(numbers, transformed) {
      #expect(abs(transform.inverse(transformed) - number) < 1e-9 * max(abs(number), 1))
    }
    // A few knots stand for all labels: their distribution stays close to the normal one.
    let moments = Moments(heavy.map { transform($0) })
    #expect(abs(moments.mean) < 0.01 && abs(moments.variance - 1) < 0.03)
  }

  @Test("the first and the last label are kept, however seldom they are")
  func extremes() {
    let labels = WeightedValues(
      (0..<400).map(Double.init), weights: (0..<400).map { $0 == 399 ? 1e6 : 1 })
    let transform = LabelTransform.quantile.fitted(to: labels)
    #expect(transform(0) < transform(200) && transform(200) < transform(399))
  }

  @Test("coded, it is the same", arguments: LabelTransform.all.map(\.name))
  func coding(name: String) throws {
    let transform = try #require(LabelTransform(name: name))
      .fitted(to: WeightedValues(Self.labels))
    let data = try JSONEncoder().encode(transform)
    let decoded = try JSONDecoder().decode(FittedTransform.self, from: data)
    #expect(decoded == transform && decoded(1.25) == transform(1.25))
  }

  @Test(
    "what is no transform is refused",
    arguments: [
      #"{"name":"cube"}"#, #"{"name":"quantile"}"#,
      #"{"name":"log","labels":[1,2],"transformed":[1,2]}"#,
      #"{"name":"quantile","labels":[1],"transformed":[1]}"#,
      #"{"name":"quantile","labels":[1,1],"transformed":[1,2]}"#,
      #"{"name":"quantile","labels":[1,2],"transformed":[2,1]}"#,
      #"{"name":"quantile","labels":[1,2],"transformed":[1]}"#,
    ])
  func damaged(text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(FittedTransform.self, from: Data(text.utf8))
    }
  }
}
