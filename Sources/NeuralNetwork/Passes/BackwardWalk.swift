internal import LinearAlgebra

/// A way of going back through a network: from the gradients at the outputs, layer by layer, to
/// those of what all tasks share. What is done at each step, of which rows at a time and by which
/// threads differs from one to the next; the order is the same.
protocol BackwardWalk {
  /// From the outputs to what the heads read.
  mutating func leaveHeads()
  /// A hidden layer: the gradients of its parameters, and those of what it reads.
  mutating func pass(_ block: DenseStep)
  /// What is below the layers: the gradients of what members read by, and of the embeddings'
  /// tables.
  mutating func passInputs()
}

extension BackwardWalk {
  /// Goes back.
  ///
  /// - Parameter scope: Of the parameters whose gradients are wanted.
  mutating func walk(_ schedule: NetworkSchedule, _ scope: GradientScope = .shared) {
    leaveHeads()
    let lowest = schedule.lowestBlock(of: scope)
    for block in schedule.blocks.reversed() where block.index >= lowest { pass(block) }
    if scope == .shared, schedule.learnsBelow { passInputs() }
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
  /// The branch's rows × its width: the gradients there, weighted if there is one copy.
  let outputs: Matrix
  /// For each of the schedule's paths likewise the gradients at its products, batch × its columns.
  let pathOutputs: [Matrix]
  /// At least batch × input width.
  let inputs: Matrix
  /// What embeddings read of the batch's rows.
  let embedded: EmbeddedRows
  /// The weights at the branch, all members'.
  let branchWeights: Matrix
  let parameters: Matrix
  /// Where tasks adapt the layers, for each a factor of its part in the gradients of what is
  /// shared; nil where each task's are wanted, or none adapts.
  let shares: [Double]?
  let activations: Activations
  /// The slices that hold the batch's rows.
  let slices: ArraySlice<BatchSlice>

  /// The members' rows of the batch.
  var rowCount: Int { slices.last?.rows.upperBound ?? 0 }

  /// What a map reads of some rows.
  ///
  /// - Parameter top: The index of the branch.
  func inputs(of map: Int, top: Int, rows: Range<Int>) -> Matrix {
    activations.inputs(of: map, top: top, batch: inputs, rows: rows)
  }

  /// Turns the gradients of what is read of a hidden layer's outputs, of some rows, into those at
  /// its products; see `DenseStep.backwardToProducts`.
  ///
  /// - Parameter above: The layer that reads them, if one does, and its sums.
  func enter(
    _ block: DenseStep, _ gradients: Matrix, rows: Range<Int>, copies: Int, sums: DenseSums,
    above: (block: DenseStep, sums: DenseSums)?
  ) {
    block.backwardToProducts(
      gradients, of: activations.block(block.index, rows: rows), parameters: parameters,
      copies: copies, sums: sums,
      above: above.flatMap { $0.block.reading(parameters, result: $0.sums.input) })
  }

  /// Turns the gradients of what the lowest map reads, of some rows, into those at the embeddings'
  /// columns of the inputs, and adds those that paths lead back there.
  ///
  /// - Parameters:
  ///   - gradients: Of several members those of what each reads, (rows · copies) × inputs. They add
  ///     up, and tell how the first layer's factors are to change, whose sums are `sums`. Otherwise
  ///     the result itself.
  ///   - copies: How many rows of the result there are for each of the batch's.
  ///   - dx: (the batch's rows · copies) × these columns; nil where there are none.
  func enterInputs(
    _ schedule: NetworkSchedule, _ gradients: Matrix, into dx: Matrix?, rows: Range<Int>,
    copies: Int, sums: DenseSums?
  ) {
    let members = schedule.members
    let batchRows = rows.lowerBound / members..<rows.upperBound / members
    if schedule.adapts {
      guard let first = schedule.blocks.first?.reading(parameters, result: sums?.input) else {
        preconditionFailure("adapters of the first layer")
      }
      gradients.leaveTaskSpread(
        inputs.rows(batchRows), into: dx, at: schedule.embeddings.columns, factors: first,
        shares: shares)
    } else if members > 1 {
      gradients.leaveSpread(
        inputs.rows(batchRows), into: dx, at: schedule.embeddings.columns, members: members,
        copies: copies,
        factors: schedule.blocks.first?.reading(parameters, result: sums?.input))
    }
    guard let dx else { return }
    for (path, slopes) in zip(schedule.paths, pathOutputs) {
      path.backwardInputs(
        slopes.rows(batchRows), addingTo: dx, copies: copies, parameters: parameters)
    }
  }
}
