import Datasets
import Exporting
import Losses
import RandomNumbers
import Testing
import Training

struct PredictionHeaderTests {
  private static func classes(_ name: String, _ classes: String...) -> Label {
    classes.count == 2
      ? Label(name: name, kind: .binary, loss: .binaryCrossEntropy, classes: classes)
      : Label(name: name, kind: .multiclass, loss: .crossEntropy, classes: classes)
  }

  private static func number(_ name: String) -> Label {
    Label(name: name, kind: .regression, loss: .squaredError)
  }

  private func header(
    _ tasks: [Label], kept: [String] = [], _ detail: ClassDetail = ClassDetail()
  ) -> PredictionHeader {
    PredictionHeader(labels: tasks, kept: kept, detail: detail)
  }

  @Test("what is written of class labels has the columns that were asked for")
  func detail() {
    let tasks = [
      Self.number("n"), Self.classes("b", "no", "yes"), Self.classes("k", "x", "y", "z"),
    ]
    let cases: [(ClassDetail, [String])] = [
      (.init(), ["n", "b", "b=no", "b=yes", "k", "k=x", "k=y", "k=z"]),
      (.init(hasProbabilities: false), ["n", "b", "k"]),
      (.init(top: 1), ["n", "b", "b=no", "b=yes", "k", "k_probability"]),
      (
        .init(top: 2),
        [
          "n", "b", "b=no", "b=yes", "k", "k_probability", "k_top2", "k_top2_probability",
        ]
      ),
      (.init(top: 9, hasProbabilities: false), ["n", "b", "k", "k_top2", "k_top3"]),
    ]
    for (detail, names) in cases {
      #expect(header(tasks, detail).names == names)
      #expect(header(tasks, detail).notices == [])
    }
  }

  @Test("a label keeps its name before a class, and a number tells the class apart")
  func labelAndClass() {
    let header = header([Self.number("kind=b"), Self.classes("kind", "a", "b")])
    #expect(header.names == ["kind=b", "kind", "kind=a", "kind=b (2)"])
    #expect(
      header.notices.map(\.description) == [
        #"column "kind=b": another label's predictions have this name: what is told of a class is "#
          + #"called "kind=b (2)""#
      ])
  }

  @Test("classes of two labels, and what is called like a number, are told apart")
  func twoLabels() {
    let tasks = [
      Self.classes("a", "b=c", "x"), Self.classes("a=b", "c", "x"), Self.number("a=b=c (2)"),
    ]
    #expect(
      header(tasks).names
        == ["a", "a=b=c", "a=x", "a=b", "a=b=c (3)", "a=b=x", "a=b=c (2)"])
  }

  @Test("a column of the input gives way to a label, and a class to it")
  func kept() {
    let header = header(
      [Self.number("y"), Self.classes("k", "a", "b")], kept: ["id", "y", "k=a", "y (input)"])
    #expect(
      header.names == [
        "id", "y (input)", "k=a", "y (input) (input)", "y", "k", "k=a (2)", "k=b",
      ])
    #expect(header.notices.count == 3)
    #expect(
      header.notices[0].description
        == #"column "y": the predictions have a column of this name: that of the input is called "#
        + #""y (input)""#)
  }

  @Test("columns of prediction sets give way to all others, which keep their names")
  func sets() {
    let labels = [
      Self.number("y"), Self.classes("y.set=a", "b", "c"), Self.classes("k", "x", "z"),
      Self.number("k.set"),
    ]
    let plain = PredictionHeader(labels: labels, kept: ["y.low"], detail: ClassDetail())
    let header = PredictionHeader(
      labels: labels, kept: ["y.low"], detail: ClassDetail(), hasSets: true)
    #expect(
      header.names == [
        "y.low", "y", "y.low (2)", "y.high", "y.set=a", "y.set=a=b", "y.set=a=c", "y.set=a.set",
        "k", "k=x", "k=z", "k.set (2)", "k.set", "k.set.low", "k.set.high",
      ])
    #expect(header.names.filter(plain.names.contains) == plain.names)
    #expect(
      header.notices.map(\.description) == [
        #"column "y.low": another column has this name: what is told of prediction intervals is "#
          + #"called "y.low (2)""#,
        #"column "k.set": another column has this name: what is told of prediction intervals is "#
          + #"called "k.set (2)""#,
      ])
  }

  @Test("no two names are equal, whatever they are made of", arguments: 1...(200 as UInt64))
  func distinct(seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: .split)
    let parts = [
      "a", "b", "=", ".set", " (2)", " (input)", "_top2", "_probability", "é", "e\u{301}",
    ]
    func name() -> String {
      (0..<Int.random(in: 1...4, using: &generator))
        .map { _ in parts.randomElement(using: &generator) ?? "" }.joined()
    }
    func names(_ count: Int) -> [String] { Array(Set((0..<count).map { _ in name() })).sorted() }
    let tasks = names(4).map { name in
      Label(
        name: name, kind: .multiclass, loss: .crossEntropy, classes: names(6) + ["0", "1", "2"])
    }
    let detail = ClassDetail(top: Bool.random(using: &generator) ? nil : 3)
    let header = PredictionHeader(
      labels: tasks, kept: names(4), detail: detail,
      hasSets: Bool.random(using: &generator))
    #expect(Set(header.names).count == header.names.count)
    #expect(Set(tasks.map(\.name)).isSubset(of: header.names))
  }
}
