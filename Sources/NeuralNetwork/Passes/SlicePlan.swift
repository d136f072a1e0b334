/// How the rows of a batch are cut into slices, each of which one thread carries through the
/// network.
///
/// The cut depends on the batch's size alone, and so do the results: the number of threads leaves
/// no trace. A slice's rows at the units of one layer stay in a core's cache; fewer than some sixty
/// would make a product slow.
package struct SlicePlan: Sendable, Equatable {
  /// The rows of a slice.
  package let rows: Int
  /// The number of slices.
  package let count: Int

  /// - Parameters:
  ///   - capacity: The most rows of a batch.
  ///   - rows: The rows of a slice, if not those that suit most processors.
  package init(capacity: Int, rows wanted: Int? = nil) {
    precondition(capacity > 0, "a batch has room for a row")
    if let wanted {
      rows = min(max(wanted, 1), capacity)
    } else {
      // An even number, of at most 128 rows: two cores have the same to do.
      let count = capacity < 64 ? 1 : (capacity + 255) / 256 * 2
      rows = (capacity + count - 1) / count
    }
    count = (capacity + rows - 1) / rows
  }

  /// The rows of all slices together, some of which may be beyond the batch's capacity.
  package var totalRows: Int { rows * count }

  /// Whether there are so few slices that each can have gradients of its own, and that packing the
  /// weights for all of them does not pay.
  var hasFewSlices: Bool { count <= 4 }

  /// How many slices so many rows fill, the last one perhaps in part.
  func count(of rows: Int) -> Int {
    (rows + self.rows - 1) / self.rows
  }

  /// The rows of a slice.
  func range(_ slice: Int) -> Range<Int> {
    slice * rows..<(slice + 1) * rows
  }
}
