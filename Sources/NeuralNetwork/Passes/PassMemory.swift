internal import Datasets
internal import LinearAlgebra

/// The memory that passes through a network will take, in bytes, before any of it is taken. Doubles: what
/// a user asks for may be more than anyone can count.
package struct PassMemory: Sendable {
  /// The rows of a batch, what each layer makes of them, and the gradient of a weighted sum.
  package let step: Double
  /// What it takes besides to have every task's gradients, or to estimate their inner products.
  package let tasks: Double

  private static let width = Double(MemoryLayout<Float>.stride)

  /// What `BatchPass` takes with the same arguments.
  package init(
    network: MultiTaskNetwork, capacity: Int, gradients: BatchPass.Gradients, threads: Int,
    jacobianBytes: Int = BatchPass.mostJacobianBytes, sliceRows: Int? = nil
  ) {
    let plan = SlicePlan(capacity: capacity, rows: sliceRows)
    step = Self.step(network, plan, hasGradients: gradients != .none, threads: threads)
    tasks =
      switch gradients {
      case .none, .weighted: 0
      case .perTask: Self.perTask(network, plan, most: Double(jacobianBytes))
      case .sketched(let columns): Self.sketched(network, plan, columns: columns, threads: threads)
      }
  }

  private static func step(
    _ network: MultiTaskNetwork, _ plan: SlicePlan, hasGradients: Bool, threads: Int
  ) -> Double {
    let rows = Double(plan.totalRows)
    let (outputs, widest) = (Double(network.heads.outputCount), Double(network.trunk.widest))
    let units = network.trunk.layers.reduce(0) { $0 + Double($1.width) }
    let norms = network.configuration.layerNorm ? units : 0
    let labels = Double(network.headConfigurations.count) + 1
    // The next batch is gathered beside the present one.
    var numbers = (hasGradients ? 2 : 1) * rows * (Double(network.inputs.width) + labels)
    numbers += rows * (2 * units + norms + 2 * outputs) + packed(network, plan)
    numbers += Double(threads * plan.rows) * widest
    if hasGradients {
      // On its way back each of few slices has a gradient of its own.
      let parameters = Double(network.layout.count)
      let others = plan.hasFewSlices ? Double(plan.count - 1) * parameters : packed(network, plan)
      numbers += parameters + 2 * rows * outputs + 2 * rows * widest + others
    }
    return width * numbers
  }

  /// Weights that are packed once a step for many slices to share.
  private static func packed(_ network: MultiTaskNetwork, _ plan: SlicePlan) -> Double {
    plan.hasFewSlices ? 0 : Double(network.layout.count)
  }

  private static func perTask(
    _ network: MultiTaskNetwork, _ plan: SlicePlan, most bytes: Double
  ) -> Double {
    let tasks = Double(network.headConfigurations.count)
    let whole = width * tasks * Double(network.layout.sharedCount)
    let largest = network.layout.sharedSegments.reduce(0) { max($0, Double($1.count)) }
    let isWhole = whole <= bytes
    let row = 2 * width * tasks * Double(network.trunk.widest)
    var stacked = row * Double(plan.totalRows)
    if isWhole {
      stacked = min(stacked, max(Double(BatchPass.mostStackedBytes), 2 * row * Double(plan.rows)))
    }
    return (isWhole ? whole : width * tasks * largest) + width * packed(network, plan) + stacked
  }

  private static func sketched(
    _ network: MultiTaskNetwork, _ plan: SlicePlan, columns: Int, threads: Int
  ) -> Double {
    let tasks = network.headConfigurations.count
    let chunks = SketchChunks(sliceRows: plan.rows, copies: tasks)
    var numbers = Double(threads * chunks.stackedRows) * 3 * Double(network.trunk.widest)
    for layer in network.trunk.layers {
      // With a column of ones, padded to a vector's length.
      let (inputs, units) = (Double(layer.dense.inputs + 16), Double(layer.width))
      let projected = Double(tasks) * min(Double(columns), units)
      numbers += Double(plan.totalRows) * (inputs + projected)
      numbers += 2 * units * inputs + projected * inputs
    }
    return width * numbers
  }
}
