import Exporting
import Foundation
import ModelExamples
import NeuralNetwork
import Testing
import Training

struct DescriptionChecksTests {
  /// A contradiction put into a sound description, and a part of the message it is to give.
  struct Fault: CustomTestStringConvertible, Sendable {
    let path: [JSON.Step]
    let value: JSON?
    let message: String

    init(_ path: [JSON.Step], _ value: JSON?, _ message: String) {
      (self.path, self.value, self.message) = (path, value, message)
    }

    var testDescription: String { "\(message): \(path)" }
  }

  private static func feature(_ index: Int, _ rest: JSON.Step...) -> [JSON.Step] {
    ["schema", "features", .index(index)] + rest
  }

  private static func task(_ index: Int, _ rest: JSON.Step...) -> [[JSON.Step]] {
    [
      ["schema", "tasks", .index(index)] + rest, ["heads", .index(index), "task"] + rest,
      ["statistics", .index(index), "task"] + rest,
    ]
  }

  /// Dates as a file has them, which become columns that are no features.
  private static func dates(_ name: JSON, _ part: JSON) -> JSON {
    [["name": name, "format": ["text": "%Y-%m-%d"], "first": 0, "parts": [part]]]
  }

  static let faults: [Fault] = [
    Fault(["reading", "notation", "groupMark"], "", "its group mark is no character"),
    Fault(["reading", "dateFeatures"], dates("x", "days"), "\"x\" is of dates and read as it is"),
    Fault(
      ["reading", "dateFeatures"], dates("when", "days"), "\"when.days\" is made of dates but is no"
    ),
    Fault(["schema", "features"], [], "it has no feature"),
    Fault(["schema", "tasks"], [], "it has no task"),
    Fault(feature(0, "name"), "v", "a column appears twice"),
    Fault(feature(0, "name"), "price", "a column appears twice"),
    Fault(feature(0, "encoding", "numeric", "_0", "deviation"), 0, "\"x\" has no usable mean"),
    Fault(feature(0, "encoding", "numeric", "_0", "deviation"), -2, "\"x\" has no usable mean"),
    Fault(feature(2, "encoding", "oneHot", "_0", "categories", 1), "red", "a category twice"),
    Fault(feature(4, "encoding", "embedding", "dimension"), 0, "embedded in 0 dimensions"),
    Fault(feature(4, "encoding", "embedding", "dimension"), -3, "embedded in -3 dimensions"),
    Fault(feature(4, "encoding", "embedding", "_0", "categories", 2), "Köln", "a category twice"),
    Fault(feature(6, "encoding", "embeddedNumber", "_0", "scale"), 0, "\"u\" has no usable centre"),
    Fault(
      feature(6, "encoding", "embeddedNumber", "_0", "knots", 1), -4, "\"u\" has no usable centre"),
    Fault(
      feature(6, "encoding", "embeddedNumber", "_0", "knots"), [1], "\"u\" has no usable centre"),
    Fault(
      feature(6, "encoding", "embeddedNumber", "_0", "knots"), .array((0..<18).map { .int($0) }),
      "\"u\" has no usable centre"),
    Fault(
      feature(6, "encoding", "embeddedNumber", "_0", "embedding"), "none",
      "\"u\" has no usable centre"),
    Fault(
      feature(7, "encoding", "embeddedNumber", "_0", "knots"), [1, 2], "\"t\" has no usable centre"),
    Fault(["heads"], [], "its heads are not those of its labels"),
    Fault(["heads", 0, "task", "name"], "cost", "its heads are not those of its labels"),
    Fault(["statistics"], [], "its statistics are not those of its labels"),
    Fault(["statistics", 0, "task", "name"], "cost", "its statistics are not those of its labels"),
    Fault(["heads", 0, "scale"], 0, "\"price\" has no usable location and scale"),
    Fault(
      ["heads", 2, "scale"], 2, "\"rain\" has a binary-cross-entropy loss and cannot be scaled"),
    Fault(["heads", 4, "location"], 2, "\"visits\" has a poisson loss and cannot be scaled"),
    Fault(["heads", 0, "prior"], [], "\"price\" has a prior that is none of its kind"),
    Fault(["heads", 2, "prior", 0], 1.5, "\"rain\" has a prior that is none of its kind"),
    Fault(["heads", 3, "prior", 0], nil, "\"sort\" has a prior that is none of its kind"),
    Fault(["heads", 4, "prior", 0], -1, "\"visits\" has a prior that is none of its kind"),
    Fault(["statistics", 0, "labelled"], 0, "rows of task \"price\" do not add up"),
    Fault(["statistics", 0, "rows"], .int(.min), "rows of task \"price\" do not add up"),
    Fault(["statistics", 0, "missing"], .int(.max), "rows of task \"price\" do not add up"),
    Fault(["statistics", 0, "priorLoss"], 0, "\"price\" has no usable prior loss"),
    Fault(["statistics", 0, "priorOutput"], [], "\"price\" has no usable prior loss"),
    Fault(["statistics", 2, "classes", 0], nil, "\"rain\" are not those of its classes"),
    Fault(["statistics", 2, "classes", 0, "rows"], -1, "\"rain\" are not those of its classes"),
    Fault(["statistics", 2, "entropy"], nil, "\"rain\" are not those of its kind"),
    Fault(["statistics", 0, "numbers"], nil, "\"price\" are not those of its kind"),
    Fault(["statistics", 0, "numbers", "variance"], -1, "\"price\" are not those of its kind"),
    Fault(["statistics", 0, "numbers", "quantiles"], [], "\"price\" are not those of its kind"),
    Fault(["configuration", "hidden", 1], 0, "a hidden layer has no unit"),
    Fault(["configuration", "hidden", 1], .int(.min), "a hidden layer has no unit"),
    Fault(["configuration", "hidden"], [5, .int(.max), .int(.max)], "more units than a file"),
    Fault(["configuration", "hidden"], [3_000_000_000, 3_000_000_000], "more units than a file"),
    Fault(
      ["schema", "features", 4, "encoding", "embedding", "dimension"], .int(.max),
      "is embedded in 9223372036854775807 dimensions"),
    Fault(["configuration", "dropout"], 1, "its dropout is 1.0"),
    // Below 1, but not once it is a Float.
    Fault(["configuration", "dropout"], 0.999999999999, "its dropout is 0.999999999999"),
    Fault(["configuration", "dropout"], -0.5, "its dropout is -0.5"),
  ]

