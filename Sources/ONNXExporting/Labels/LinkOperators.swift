internal import Datasets
internal import Losses
internal import NeuralNetwork

extension HeadConfiguration {
  /// What a label's outputs predict, as doubles: a number, or the median of one that was transformed,
  /// in the label's units; a probability, or those of all classes. Members' predictions are averaged,
  /// of numbers before they are turned back.
  ///
  /// - Parameters:
  ///   - outputs: The task's, N rows or members × N.
  ///   - columns: Those of the label.
  func predictions(
    of outputs: GraphValue, columns: Range<Int>, members: Int, _ steps: inout Arithmetic
  ) -> GraphValue {
    let own = steps.cast(steps.columns(outputs, columns), to: .double)
    func mean(_ value: GraphValue) -> GraphValue {
      members > 1 ? steps.meanOfStack(value) : value
    }
    switch label.loss.entry.link {
    case .identity:
      let scaled = steps.multiply(mean(own), steps.constant(scale))
      let number = steps.add(scaled, steps.constant(location))
      return label.transform.map { $0.inverse(of: number, &steps) } ?? number
    case .log:
      // Beyond what a Float holds a mean is as large as it can be written.
      return steps.minimum(
        mean(steps.exponential(own)), steps.constant(Double(Float.greatestFiniteMagnitude)))
    case .logit:
      let odds = steps.exponential(steps.subtract(steps.constant(0), own))
      return mean(steps.divide(steps.constant(1), steps.add(odds, steps.constant(1))))
    case .softmax: return mean(steps.softmax(own))
    }
  }
}
