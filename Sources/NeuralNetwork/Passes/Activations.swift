internal import LinearAlgebra

/// What a batch leaves behind on its way forward: the whole batch's, of which threads compute rows,
/// members' each.
struct Activations: Sendable {
  /// rows × all outputs.
  let outputs: Matrix
  /// rows × all outputs: each task's row weight / labelled weight · ∂loss/∂output.
  let slopes: Matrix
  /// rows × the branch's width: its products, and each task's gradients there; the two above where
  /// no tower stands on it. These rows are the outputs'.
  let branch: (products: Matrix, slopes: Matrix)
  /// The batch's rows × all outputs, what its members have together: the linear path's products on
  /// the way forward, then the gradients there, or what members predict. Of one member the slopes.
  let together: Matrix
  /// Without a shared layer what several members read: rows × inputs.
  private let spread: Matrix?
  /// What the mixing of several experts keeps; nil without.
  let mixture: MixtureRows?
  /// For each of the schedule's paths the gradients at its products, on the way back: the batch's
  /// rows × its columns.
  let pathSlopes: [Matrix]
  private let blocks: [DenseRows]
  // The views above do not keep their memory alive.
  private let memory: [FloatBuffer]

  init(_ schedule: NetworkSchedule, rows: Int) {
    var memory: [FloatBuffer] = []
    func room(_ columns: Int, rows: Int) -> Matrix {
      let buffer = FloatBuffer(count: rows * columns)
      memory.append(buffer)
      return buffer.matrix(rows: rows, columns: columns)
    }
    let members = schedule.members
    blocks = schedule.kept.map {
      DenseRows($0.map { room($0, rows: rows) }, hasMembers: members > 1)
    }
    let outputRows = schedule.outputRows(0..<rows).count
    outputs = room(schedule.outputCount, rows: outputRows)
    slopes = room(schedule.outputCount, rows: outputRows)
    let width = schedule.branch.width
    branch =
      schedule.towers.isEmpty
      ? (outputs, slopes) : (room(width, rows: outputRows), room(width, rows: outputRows))
    spread =
      Self.spreadColumns(schedule) > 0 ? room(Self.spreadColumns(schedule), rows: rows) : nil
    if schedule.outputMembers > 1 {
      let buffer = FloatBuffer(count: rows / members * schedule.outputCount)
      memory.append(buffer)
      together = buffer.matrix(rows: rows / members, columns: schedule.outputCount)
    } else {
      together = slopes
    }
    let own = schedule.ownExperts.map {
      OwnExpertRows(
        first: room($0.first.width, rows: rows), products: room(width, rows: rows),
        slopes: room(width, rows: rows))
    }
    mixture = schedule.gates.map { gates in
      let shares = gates.logits.width
      return MixtureRows(
        shares: room(shares, rows: rows), logitSlopes: room(shares, rows: rows),
        products: room(width, rows: rows * gates.experts),
        slopes: room(width, rows: rows * gates.experts), own: own)
    }
    pathSlopes =
      (schedule.path == nil ? [] : [together])
      + [mixture?.logitSlopes, own?.first].compactMap(\.self)
    self.memory = memory
  }

  /// The gradients that ways back begin with: the branch's rows × its width.
  var leaving: Matrix { mixture?.slopes ?? branch.slopes }

  /// The columns of what several members read without a shared layer.
  private static func spreadColumns(_ schedule: NetworkSchedule) -> Int {
    schedule.members > 1 && schedule.blocks.isEmpty ? schedule.branch.map.inputs : 0
  }

  /// The numbers of so many rows.
  static func count(_ schedule: NetworkSchedule, rows: Int) -> Double {
    let width = schedule.branch.width
    let mixed = schedule.gates.map { 2 * ($0.logits.width + $0.experts * width) } ?? 0
    let own = schedule.ownExperts.map { $0.first.width + 2 * width } ?? 0
    let columns = schedule.kept.joined().reduce(spreadColumns(schedule) + mixed + own, +)
    let outputs = 2 * (schedule.outputCount + (schedule.towers.isEmpty ? 0 : width))
    let together = schedule.outputMembers > 1 ? rows / schedule.members * schedule.outputCount : 0
    return Double(rows) * Double(columns)
      + Double(schedule.outputRows(0..<rows).count) * Double(outputs) + Double(together)
  }

  /// Some rows of a hidden layer.
  func block(_ index: Int, rows: Range<Int>) -> DenseRows {
    blocks[index].rows(rows)
  }

  /// What a map reads of some rows.
  ///
  /// - Parameter top: The index of the branch.
  func inputs(of map: Int, top: Int, batch: Matrix, rows: Range<Int>) -> Matrix {
    if map < top, let inputs = blocks[map].inputs { return inputs.rows(rows) }
    if map == 0, let spread { return spread.rows(rows) }
    return map > 0 ? blocks[map - 1].outputs.rows(rows) : batch.rows(rows)
  }
}