  private func message(
    _ edits: [([JSON.Step], JSON?)], of model: MultiTaskModel? = nil
  ) throws -> String {
    var document = try ModelDocument(try model ?? ExampleModel.make())
    for (path, value) in edits { document.set(path, to: value) }
    let data = try document.encoded()
    return try #require(throws: ModelFileError.self) { try ModelFile.decode(data) }.description
  }

  @Test("a contradiction is named", arguments: faults)
  func contradiction(_ fault: Fault) throws {
    let message = try message([(fault.path, fault.value)])
    #expect(message.hasPrefix("has a description that contradicts itself: "))
    #expect(message.contains(fault.message), "\(message)")
  }

  @Test(
    "epochs that are not those of the tasks are refused",
    arguments: [
      (["epochs"], [7, 3, 7]), (["epochs"], [7, 3, 0]), (["epochs"], [7, 3]),
      (["epochs"], [7, 3, 12, 13]), (["departures"], []), (["departures", 1], .null),
      (["departures", 1, "snapshot"], 3), (["departures", 1, "snapshot"], 0),
      (["departures", 1, "gain"], 0.25), (["departures", 3, "standardError"], -1),
    ] as [([JSON.Step], JSON)])
  func ownEpochs(path: [JSON.Step], value: JSON) throws {
    let message = try message(
      [(["ownEpochs"] + path, value)], of: ExampleModel.make(ownEpochs: true))
    #expect(message.contains("own epochs are not those of its tasks"), "\(message)")
  }

  @Test(
    "a task of another kind than its loss or its classes is refused",
    arguments: [
      (0, "loss", "cross-entropy", "is a regression with another kind's loss"),
      (1, "loss", "poisson", "is a regression with another kind's loss"),
      (2, "loss", "cross-entropy", "is a binary with another kind's loss"),
      (3, "loss", "poisson", "is a multiclass with another kind's loss"),
      (4, "loss", "squared", "is a count with another kind's loss"),
      (0, "kind", "count", "is a count with another kind's loss"),
      (0, "classes", ["a"], "is a regression with 1 classes"),
      (2, "classes", ["a", "b", "c"], "is a binary with 3 classes"),
      (3, "classes", ["a"], "is a multiclass with 1 classes"),
      (3, "classes", ["a", "b", "a"], "has a class twice"),
    ] as [(Int, String, JSON, String)])
  func tasks(index: Int, part: String, value: JSON, expected: String) throws {
    let message = try message(Self.task(index, .key(part)).map { ($0, value) })
    #expect(message.contains(expected), "\(message)")
  }

  @Test(
    "a network larger than its file is refused before it is made",
    arguments: [
      (["configuration", "hidden"], [5, 2_000_000_000, 2_000_000_000, 2_000_000_000]),
      (["configuration", "hidden"], [1_000_000, 1]),
      (["schema", "features", 4, "encoding", "embedding", "dimension"], 2_000_000_000),
      (["schema", "features", 4, "encoding", "embedding", "dimension"], 1000),
    ] as [([JSON.Step], JSON)])
  func tooLarge(path: [JSON.Step], value: JSON) throws {
    #expect(try message([(path, value)]).hasPrefix("describes a network of "))
  }

  @Test("a number beyond all numbers is an error")
  func infinite() throws {
    let document = try ModelDocument(try ExampleModel.make())
    let text = String(decoding: try JSONEncoder().encode(document.description), as: UTF8.self)
    for huge in ["1e999", "-1e999", "NaN"] {
      let altered = text.replacing("\"deviation\":2", with: "\"deviation\":\(huge)")
      try #require(altered != text)
      let data = try document.encoded(text: altered)
      #expect(throws: ModelFileError.self) { try ModelFile.decode(data) }
    }
  }

  @Test(
    "the parameters are counted without laying out the network",
    arguments: [[], [1], [5, 4], [3, 3, 3]], [true, false])
  func count(hidden: [Int], layerNorm: Bool) throws {
    let model = try ExampleModel.make(hidden: hidden, layerNorm: layerNorm)
    #expect(model.description.graph.parameterCount == Double(model.network.layout.count))
  }
}
