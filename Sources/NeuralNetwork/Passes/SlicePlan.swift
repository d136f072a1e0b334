/// How the rows of batches are cut into slices, each of which one thread carries through the
/// network.
///
/// The rows counted here are members': each of a batch's rows is as many as a network has members,
/// and a slice has all of them. The cut depends on the batch's size alone, and so do the results: the
/// number of threads leaves no trace. A slice's rows at the units of one layer stay in a core's
/// cache; fewer than some sixty would make a product slow.
package struct SlicePlan: Sendable, Equatable {
  /// The rows of a slice.
  package let rows: Int
  /// The number of slices.
  package let count: Int
  /// How many members compute each row of a batch.
  package let members: Int

  /// - Parameters:
  ///   - capacity: The most rows of a batch.
  ///   - members: How many members compute each.
  ///   - rows: Of how many of the batch's rows a slice is, if not of those that suit most
  ///     processors.
  package init(capacity: Int, members: Int = 1, rows wanted: Int? = nil) {
    precondition(capacity > 0, "a batch has room for a row")
    self.members = members
    let batchRows: Int
    if let wanted {
      batchRows = min(max(wanted, 1), capacity)
    } else {
      // An even number, of at most 128 rows: two cores have the same to do.
      let total = capacity * members
      let count = total < 64 ? 1 : (total + 255) / 256 * 2
      batchRows = (capacity + count - 1) / count
    }
    rows = batchRows * members
    count = (capacity + batchRows - 1) / batchRows
  }

  /// The rows of all slices together, some of which may be beyond the batch's capacity.
  package var totalRows: Int { rows * count }

  /// Of how many of the batch's rows they are.
  var totalBatchRows: Int { totalRows / members }

  /// Whether there are so few slices that each can have gradients of its own, and that packing the
  /// weights for all of them does not pay.
  var hasFewSlices: Bool { count <= 4 }

  /// How many slices so many rows of a batch fill, the last one perhaps in part.
  func count(of batchRows: Int) -> Int {
    (batchRows * members + rows - 1) / rows
  }

  /// The rows of a slice.
  func range(_ slice: Int) -> Range<Int> {
    slice * rows..<(slice + 1) * rows
  }

  /// The batch's rows that a slice is of.
  func batchRange(_ slice: Int) -> Range<Int> {
    slice * rows / members..<(slice + 1) * rows / members
  }
}
