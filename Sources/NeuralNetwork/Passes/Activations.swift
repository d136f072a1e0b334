internal import LinearAlgebra

/// What a batch leaves behind on its way forward: the whole batch's, of which threads compute rows.
struct Activations: Sendable {
  /// rows × all outputs.
  let outputs: Matrix
  /// rows × all outputs: each task's row weight / labelled weight · ∂loss/∂output.
  let slopes: Matrix
  /// rows × the branch's width: its products, and each task's gradients there; the two above where
  /// no tower stands on it.
  let branch: (products: Matrix, slopes: Matrix)
  /// rows × all outputs: the gradients at the linear path's products.
  let path: Matrix
  private let blocks: [DenseRows]
  // The views above do not keep their memory alive.
  private let memory: [FloatBuffer]

  init(_ schedule: NetworkSchedule, rows: Int) {
    var memory: [FloatBuffer] = []
    func room(_ columns: Int) -> Matrix {
      let buffer = FloatBuffer(count: rows * columns)
      memory.append(buffer)
      return buffer.matrix(rows: rows, columns: columns)
    }
    blocks = schedule.kept.map { DenseRows($0.map(room)) }
    outputs = room(schedule.outputCount)
    slopes = room(schedule.outputCount)
    let width = schedule.branch.width
    branch = schedule.towers.isEmpty ? (outputs, slopes) : (room(width), room(width))
    path = slopes
    self.memory = memory
  }

  /// The numbers of each row.
  static func columns(_ schedule: NetworkSchedule) -> Int {
    schedule.kept.joined().reduce(
      2 * (schedule.outputCount + (schedule.towers.isEmpty ? 0 : schedule.branch.width)), +)
  }

  /// Some rows of a hidden layer.
  func block(_ index: Int, rows: Range<Int>) -> DenseRows {
    blocks[index].rows(rows)
  }

  /// What a map reads of some rows.
  func inputs(of map: Int, batch: Matrix, rows: Range<Int>) -> Matrix {
    map > 0 ? blocks[map - 1].outputs.rows(rows) : batch.rows(rows)
  }
}
