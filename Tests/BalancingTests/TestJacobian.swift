import LinearAlgebra

/// Lends gradients in memory of their own, in two blocks of columns as if of two tensors.
func withJacobian<Result>(
  _ rows: [[Double]], _ body: (Jacobian) throws -> Result
) rethrows -> Result {
  let columns = rows[0].count
  let widths = columns > 1 ? [columns / 3 + 1, columns - columns / 3 - 1] : [columns]
  let buffer = FloatBuffer(count: rows.count * columns)
  var first = 0
  let blocks = widths.map { width in
    let block = buffer.matrix(at: rows.count * first, rows: rows.count, columns: width)
    block.copy(rows.flatMap { row in row[first..<first + width].map { Float($0) } })
    first += width
    return block
  }
  return try withExtendedLifetime(buffer) { try body(Jacobian(blocks: blocks)) }
}

extension Jacobian {
  /// The gradients, task by task.
  var rows: [[Double]] {
    (0..<taskCount).map { task in
      blocks.flatMap { $0.rows(task..<task + 1).values.map { Double($0) } }
    }
  }
}
