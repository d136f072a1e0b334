package import Charts
package import Datasets
internal import Losses
package import Training

/// A chart of how the predictions of one label err.
///
/// Each stands in a file of its own as a static member; which ones a label has is said by
/// `figures(of:)` alone.
package struct ErrorFigure: Sendable {
  private let draw: @Sendable (Label, ScoredRows) -> (any Chart)?

  /// A chart from the rows it is made of.
  ///
  /// - Parameter draw: Makes the chart; nil where there is nothing to show.
  init(_ draw: @escaping @Sendable (Label, ScoredRows) -> (any Chart)?) {
    self.draw = draw
  }

  /// The charts of a kind of label, in the order in which they are shown.
  static func figures(of kind: LabelKind) -> [ErrorFigure] {
    switch kind {
    case .regression: [.predictedAgainstActual, .residuals]
    case .binary: [.reliability, .rocCurve, .precisionRecallCurve]
    case .multiclass: [.confusion, .reliability]
    case .count: [.countDeciles]
    }
  }

  /// The charts of a label's rows; none without rows, or where a prediction is not finite.
  package static func charts(of label: Label, _ rows: ScoredRows) -> [any Chart] {
    guard rows.count > 0, rows.predictions.allSatisfy(\.isFinite) else { return [] }
    return figures(of: label.kind).compactMap { $0.draw(label, rows) }
  }

  /// The colour of what is drawn of a label by itself.
  static let colour = SeriesColour(index: 0)
}

extension Double {
  /// The summed weight of rows: digits in groups where it is whole.
  var rowText: String {
    self == rounded() && abs(self) < 1e15 ? Int(self).grouped : short
  }

  /// What a title says of so many rows that a chart does not show; nothing of none.
  var outsideText: String { self > 0 ? ", \(rowText) outside" : "" }
}
