internal import Foundation

extension LabelTransform {
  /// ln y.
  public static let logarithm = LabelTransform(
    name: "log", formula: "ln y",
    summary: "labels above 0 whose errors grow with them, such as prices; errors become relative",
    source: "Box and Cox 1964, λ = 0", domain: .positive,
    forward: { label, _ in log(label) },
    inverse: { transformed, _ in
      // As small and as large as a Float holds: a prediction is never 0 or infinite.
      min(
        max(exp(transformed), Double(Float.leastNormalMagnitude)),
        Double(Float.greatestFiniteMagnitude))
    })
}
