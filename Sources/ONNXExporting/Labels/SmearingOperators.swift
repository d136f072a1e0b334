internal import Datasets
internal import Training

extension Smearing {
  /// The means of a label, from medians: the mean of the inverse at each of the residuals from the
  /// transformed median.
  func means(of medians: GraphValue, _ label: Label, _ steps: inout Arithmetic) -> GraphValue {
    guard let transform = label.transform else { return medians }
    let transformed = transform.forward(of: medians, &steps)
    let constants = steps.constants(
      residuals.map(Double.init), shape: [1, residuals.count], name: "residuals")
    return steps.mean(transform.inverse(of: steps.add(transformed, constants), &steps))
  }
}
