internal import LinearAlgebra

/// What the trunk computes and keeps for a slice of a batch's rows. One thread works on it at a
/// time.
final class TrunkSlice {
  /// The slice's first row in the batch.
  let firstRow: Int
  /// The number of its rows in this batch; the last slice of a batch may not be full.
  private(set) var rowCount = 0
  private(set) var inputs: Matrix
  private(set) var codes: CodeMatrix
  /// What each layer read in the last forward pass.
  var layerInputs: [Matrix]
  /// Whether dropout acted in it; where it did not, the masks are those of another pass.
  var dropsOut = false

  private let outputs: [Matrix]
  private let masks: [Matrix?]
  private let norms: [NormalisedRows?]
  // Backward, a layer reads the gradient in one of these and writes it into the other.
  private var front: Matrix
  private var back: Matrix
  // The views above do not keep their memory alive.
  private let memory: [FloatBuffer]

  /// - Parameters:
  ///   - capacity: The most rows of the slice.
  ///   - copies: The most tasks whose gradients are stacked.
  init(trunk: Trunk, batch: Batch, firstRow: Int, capacity: Int, copies: Int) {
    self.firstRow = firstRow
    var memory: [FloatBuffer] = []
    func room(_ rows: Int, _ columns: Int) -> Matrix {
      let buffer = FloatBuffer(count: rows * columns)
      memory.append(buffer)
      return buffer.matrix(rows: rows, columns: columns)
    }
    outputs = trunk.layers.map { room(capacity, $0.width) }
    masks = trunk.layers.map {
      guard case .dropout(let layer) = $0 else { return nil }
      return room(capacity, layer.width)
    }
    norms = trunk.layers.map {
      guard case .layerNorm(let layer) = $0 else { return nil }
      return NormalisedRows(
        normalised: room(capacity, layer.width), inverseDeviation: room(capacity, 1))
    }
    front = room(1, capacity * copies * trunk.widest)
    back = room(1, capacity * copies * trunk.widest)
    self.memory = memory
    inputs = batch.inputs
    codes = batch.embeddedCodes
    layerInputs = trunk.layers.map { _ in batch.inputs }
  }

  /// Turns to the batch's present rows.
  func begin(_ batch: Batch, rows: Range<Int>) {
    rowCount = rows.count
    inputs = batch.inputs.rows(rows)
    codes = batch.embeddedCodes.rows(rows)
  }

  func output(of layer: Int) -> Matrix {
    outputs[layer].rows(0..<rowCount)
  }

  func kept(of layer: Int) -> Matrix {
    guard let mask = masks[layer] else { preconditionFailure("layer \(layer) has no mask") }
    return mask.rows(0..<rowCount)
  }

  func normalisedRows(of layer: Int) -> NormalisedRows {
    guard let norm = norms[layer] else { preconditionFailure("layer \(layer) does not normalise") }
    return NormalisedRows(
      normalised: norm.normalised.rows(0..<rowCount),
      inverseDeviation: norm.inverseDeviation.rows(0..<rowCount))
  }

  /// The gradient that the backward pass has come to: (rows · copies) × width.
  func gradient(width: Int, copies: Int) -> Matrix {
    front.part(at: 0, rows: rowCount * copies, columns: width)
  }

  /// Lets a layer write the gradient of its inputs from that of its outputs.
  func writeGradient(width: Int, copies: Int, _ write: (Matrix) -> Void) {
    write(back.part(at: 0, rows: rowCount * copies, columns: width))
    swap(&front, &back)
  }
}
