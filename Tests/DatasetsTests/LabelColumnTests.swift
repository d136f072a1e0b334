import Datasets
import Losses
import Testing

struct LabelColumnTests {
  private func label(_ cells: [String], _ text: String = "y") throws -> LabelColumn {
    let specification = try LabelSpecification(parsing: text)
    let options = ReadingOptions(columns: .all([specification.declaration]))
    let (dataset, _) = try read("y,z\n" + cells.map { "\($0),0\n" }.joined(), options: options)
    return try LabelColumn(column: try #require(dataset["y"]), specification: specification)
  }

  @Test("two texts are binary, the second in order is positive")
  func binary() throws {
    for (negative, positive) in [("no", "yes"), ("False", "True"), ("0", "1")] {
      let label = try label([positive, negative, "", positive])
      #expect(
        label.label
          == LabelRequest(
            Label(
              name: "y", kind: .binary, loss: .binaryCrossEntropy, classes: [negative, positive])))
      #expect(label.values[0] == 1 && label.values[1] == 0 && label.values[3] == 1)
      #expect(label.values[2].isNaN)
    }
  }

  @Test("more texts are classes in ascending order")
  func multiclass() throws {
    let label = try label(["c", "a", "NA", "b"])
    #expect(label.label.kind == .multiclass)
    #expect(label.label.loss == LossRequest(.crossEntropy))
    #expect(label.label.classes == ["a", "b", "c"])
    #expect(label.values[0] == 2 && label.values[1] == 0 && label.values[3] == 1)
    #expect(label.values[2].isNaN)
    let numbers = try self.label(["10", "9", "1"], "y:multiclass")
    #expect(numbers.label.classes == ["1", "9", "10"])
    #expect(numbers.values == [2, 1, 0])
  }

