internal import LinearAlgebra

/// How the rows of slices are cut into chunks whose gradients, stacked for all tasks, stay in the
/// cache of the thread that carries them from layer to layer.
struct SketchChunks: Sendable {
  /// The number of tasks.
  let copies: Int
  /// The number of chunks of a slice.
  let count: Int
  /// The rows of a chunk; the last one of a slice may have fewer.
  let rows: Int

  /// A product of fewer stacked rows would be slow.
  private static let leastStackedRows = 384

  /// - Parameter members: How many of a slice's rows are one of the batch's: a chunk has all of
  ///   them.
  init(sliceRows: Int, copies: Int, members: Int) {
    self.copies = copies
    let count = max(sliceRows * copies / Self.leastStackedRows, 1)
    rows = ((sliceRows + count - 1) / count + members - 1) / members * members
    self.count = (sliceRows + rows - 1) / rows
  }

  /// The rows of a chunk's gradients, stacked for all tasks.
  var stackedRows: Int { rows * copies }

  /// The rows that a chunk has of a slice's; none if the batch ends before it.
  func range(_ chunk: Int, of slice: Range<Int>) -> Range<Int> {
    let first = min(slice.lowerBound + chunk * rows, slice.upperBound)
    return first..<min(first + rows, slice.upperBound)
  }
}

/// Room for one chunk's gradients, of one thread.
struct SketchRoom: Sendable {
  private let chunks: SketchChunks
  private let gradients, folded, copied: FloatBuffer
  private let factors: FactorBuffer

  /// - Parameters:
  ///   - widest: The most columns of gradients.
  ///   - buckets: The most columns of folded ones.
  ///   - copied: The most columns of those that are carried on in Float32.
  init(chunks: SketchChunks, widest: Int, buckets: Int, copied: Int, precision: FactorPrecision) {
    self.chunks = chunks
    gradients = FloatBuffer(count: chunks.stackedRows * widest)
    folded = FloatBuffer(count: chunks.stackedRows * buckets)
    self.copied = FloatBuffer(count: chunks.stackedRows * copied)
    factors = FactorBuffer(count: chunks.stackedRows * widest, precision: precision)
  }

  /// The bytes it takes.
  static func bytes(
    chunks: SketchChunks, widest: Int, buckets: Int, copied: Int, precision: FactorPrecision
  ) -> Double {
    let width = Double(MemoryLayout<Float>.stride)
    let perRow = width * Double(widest + buckets + copied) + Double(precision.byteCount * widest)
    return Double(chunks.stackedRows) * perRow
  }

  /// For gradients in Float32.
  func gradients(width: Int) -> Matrix {
    gradients.matrix(rows: chunks.stackedRows, columns: width)
  }

  /// A copy of gradients, in whose place those of what is below may come.
  func copy(_ gradients: Matrix) -> Matrix {
    let copy = copied.matrix(rows: gradients.rows, columns: gradients.columns)
    copy.copy(gradients)
    return copy
  }

  /// For gradients as a factor.
  func factors(width: Int) -> FactorMatrix {
    factors.matrix(rows: chunks.stackedRows, columns: width)
  }

  /// For the folded gradients of some rows.
  func folded(rows: Int, buckets: Int) -> Matrix {
    folded.matrix(rows: rows * chunks.copies, columns: buckets)
  }
}
