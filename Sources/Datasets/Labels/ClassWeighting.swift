internal import Losses
internal import Remedies

/// What each class of a label counts for in its loss, as it is asked for.
public enum ClassWeighting: Equatable, Sendable {
  /// Each class as much as any other: n / (K n_k) of n training rows, K classes and n_k rows of the
  /// class, all weighted as the rows are; 1 for a class that no training row has (King and Zeng 2001,
  /// and `class_weight="balanced"` of scikit-learn).
  case balanced
  /// Numbers above zero for some classes, by name; 1 for others.
  case weights([String: Double])

  /// The weight of each class.
  ///
  /// - Parameters:
  ///   - classes: Their names.
  ///   - counted: The summed weight of the training rows of each.
  public func resolved(_ classes: [String], counted: [Double]) -> [Double] {
    switch self {
    case .balanced:
      let total = counted.reduce(0, +)
      return counted.map { $0 > 0 ? total / (Double(classes.count) * $0) : 1 }
    case .weights(let weights): return classes.map { weights[$0] ?? 1 }
    }
  }

  /// Makes sure that a label has these classes.
  func check(_ name: String, _ kind: LabelKind, classes: [String]) throws(DatasetError) {
    guard kind.isClass else {
      throw DatasetError(
        .request, column: name, problem: "is a \(kind.rawValue) label, which has no class weights",
        remedy: Remedy(.label(name, as: .binary, purpose: "to read it as classes")))
    }
    guard case .weights(let weights) = self else { return }
    for weighted in weights.keys.sorted() where !classes.contains(weighted) {
      throw DatasetError(
        .request, column: name, value: weighted, problem: "is no class of the label",
        remedy: DatasetError.remedy(for: weighted, among: classes))
    }
  }
}