  @Test("numbers are regression with the numbers as they are")
  func regression() throws {
    let label = try label(["1.5", "-2", ""])
    #expect(
      label.label
        == LabelRequest(
          Label(name: "y", kind: .regression, loss: .squaredError)))
    #expect(Array(label.values.prefix(2)) == [1.5, -2])
    #expect(label.values[2].isNaN)
    #expect(label.notices.isEmpty)
  }

  @Test("counts are never inferred, but noticed")
  func counts() throws {
    let cells = ["0", "0", "2", "0", "1"]
    let inferred = try label(cells)
    #expect(inferred.label.kind == .regression)
    #expect(
      inferred.notices.first?.description.contains("set labels of \"y\" to \"count\"") == true)
    let count = try label(cells, "y:count")
    #expect(
      count.label
        == LabelRequest(
          Label(name: "y", kind: .count, loss: .poissonDeviance)))
    #expect(count.notices.isEmpty)
    #expect(try label(["1", "2", "0", "1"]).notices.isEmpty)
    #expect(try label(["0", "0", "0.5", "2"]).notices.isEmpty)
    #expect(try label(["0", "0", "-1", "2"]).notices.isEmpty)
  }

  @Test("numbers of two values are a regression, but it is said how to read them as classes")
  func twoValues() throws {
    for (cells, values) in [
      (["-1", "1", "", "1"], "-1 and 1"), (["2", "1", "2"], "1 and 2"),
      (["0", "2", "2"], "0 and 2"),
      (["0.5", "1e0", "0.5"], "0.5 and 1"),
    ] {
      let inferred = try label(cells)
      #expect(inferred.label.kind == .regression)
      #expect(
        inferred.notices.map(\.description) == [
          "column \"y\": read as regression, but it has two values only, \(values); "
            + "set labels of \"y\" to \"binary\" to read them as classes"
        ])
      let asked = try label(cells, "y:binary")
      #expect(asked.label.kind == .binary)
      #expect(asked.label.classes.count == 2)
      #expect(try asked.notices + label(cells, "y:regression").notices == [])
    }
    #expect(try label(["-1", "1", "3"]).notices.isEmpty)
    #expect(try label(["0", "1", "0"]).notices.isEmpty, "these are classes already")
  }

  @Test(
    "a column that cannot be such a label is an error",
    arguments: [
      (["1", "-2"], "y:count", "data row 2: column \"y\": \"-2.0\" is negative"),
      (["", "1.5"], "y:count", "data row 2: column \"y\": \"1.5\" is not a whole number"),
      (["a", "a"], "y", "column \"y\": the label has one class only, \"a\""),
      (["a", ""], "y:multiclass", "column \"y\": the label has one class only, \"a\""),
      (["", ""], "y:binary", "column \"y\": no row is labelled"),
      (
        ["a", "b", "c"], "y:binary",
        "column \"y\": a binary label has two classes, this one has 3: \"a\", \"b\", \"c\"; "
          + "set labels of \"y\" to \"multiclass\""
      ),
    ])
  func refused(cells: [String], text: String, beginning: String) throws {
    let error = try #require(throws: DatasetError.self) { _ = try label(cells, text) }
    #expect(error.description.hasPrefix(beginning), "\(error)")
    #expect(error.remedy != nil)
  }

  @Test("Huber's δ is the labels' standard deviation unless given")
  func huber() throws {
    let cells = ["2", "4", "4", "4", "", "5", "5", "7", "9"]
    let usual = try label(cells, "y:regression:huber").label
    #expect(usual.loss.parameter == nil)
    #expect(usual.resolved(standardDeviation: 7).loss == .huber(delta: 7))
    let given = try label(cells, "y:regression:huber=0.5").label
    #expect(given.resolved(standardDeviation: 7).loss == .huber(delta: 0.5))
  }

  @Test("a trained task encodes new labels by its own classes")
  func encoding() throws {
    let task = Label(
      name: "y", kind: .multiclass, loss: .crossEntropy, classes: ["a", "b", "c"])
    let column = Column(
      name: "y", values: .categorical(.init(codes: [1, -1, 0], categories: ["b", "c"])))
    let label = try LabelColumn(column: column, label: task)
    #expect(label.values[0] == 2 && label.values[1].isNaN && label.values[2] == 1)
    let binary = Label(
      name: "y", kind: .binary, loss: .binaryCrossEntropy, classes: ["0", "1"])
    let written = Column(
      name: "y", values: .categorical(.init(codes: [1, 0], categories: ["0.0", "1.0"])))
    #expect(try LabelColumn(column: written, label: binary).values == [1, 0])
    #expect(throws: DatasetError.self) { _ = try LabelColumn(column: column, label: binary) }
  }

  @Test("classes are told apart by their bytes, as the reader does")
  func classBytes() throws {
    // é as one character, and as e with an accent: equal strings.
    let (composed, decomposed) = ("\u{E9}", "e\u{301}")
    let task = Label(
      name: "y", kind: .multiclass, loss: .crossEntropy, classes: [composed, "x", decomposed])
    let column = Column(
      name: "y", values: .categorical(.init(codes: [0, 1], categories: [decomposed, composed])))
    #expect(try LabelColumn(column: column, label: task).values == [2, 0])
    let other = Label(
      name: "y", kind: .binary, loss: .binaryCrossEntropy, classes: [composed, "x"])
    #expect(throws: DatasetError.self) { _ = try LabelColumn(column: column, label: other) }
  }

  @Test("traits of parts merge to the traits of the whole")
  func traits() {
    let values: [Double] = [0, 1, 0, .nan, 3, -1, 0.5, 0]
    var whole = NumericTraits()
    whole.add(values)
    var left = NumericTraits()
    left.add(Array(values[..<3]))
    var right = NumericTraits()
    right.add(Array(values[3...]))
    left.merge(right)
    #expect(left == whole)
    #expect(whole.count == 7 && whole.negativeCount == 1 && whole.fractionalCount == 1)
    #expect(whole.twoValues == nil)
    var (one, two) = (NumericTraits(), NumericTraits())
    one.add([2, 2, .nan])
    two.add([-1, 2])
    #expect(one.twoValues == nil)
    one.merge(two)
    #expect(one.twoValues.map { [$0.low, $0.high] } == [-1, 2])
  }
}
