/// Memory for Float32 numbers, zeroed at first and aligned for vector instructions.
///
/// It is shared by reference and not copied: what a training step computes with is laid out once.
/// `Matrix` views its parts, and does not keep the buffer alive: whoever hands views on holds the
/// buffer, in a property or as an argument, until they are used up.
///
/// Sendable is unchecked because the numbers are shared and mutable. It holds as the training step
/// uses them: within a step each thread writes only the slice of rows it was given, and every read
/// of another slice comes after the threads have joined.
package final class FloatBuffer: @unchecked Sendable {
  /// The number of floats.
  package let count: Int
  let base: UnsafeMutablePointer<Float>

  /// Zeros.
  package init(count: Int) {
    precondition(count >= 0, "a buffer's size is not negative")
    self.count = count
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    base = bytes.bindMemory(to: Float.self, capacity: count)
    base.initialize(repeating: 0, count: count)
  }

  /// A copy of the given numbers.
  package convenience init(_ values: [Float]) {
    self.init(count: values.count)
    copy(values)
  }

  deinit {
    base.deallocate()
  }

  /// Overwrites all numbers; as many must be given as there are.
  package func copy(_ values: [Float]) {
    precondition(values.count == count, "\(values.count) numbers for a buffer of \(count)")
    values.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      base.update(from: start, count: count)
    }
  }

  /// The numbers as an array.
  package var values: [Float] {
    Array(UnsafeBufferPointer(start: base, count: count))
  }

  /// A view of all numbers as one row.
  package var vector: Matrix { matrix(rows: 1, columns: count) }

  /// A view of `rows × columns` numbers that follow each other from `offset`.
  package func matrix(at offset: Int = 0, rows: Int, columns: Int) -> Matrix {
    precondition(
      offset >= 0 && rows >= 0 && columns >= 0 && offset + rows * columns <= count,
      "a \(rows) × \(columns) matrix at \(offset) does not fit in \(count) numbers")
    return Matrix(base: base + offset, rows: rows, columns: columns, stride: columns)
  }
}
