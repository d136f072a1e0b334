/// The gradients of all tasks over the shared parameters, where the training step holds them: row i
/// is gᵢ.
///
/// It is a view of memory that its owner keeps alive, in one block for each tensor of parameters;
/// copying it copies no gradient. The rows of tasks that are absent in a step hold anything.
public struct Jacobian: Sendable {
  /// The number of rows n.
  public let taskCount: Int
  /// The number of columns d.
  public let parameterCount: Int
  /// One matrix of n rows for each tensor, in the order of the parameters.
  package let blocks: [Matrix]

  /// - Parameter blocks: Matrices of one row a task.
  package init(blocks: [Matrix]) {
    let taskCount = blocks.first?.rows ?? 0
    precondition(blocks.allSatisfy { $0.rows == taskCount }, "one row for each task")
    self.blocks = blocks
    self.taskCount = taskCount
    parameterCount = blocks.reduce(0) { $0 + $1.columns }
  }

  /// Overwrites the gradients with those of a Jacobian of the same shape.
  package func copy(_ other: Jacobian) {
    precondition(blocks.count == other.blocks.count, "shapes differ")
    for index in blocks.indices { blocks[index].copy(other.blocks[index]) }
  }

  /// ⟨gᵢ, hⱼ⟩ for the gradients g of this Jacobian and h of another one of the same shape.
  package func dot(_ i: Int, _ j: Int, of other: Jacobian) -> Double {
    precondition(blocks.count == other.blocks.count, "shapes differ")
    var sum = 0.0
    for index in blocks.indices {
      let (a, b) = (blocks[index], other.blocks[index])
      sum += a.rows(i..<i + 1).dot(b.rows(j..<j + 1))
    }
    return sum
  }

  /// Calls `body` with the first number of a task's gradient in each block, how many follow, and
  /// the first one's place in the whole gradient.
  func forEachPart(
    of task: Int, _ body: (_ row: UnsafeMutablePointer<Float>, _ count: Int, _ offset: Int) -> Void
  ) {
    precondition(task >= 0 && task < taskCount, "there is no such task")
    var offset = 0
    for block in blocks {
      body(block.base + task * block.stride, block.columns, offset)
      offset += block.columns
    }
  }
}

/// Memory for a Jacobian's gradients beyond the step that computed them.
package struct JacobianCopy: Sendable {
  /// The gradients; zeros at first.
  package let jacobian: Jacobian
  // The view does not keep its memory alive.
  private let memory: FloatBuffer

  /// Room for the gradients of a Jacobian of this shape.
  package init(like jacobian: Jacobian) {
    let buffer = FloatBuffer(count: jacobian.taskCount * jacobian.parameterCount)
    var offset = 0
    self.jacobian = Jacobian(
      blocks: jacobian.blocks.map { block in
        defer { offset += block.count }
        return buffer.matrix(at: offset, rows: block.rows, columns: block.columns)
      })
    memory = buffer
  }
}
