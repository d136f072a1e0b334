internal import LinearAlgebra

/// The gradients of parameters for `copies` tasks at once.
///
/// For each tensor there is a block of `copies` rows, one a task, so that a layer's product writes
/// the gradients of all tasks at once. With one copy this is the flat vector of parameters.
struct StackedGradient: Sendable {
  let values: Matrix
  let copies: Int
  /// The place in the vector of parameters of the first one that is held.
  var start = 0

  /// Parameters themselves, as the gradients of one copy lie.
  static func parameters(_ vector: Matrix) -> StackedGradient {
    StackedGradient(values: vector, copies: 1)
  }

  /// The gradients of a tensor: a row for each copy.
  func block(_ place: TensorPlace) -> Matrix {
    values.part(at: copies * (place.offset - start), rows: copies, columns: place.count)
  }
}
