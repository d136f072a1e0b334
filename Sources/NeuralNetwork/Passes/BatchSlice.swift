internal import LinearAlgebra

/// A range of a batch's rows that one thread computes, and the sums over them.
///
/// Sendable is unchecked because the sums are mutable. It holds because a slice is handed to one
/// thread at a time, which alone writes it and its rows until the threads join.
final class BatchSlice: @unchecked Sendable {
  private let network: MultiTaskNetwork
  private let activations: Activations
  /// The slice's rows of a full batch.
  let capacity: Range<Int>
  private var sumMemory: [FloatBuffer?]

  /// The rows that the present batch has of the slice's.
  private(set) var rows: Range<Int>
  /// Whether the batch has all of the slice's rows.
  var isFull: Bool { rows.count == capacity.count }
  /// For each task the sum of weight · loss over the slice's labelled rows.
  private(set) var lossSums: [Double]

  /// - Parameter capacity: The slice's rows of a full batch.
  init(network: MultiTaskNetwork, activations: Activations, capacity: Range<Int>) {
    self.network = network
    self.activations = activations
    self.capacity = capacity
    rows = capacity
    lossSums = Array(repeating: 0, count: network.headConfigurations.count)
    sumMemory = network.trunk.layers.map { _ in nil }
  }

  /// Computes the outputs of the slice's rows of the batch.
  ///
  /// - Parameter room: For what a layer computes on the way; the thread's own, so that it stays in its
  ///   cache.
  func forward(
    _ batch: Batch, _ planned: PlannedLayers, parameters: Matrix, dropout: DropoutKey?,
    room: FloatBuffer, lane: Int
  ) {
    rows = capacity.lowerBound..<min(capacity.upperBound, batch.rowCount)
    let inputs = batch.inputRoom
    network.trunk.embedding.forward(
      batch.embeddedCodes.rows(rows), into: inputs.rows(rows), parameters: parameters)
    for (index, layer) in network.trunk.layers.enumerated() {
      let z = room.matrix(rows: capacity.count, columns: layer.width)
      planned.multiply(
        layer: index, activations.inputs(of: index, batch: inputs, rows: capacity), into: z,
        parameters: parameters, lane: lane)
      layer.activate(
        z.rows(0..<rows.count), keeping: activations.layer(index, rows: rows),
        parameters: parameters, dropout: dropout, firstRow: rows.lowerBound)
    }
    planned.multiplyHeads(
      activations.representation(batch: inputs, rows: capacity),
      into: activations.outputs.rows(capacity), parameters: parameters, lane: lane)
    network.heads.addBiases(to: outputs, parameters: parameters)
  }

  /// rows × all outputs, after `forward`.
  var outputs: Matrix { activations.outputs.rows(rows) }

  /// Computes each task's loss, and its gradient at the outputs.
  func computeLosses(_ batch: Batch) {
    let slopes = activations.slopes.rows(rows)
    for (task, head) in network.heads.heads.enumerated() {
      let weight = batch.labelledWeights[task]
      lossSums[task] = head.configuration.loss(
        outputs.columns(head.columns), batch.labels(task: task, rows: rows),
        gradient: slopes.columns(head.columns), normaliser: weight > 0 ? 1 / weight : 0)
    }
  }

  /// The slopes at the outputs, each task's times its weight, into `weighted` (batch × all outputs).
  func weigh(_ weights: [Double], into weighted: Matrix) {
    let target = weighted.rows(rows)
    target.copy(activations.slopes.rows(rows))
    for (task, head) in network.heads.heads.enumerated() where weights[task] != 1 {
      target.columns(head.columns).scaleColumns(by: Float(weights[task]))
    }
  }

  /// Makes room for the slice's parts of all layers' sums. To be called before threads share the work:
  /// one may read a layer's sums while another fills those of the layer below.
  func makeSums(copies: Int) {
    for (index, layer) in network.trunk.layers.enumerated() {
      let count = (layer.norm == nil ? 1 : 3) * copies * layer.width
      if sumMemory[index].map({ $0.count < count }) ?? true {
        sumMemory[index] = FloatBuffer(count: count)
      }
    }
  }

  /// The slice's part of a layer's gradients that are sums over rows, after `makeSums`.
  func sums(of index: Int, copies: Int) -> LayerSums {
    let layer = network.trunk.layers[index]
    let count = copies * layer.width
    guard let memory = sumMemory[index] else { preconditionFailure("there is no room for sums") }
    func block(_ index: Int) -> Matrix {
      memory.matrix(at: index * count, rows: copies, columns: layer.width)
    }
    return LayerSums(
      bias: block(0), norm: layer.norm == nil ? nil : (gain: block(1), shift: block(2)))
  }
}
