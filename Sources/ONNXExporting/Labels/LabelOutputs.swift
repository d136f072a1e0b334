internal import Datasets
internal import Losses

/// What a graph says of a label: under its name a number, or the class as a text, and of a class the
/// probabilities of all classes under `NAME_probability`, with a number behind it where a column has
/// that name.
struct LabelOutputs {
  private let label: Label
  /// Above which probability the positive class is predicted.
  private let threshold: Double
  /// The names of the number or class, and of the probabilities.
  private let name, probabilityName: String

  /// Keeps the names of the outputs.
  init(_ label: Label, threshold: Double, in graph: inout OperatorGraph) {
    self.label = label
    self.threshold = threshold
    name = graph.reserve(output: label.name)
    probabilityName =
      label.kind.isClass ? graph.reserve(output: "\(label.name)_probability") : name
  }

  /// Makes outputs of predictions.
  ///
  /// - Parameter predictions: Doubles: a number, the probability of the positive class, or those of all
  ///   classes.
  func add(_ predictions: GraphValue, to graph: inout OperatorGraph) {
    guard label.kind.isClass else {
      let number = graph.apply(.cast(.float), predictions, name: "\(label.name).float")
      graph.output(
        OperatorGraph.Port(
          name: name, type: .float, columns: 1,
          note: label.kind == .count ? "the expected count" : "in the label's units"),
        from: number)
      return
    }
    let classes = graph.constant(
      .texts(label.classes), shape: [label.classes.count], name: "\(label.name).classes")
    var steps = Arithmetic(taking: &graph, type: .double, prefix: label.name)
    let probabilities: GraphValue
    let place: GraphValue
    if label.kind == .binary {
      let negative = steps.subtract(steps.constant(1), predictions)
      probabilities = steps.concatenate([negative, predictions])
      let isPositive = steps.greater(predictions, steps.constant(threshold))
      place = steps.cast(isPositive, to: .int64)
    } else {
      probabilities = predictions
      place = steps.reshape(steps.placeOfGreatest(predictions), [-1, 1])
    }
    let text = steps.entries(classes, at: place)
    let single = steps.cast(probabilities, to: .float)
    graph = steps.graph
    graph.output(
      OperatorGraph.Port(
        name: name, type: .string, columns: 1, note: "the class that is predicted"),
      from: text)
    graph.output(
      OperatorGraph.Port(
        name: probabilityName, type: .float, columns: label.classes.count,
        note: "the probabilities of \(label.classes.joined(separator: ", "))"), from: single)
  }
}
