internal import LinearAlgebra

/// A way of going back through a network: from the gradients at the outputs, layer by layer, to
/// those of what all tasks share. What is done at each step, of which rows at a time and by which
/// threads differs from one to the next; the order is the same.
protocol BackwardWalk {
  /// From the outputs to what the heads read.
  mutating func leaveHeads()
  /// A hidden layer: the gradients of its parameters, and those of what it reads.
  mutating func pass(_ block: DenseStep)
  /// The gradients of the embeddings' tables.
  mutating func passEmbeddings()
}

extension BackwardWalk {
  /// Goes back.
  ///
  /// - Parameter scope: Of the parameters whose gradients are wanted.
  mutating func walk(_ schedule: NetworkSchedule, _ scope: GradientScope = .shared) {
    leaveHeads()
    let lowest = schedule.lowestBlock(of: scope)
    for block in schedule.blocks.reversed() where block.index >= lowest { pass(block) }
    if scope == .shared, !schedule.embeddings.columns.isEmpty { passEmbeddings() }
  }
}

extension NetworkSchedule {
  /// The last hidden layer on a way back.
  func lowestBlock(of scope: GradientScope) -> Int {
    scope == .shared ? 0 : blocks.count - 1
  }
}

/// What a way back reads.
struct BackwardSource: Sendable {
  /// batch × all outputs: the gradients there, weighted if there is one copy.
  let outputs: Matrix
  /// batch × all outputs: likewise the gradients at the linear path's products.
  let pathOutputs: Matrix
  /// At least batch × input width.
  let inputs: Matrix
  let embedded: EmbeddedRows
  let parameters: Matrix
  let activations: Activations
  /// The slices that hold the batch's rows.
  let slices: ArraySlice<BatchSlice>

  /// The rows of the batch.
  var rowCount: Int { slices.last?.rows.upperBound ?? 0 }

  /// What a map reads of some rows.
  func inputs(of map: Int, rows: Range<Int>) -> Matrix {
    activations.inputs(of: map, batch: inputs, rows: rows)
  }

  /// Adds what the linear path leads back to the embeddings' columns of the inputs, of some rows.
  ///
  /// - Parameter dx: (rows · copies) × these columns.
  func addPath(_ path: PathStep?, to dx: Matrix, rows: Range<Int>, copies: Int) {
    path?.backwardInputs(
      pathOutputs.rows(rows), addingTo: dx, copies: copies, parameters: parameters)
  }

  /// Turns the gradients at a hidden layer's outputs, of some rows, into those at its products; see
  /// `DenseStep.backwardToProducts`.
  func enter(
    _ block: DenseStep, _ gradients: Matrix, rows: Range<Int>, copies: Int, sums: DenseSums
  ) {
    block.backwardToProducts(
      gradients, of: activations.block(block.index, rows: rows), parameters: parameters,
      copies: copies, sums: sums)
  }
}
