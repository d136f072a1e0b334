internal import LinearAlgebra

/// Hears of gradients that are complete while a way back goes on, from the last layer to the first.
protocol GradientListener: AnyObject, Sendable {
  /// Those of all layers are complete whose parameters begin at a place or behind it. Called by the
  /// thread that leads, while the others are idle.
  func completed(from place: Int)
}

/// Sums gradients over shards while the way back goes on: those of the last layers are sent while
/// those of the first ones are computed. Small layers are sent together.
///
/// Sendable is unchecked because it keeps what is on its way. It holds because one thread at a time
/// leads a pass, and only that one calls.
final class OverlappedSum: GradientListener, @unchecked Sendable {
  /// The fewest numbers that are sent by themselves, a quarter of a megabyte: with fewer, latency would
  /// be most of the time.
  private static let fewest = 1 << 16

  private let sum: ShardSum
  /// How many numbers stand for a parameter: one, or one a task.
  private let copies: Int
  /// What is sent together while the way back goes on, from the last layers on: parameters.
  private let segments: [Range<Int>]
  /// What is sent behind it.
  private let rest: [Range<Int>]
  private var vectors: [Matrix] = []
  private var begun = 0

  /// - Parameters:
  ///   - copies: How many gradients there are.
  ///   - count: How many parameters they are of.
  init(_ schedule: NetworkSchedule, copies: Int, count: Int, by sum: ShardSum) {
    self.sum = sum
    self.copies = copies
    var (segments, together): ([Range<Int>], Range<Int>?) = ([], nil)
    for places in schedule.places.reversed() {
      let layer =
        places.reduce(Int.max) {
          min($0, $1.offset)
        }..<places.reduce(0) {
          max($0, $1.offset + $1.count)
        }
      if let above = together, above.lowerBound != layer.upperBound {
        segments.append(above)
        together = nil
      }
      let joined = layer.lowerBound..<(together?.upperBound ?? layer.upperBound)
      together = joined.count * copies < Self.fewest ? joined : nil
      if together == nil { segments.append(joined) }
    }
    self.segments = segments
    // A layer that is too small to go alone goes with what is complete last.
    var (rest, end): ([Range<Int>], Int) = ([], 0)
    for segment in segments.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if end < segment.lowerBound { rest.append(end..<segment.lowerBound) }
      end = segment.upperBound
    }
    if end < count { rest.append(end..<count) }
    self.rest = rest
  }

  /// Begins with vectors that are not yet complete, one for each of this rank's shards.
  func start(_ vectors: [Matrix]) {
    self.vectors = vectors
    begun = 0
  }

  func completed(from place: Int) {
    sum.advance()
    while begun < segments.count, segments[begun].lowerBound >= place {
      begin(segments[begun])
      begun += 1
    }
  }

  /// Completes the sums of the vectors, which are now complete.
  func finish() {
    for segment in segments[begun...] { begin(segment) }
    for range in rest { begin(range) }
    sum.finish()
    vectors = []
  }

  private func begin(_ range: Range<Int>) {
    sum.begin(
      vectors.map { $0.columns(copies * range.lowerBound..<copies * range.upperBound) })
  }
}
