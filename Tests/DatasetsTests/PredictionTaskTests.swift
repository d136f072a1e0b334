import Datasets
import Foundation
import Losses
import Testing

@Suite("Tasks")
struct PredictionTaskTests {
  private let labels = ["x", "y", "z"].map {
    Label(name: $0, kind: .regression, loss: .squaredError)
  }

  @Test("labels next to each other that share a task make one")
  func grouping() {
    let g = SharedTask(name: "g", reduction: .sum)
    let tasks = PredictionTask.tasks(of: labels, shared: [nil, g, g])
    #expect(tasks.map(\.name) == ["x", "g"])
    #expect(tasks[1].labels == [labels[1], labels[2]] && tasks[1].reduction == .sum)
    #expect(tasks[0].isSingle && !tasks[1].isSingle)
    #expect(tasks.map(\.lossName) == ["squared", "sum of squared"])
  }

  @Test("a single label's task is coded as the label, as files of one label a task have it")
  func coding() throws {
    let single = try JSONDecoder().decode(
      PredictionTask.self, from: JSONEncoder().encode(labels[0]))
    #expect(single == PredictionTask(labels[0]))
    let written = try JSONDecoder().decode(Label.self, from: JSONEncoder().encode(single))
    #expect(written == labels[0])
    let task = PredictionTask(name: "g", labels: labels, reduction: .sum)
    let read = try JSONDecoder().decode(PredictionTask.self, from: JSONEncoder().encode(task))
    #expect(read == task)
    // A name of its own is kept where there is one label too.
    let named = PredictionTask(name: "g", labels: [labels[0]], reduction: .mean)
    #expect(
      try JSONDecoder().decode(PredictionTask.self, from: JSONEncoder().encode(named)) == named)
  }

  @Test("a file's task without a label is refused")
  func empty() {
    let text = #"{"name": "g", "labels": [], "reduction": "mean"}"#
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(PredictionTask.self, from: Data(text.utf8))
    }
  }

  @Test("labels of two kinds or losses make no task")
  func kinds() throws {
    let task = SharedTask(name: "g")
    func request(_ name: String, _ kind: LabelKind, _ loss: LossRequest) -> LabelRequest {
      LabelRequest(name: name, kind: kind, loss: loss, task: task)
    }
    let x = request("x", .regression, .standard(for: .regression))
    try SharedTask.check([x, request("y", .regression, .standard(for: .regression))])
    let other = #expect(throws: DatasetError.self) {
      try SharedTask.check([x, request("b", .binary, .standard(for: .binary))])
    }
    #expect(other?.column == "b")
    #expect(other?.problem.contains("task \"g\" has the regression label \"x\"") == true)
    #expect(throws: DatasetError.self) {
      try SharedTask.check([x, request("y", .regression, LossRequest(.absoluteError))])
    }
  }
}
