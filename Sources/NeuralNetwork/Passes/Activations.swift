internal import LinearAlgebra

/// What a batch leaves behind on its way forward: the whole batch's, of which threads compute rows.
struct Activations: Sendable {
  /// rows × all outputs.
  let outputs: Matrix
  /// rows × all outputs: each task's row weight / labelled weight · ∂loss/∂output.
  let slopes: Matrix
  private let layers: [HiddenRows]
  // The views above do not keep their memory alive.
  private let memory: [FloatBuffer]

  init(network: MultiTaskNetwork, rows: Int) {
    var memory: [FloatBuffer] = []
    func room(_ columns: Int) -> Matrix {
      let buffer = FloatBuffer(count: rows * columns)
      memory.append(buffer)
      return buffer.matrix(rows: rows, columns: columns)
    }
    layers = network.trunk.layers.map { layer in
      HiddenRows(
        outputs: room(layer.width), slopes: room(layer.width),
        normalised: layer.norm.map { _ in
          NormalisedRows(normalised: room(layer.width), inverseDeviation: room(1))
        })
    }
    outputs = room(network.heads.outputCount)
    slopes = room(network.heads.outputCount)
    self.memory = memory
  }

  /// Some rows of a hidden layer.
  func layer(_ index: Int, rows: Range<Int>) -> HiddenRows {
    layers[index].rows(rows)
  }

  /// What a hidden layer reads of some rows.
  func inputs(of layer: Int, batch: Matrix, rows: Range<Int>) -> Matrix {
    layer > 0 ? layers[layer - 1].outputs.rows(rows) : batch.rows(rows)
  }

  /// What the heads read of some rows.
  func representation(batch: Matrix, rows: Range<Int>) -> Matrix {
    inputs(of: layers.count, batch: batch, rows: rows)
  }
}
