import Foundation
import Losses
import Testing

@Suite("A loss of the caller's own")
struct OwnLossTests {
  /// (η − y)², with its slope multiplied.
  private static func squared(
    _ name: String, of kind: LabelKind = .regression, link: Link? = nil, slopeFactor: Double = 1
  ) -> LossEntry {
    LossEntry(
      named: name, of: kind, link: link, value: { ($0 - $1) * ($0 - $1) },
      slope: { 2 * slopeFactor * ($0 - $1) })
  }

  static let sound: [LossEntry] = [
    squared("own"), squared("Own_2-b", of: .count, link: .identity),
    LossEntry(
      named: "logcosh", of: .regression, value: { log(cosh($0 - $1)) }, slope: { tanh($0 - $1) }),
    LossEntry(
      named: "median", of: .regression, value: { abs($0 - $1) },
      slope: { $0 > $1 ? 1 : $0 < $1 ? -1 : 0 }),
    LossEntry(
      named: "linex", of: .regression, value: { exp($0 - $1) - ($0 - $1) - 1 },
      slope: { exp($0 - $1) - 1 }),
    LossEntry(
      named: "events", of: .count, value: { exp($0) - $1 * $0 + 10 }, slope: { exp($0) - $1 }),
    LossEntry(
      named: "log-odds", of: .binary, value: { log1p(exp($0)) - $0 * $1 },
      slope: { 1 / (1 + exp(-$0)) - $1 }),
    // Not a number below −1, where there are outputs as well.
    LossEntry(
      named: "relative", of: .regression, domain: .positive,
      value: { pow(log1p($0) - log1p($1), 2) },
      slope: { 2 * (log1p($0) - log1p($1)) / (1 + $0) }),
  ]

  @Test("a sound loss joins the others, and is found by its name", arguments: sound)
  func joins(loss: LossEntry) throws {
    let losses = try LossCatalogue.standard.adding([loss])
    #expect(losses.names == LossCatalogue.names + [loss.name])
    let request = try #require(LossRequest(loss.name, among: losses))
    #expect(request.entry(for: loss.kind)?.name == loss.name)
    #expect(request.resolved(for: loss.kind, standardDeviation: 1).name == loss.name)
    #expect(LossRequest(loss.name) == nil, "the built-in losses are as they were")
  }

  @Test("the usual link is that of the kind's usual loss")
  func links() {
    #expect(Self.squared("a").link == .identity && Self.squared("a", of: .count).link == .log)
    #expect(Self.squared("a", of: .binary).link == .logit)
  }

  @Test(
    "a name that another loss has is refused",
    arguments: ["squared", "binary-focal", "cross-entropy", "focal"])
  func taken(name: String) {
    #expect(throws: LossError.nameTaken(name)) {
      try LossCatalogue.standard.adding([Self.squared(name)])
    }
    #expect(throws: LossError.nameTaken("mine")) {
      try LossCatalogue.standard.adding([Self.squared("mine"), Self.squared("mine")])
    }
  }

  @Test(
    "a name that could not stand behind a label is refused",
    arguments: ["", "a b", "a:b", "a=1", "\"a\"", "ä"])
  func unusable(name: String) {
    #expect(throws: LossError.unusableName(name)) {
      try LossCatalogue.standard.adding([Self.squared(name)])
    }
  }

  @Test("a slope that is not the value's is refused, with where and by how much")
  func wrongSlope() throws {
    for factor in [0.5, -1, 1.01, .nan] {
      #expect(throws: LossError.self, "\(factor)") {
        try LossCatalogue.standard.adding([Self.squared("own", slopeFactor: factor)])
      }
    }
    let error = try #require(throws: LossError.self) {
      try LossCatalogue.standard.adding([Self.squared("own", slopeFactor: 0.5)])
    }
    guard case .wrongSlope("own", let output, let label, let found, let expected) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(found == output - label)
    #expect(abs(expected - 2 * (output - label)) < 1e-6)
    #expect(
      error.description.hasPrefix(
        "the slope of the loss \"own\" at the output \(output) and the label \(label) is \(found)"))
    #expect(error.description.contains("a difference of \(Float(abs(found - expected)));"))
  }

  @Test("a slope that is wrong far from the label only is refused as well")
  func wrongFarSlope() {
    // Huber's with δ = 20, as if it were squared everywhere.
    let loss = LossEntry(
      named: "far", of: .regression,
      value: { abs($0 - $1) <= 20 ? ($0 - $1) * ($0 - $1) / 2 : 20 * (abs($0 - $1) - 10) },
      slope: { $0 - $1 })
    #expect(throws: LossError.self) { try LossCatalogue.standard.adding([loss]) }
  }

  @Test("a loss without a finite value anywhere is refused")
  func noValue() {
    let loss = LossEntry(named: "none", of: .count, value: { _, _ in .nan }, slope: { _, _ in 0 })
    #expect(throws: LossError.noValue("none")) { try LossCatalogue.standard.adding([loss]) }
  }

  @Test(
    "a link that the label's kind cannot have is refused",
    arguments: [
      (LabelKind.regression, Link.logit), (.regression, .softmax), (.count, .logit),
      (.binary, .identity), (.binary, .softmax), (.multiclass, .softmax), (.multiclass, .identity),
    ])
  func unsuitable(kind: LabelKind, link: Link) {
    #expect(throws: LossError.unsuitableLink("own", kind: kind, link: link)) {
      try LossCatalogue.standard.adding([Self.squared("own", of: kind, link: link)])
    }
  }

  @Test("what it costs to predict nothing, or the given constant, is the mean of its value")
  func constants() throws {
    let labels: [Double] = [1, 2, 6]
    let loss = LossEntry(
      named: "own", of: .regression, value: { ($0 - $1) * ($0 - $1) }, slope: { 2 * ($0 - $1) },
      constant: { labels in labels.quantile(0.5) })
    let task = try #require(TaskLoss(name: "own", among: .standard.adding([loss])))
    #expect(
      task.constants(Moments(labels), WeightedValues(labels))
        == LossConstants(initial: 41.0 / 3, prior: 17.0 / 3, priorOutput: [2]))
  }

  @Test("under other links the constant that is found is a mean count, or a share of rows")
  func linkedConstants() throws {
    let losses = try LossCatalogue.standard.adding(Self.sound)
    let events = try #require(TaskLoss(name: "events", among: losses))
    let counts: [Double] = [0, 3, 1, 0, 7]
    let found = events.constants(Moments(counts), WeightedValues(counts))
    #expect(abs(found.priorOutput[0] - 2.2) < 1e-12)
    #expect(abs(found.prior - (2.2 - 2.2 * log(2.2) + 10)) < 1e-12)
    #expect(abs(found.initial - 11) < 1e-12, "e⁰ + 10")
    let odds = try #require(TaskLoss(name: "log-odds", among: losses))
    let share = odds.constants(classWeights: [3, 1])
    let expected = TaskLoss.binaryCrossEntropy.constants(classWeights: [3, 1])
    #expect(abs(share.priorOutput[0] - 0.25) < 1e-12)
    #expect(abs(share.prior - expected.prior) < 1e-12)
    #expect(abs(share.initial - log(2)) < 1e-15)
  }
}
