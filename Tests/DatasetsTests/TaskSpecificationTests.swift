import Datasets
import Losses
import Testing

@Suite("Tasks of several columns as people write them")
struct TaskSpecificationTests {
  private func parse(_ tasks: String..., labels: [String] = []) throws -> [LabelSpecification] {
    try LabelSpecification.parse(labels: labels, tasks: tasks)
  }

  @Test("names, patterns, kind, loss and reduction")
  func parts() throws {
    let task = try parse("place=x,y_*,z:regression:huber=2:sum")
    #expect(task.map(\.pattern) == ["x", "y_*", "z"])
    #expect(task.allSatisfy { $0.kind == .regression && $0.loss?.text == "huber=2.0" })
    #expect(task.allSatisfy { $0.task == SharedTask(name: "place", reduction: .sum) })
    let prices = try parse("prices=a,b:regression:absolute:log:sum")
    #expect(prices.allSatisfy { $0.transform?.name == "log" && $0.loss?.text == "absolute" })
    #expect(prices[0].task?.reduction == .sum)
    let sizes = try parse("sizes=a:regression:squared:sqrt")
    #expect(sizes[0].transform?.name == "sqrt" && sizes[0].task?.reduction == .mean)
    let plain = try parse("place=x")
    #expect(plain[0].kind == nil && plain[0].task == SharedTask(name: "place", reduction: .mean))
    #expect(try parse("g=a,b:binary:mean")[1].task?.reduction == .mean)
    #expect(try parse("g=a,b:binary:sum")[1].loss == nil)
  }

  @Test("a column in double quotes may hold anything")
  func quotes() throws {
    #expect(try parse("g=\"a,b:binary\",c:binary").map(\.pattern) == ["a,b:binary", "c"])
    #expect(try parse("g=\"a\"\"b\",c").map(\.pattern) == ["a\"b", "c"])
    // What follows no kind is a part of the name.
    #expect(try parse("g=a:sum").map(\.pattern) == ["a:sum"])
    #expect(try parse("g=a=b,c").map(\.pattern) == ["a=b", "c"])
  }

  @Test(
    "what cannot be read is told of with its place and a way out",
    arguments: [
      ("place", "names no columns"), ("=x", "names no columns"), ("place=", "names no columns"),
      ("place=x,,y", "without a name"), ("g=a:binary,b", "has a kind before its last column"),
      ("g=a:regression:squared:avg", "\"avg\", which is neither mean nor sum"),
      ("g=a:regresion", "\"regresion\" is not a kind"),
      ("g=a,b:binary:huber", "huber is no loss of a binary label"),
    ])
  func malformed(text: String, message: String) {
    let error = #expect(throws: DatasetError.self) { try parse(text) }
    let found = error.map { "\($0)" }
    #expect(error?.kind == .request && found?.contains(message) == true, "\(found ?? "none")")
  }

  @Test("two tasks have two names, and one is not called what a label is")
  func names() throws {
    let twice = #expect(throws: DatasetError.self) { try parse("g=a", "g=b") }
    #expect(twice?.problem.contains("has the name of another task") == true)
    let specifications = try parse("a=b,c", labels: ["a"])
    let taken = #expect(throws: DatasetError.self) {
      try LabelSpecification.resolve(specifications, header: ["a", "b", "c"])
    }
    #expect(taken?.problem.contains("two tasks are called \"a\"") == true)
  }

  @Test("a task's columns stand together, where the first of them does")
  func order() throws {
    let specifications = try parse("g=d,b", "h=e*", labels: ["a", "c"])
    let header = ["a", "b", "c", "d", "e1", "e2"]
    let resolved = try LabelSpecification.resolve(specifications, header: header)
    #expect(resolved.map(\.pattern) == ["a", "b", "d", "c", "e1", "e2"])
    #expect(resolved.map { $0.task?.name } == [nil, "g", "g", nil, "h", "h"])
  }

  @Test("a column is the label of one task")
  func overlap() throws {
    let error = #expect(throws: DatasetError.self) {
      try LabelSpecification.resolve(try parse("g=a,b", "h=b,c"), header: ["a", "b", "c"])
    }
    #expect(error?.column == "b" && error?.problem == "two labels name this column")
  }
}
