internal import Datasets
internal import Losses
internal import Safetensors
package import Training

/// What a file says of what makes means of predictions, besides the residuals. Those of a label are
/// the tensor `smearing.LABEL`.
package struct SmearingDescription: Codable, Equatable {
  /// The labels that there are residuals of, in the model's order.
  package var labels: [String]

  /// What is to be said of a predictor's; nil where no label has any.
  package init?(_ predictor: any Predictor) {
    labels = zip(predictor.labels, predictor.smearing).compactMap { $1 == nil ? nil : $0.name }
    guard !labels.isEmpty else { return nil }
  }

  private static func tensorName(_ label: String) -> String { "smearing.\(label)" }

  /// The tensors of a predictor's residuals.
  static func tensors(of predictor: any Predictor) -> [Tensor] {
    zip(predictor.labels, predictor.smearing).compactMap { label, smearing in
      smearing.map {
        Tensor(
          name: tensorName(label.name), shape: [$0.residuals.count], values: $0.residuals)
      }
    }
  }

  /// The residuals themselves, of a file that may say anything.
  ///
  /// - Throws: `ModelFileError` or `SafetensorsError` for the first thing that cannot be.
  func smearing(of known: [Label], from file: SealedFile) throws -> [Smearing?] {
    let having = known.filter { labels.contains($0.name) }
    try require(
      having.map(\.name) == labels && having.allSatisfy { $0.transform != nil },
      "it has residuals of labels that are not transformed")
    return try known.map { labels.contains($0.name) ? try Self.read($0.name, from: file) : nil }
  }

  private static func read(_ label: String, from file: SealedFile) throws -> Smearing {
    let tensor = try file.tensor(tensorName(label))
    let residuals = try tensor.floats()
    try require(
      tensor.shape.count == 1 && (1...Smearing.mostResiduals).contains(residuals.count)
        && residuals.allSatisfy(\.isFinite) && zip(residuals, residuals.dropFirst()).allSatisfy(<=),
      "the residuals of label \"\(label)\" are not finite and in order")
    return Smearing(residuals: residuals)
  }
}
