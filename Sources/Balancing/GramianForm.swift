/// How the inner products of the tasks' gradients over all shared parameters are had.
public enum GramianForm: Codable, Equatable, Sendable {
  /// From the gradients.
  case exact
  /// Estimated, without bias, from random projections of each layer's gradients on so many columns,
  /// drawn afresh each step. The weights then vary a little from step to step; the update they give
  /// is the exact gradient of the weighted sum.
  case sketch(columns: Int)

  /// Enough columns for errors below a tenth of ‖gᵢ‖‖gⱼ‖ on average.
  public static let usualColumns = 64
}
