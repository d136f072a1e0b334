/// Into what a number is embedded before a network's first layer.
public enum NumericEmbedding: String, Codable, CaseIterable, Sendable {
  /// Eight numbers that follow the number in straight lines from one quantile of the training rows
  /// to the next: piecewise linear encoding (Gorishniy, Rubachev and Babenko 2022) and a linear
  /// layer of the feature's own.
  case spline
  /// Four mixtures of sixteen cosines of learnt frequencies: periodic embeddings (the same paper).
  case waves
  /// Both, side by side.
  case both
  /// None: a number is scaled by its mean and deviation, and is one input.
  case none

  /// The inputs that a number's spline gives, and those that its waves give.
  public static let (splineWidth, waveWidth) = (8, 4)

  /// Whether there are numbers that follow quantiles.
  public var hasSpline: Bool { self == .spline || self == .both }
  /// Whether there are cosines.
  public var hasWaves: Bool { self == .waves || self == .both }
}

/// How a number is made ready to be embedded, fitted on the training rows.
///
/// The embedding itself is learnt, and part of the network. It reads two things of a number x:
/// x̃ = z / √(1 + (z / 3)²) with z = (x − centre) / scale, which is between −3 and 3 however far x
/// lies out, and x's position among the knots.
public struct EmbeddedNumber: Codable, Equatable, Sendable {
  /// Into what.
  public let embedding: NumericEmbedding
  /// The median of the present training cells; missing cells are read as this.
  public let centre: Double
  /// The distance of their quartiles, or half their range where that is 0.
  public let scale: Double
  /// The ends of the spline's bins, in ascending order; none without a spline.
  public let knots: [Double]
  /// Whether an input says (1 or 0) that the cell is missing: so if any training cell is.
  public let indicatesMissing: Bool
  /// What is subtracted from a number before it becomes a Float, as in the training table: 0 unless
  /// the column's spread would be lost.
  public let origin: Double

  /// Creates a preparation.
  public init(
    embedding: NumericEmbedding, centre: Double, scale: Double, knots: [Double],
    indicatesMissing: Bool, origin: Double = 0
  ) {
    self.embedding = embedding
    self.centre = centre
    self.scale = scale
    self.knots = knots
    self.indicatesMissing = indicatesMissing
    self.origin = origin
  }

  /// The bins of a spline, of equally many training rows each where no value is frequent.
  public static let binCount = 16
  /// Knots this share of the range apart, or less, are one.
  static let leastDistance = 1e-6
  /// How far x̃ reaches.
  package static let bound = 3.0
  /// A share of that whose square a number can hold; beyond it x̃ is as good as at the bound.
  package static let greatestShare = 1e150

  /// The number of bins between the knots; 0 without a spline.
  public var bins: Int { max(knots.count - 1, 0) }

  /// x̃; 0 for a missing cell.
  func scaled(_ number: Double) -> Float {
    guard !number.isNaN else { return 0 }
    let z = (number - centre) / scale
    let share = z / Self.bound
    return Float(
      abs(share) < Self.greatestShare
        ? z / (1 + share * share).squareRoot() : Double(signOf: z, magnitudeOf: Self.bound))
  }

  /// The place among the knots: bin + share of it, from 0 at the first knot to `bins` at the last;
  /// 0 for a missing cell.
  func position(_ number: Double) -> Float {
    guard let first = knots.first, let last = knots.last, number > first else { return 0 }
    guard number < last else { return Float(bins) }
    // The first knot above; there is one, and one below.
    let high = knots.partitionPoint { $0 <= number }
    return Float(Double(high - 1) + number.share(from: knots[high - 1], to: knots[high]))
  }
}

extension EmbeddedNumber {
  /// Fits the centre, the scale and the knots to the present cells of some rows; nil where they
  /// hold fewer than two values, and there is nothing to embed.
  init?(fitting values: Numbers, rows: [Int32], embedding: NumericEmbedding) {
    guard embedding != .none else { return nil }
    let present = rows.lazy.map { values[Int($0)] }.filter { !$0.isNaN }.sorted()
    guard let least = present.first, let most = present.last, least < most else { return nil }
    let spread = present.quantile(0.75) - present.quantile(0.25)
    let scale = spread > 0 ? spread : most / 2 - least / 2
    self.init(
      embedding: embedding, centre: present.quantile(0.5),
      // The least numbers of all have no half, and the largest are further apart than one can hold.
      scale: min(max(scale, .leastNormalMagnitude), .greatestFiniteMagnitude),
      knots: embedding.hasSpline ? Self.knots(present) : [],
      indicatesMissing: present.count < rows.count, origin: values.origin)
  }

  /// The quantiles of sorted numbers, or the distinct ones where they are no more than the knots.
  private static func knots(_ sorted: [Double]) -> [Double] {
    var distinct: [Double] = []
    for number in sorted where number != distinct.last {
      distinct.append(number)
      if distinct.count > binCount + 1 { break }
    }
    let candidates =
      distinct.count <= binCount + 1
      ? distinct : (0...binCount).map { sorted.quantile(Double($0) / Double(binCount)) }
    let (first, last) = (candidates[0], candidates[candidates.count - 1])
    // Of halves, as the range may be more than a number can hold.
    let distance = 2 * leastDistance * (last / 2 - first / 2)
    var knots = [first]
    // The last one stays, as numbers reach up to it.
    for knot in candidates.dropFirst().dropLast()
    where knot - knots[knots.count - 1] > distance && last - knot > distance {
      knots.append(knot)
    }
    return knots + [last]
  }
}

extension [Double] {
  /// A quantile of sorted numbers, on a straight line between the two next to it.
  fileprivate func quantile(_ level: Double) -> Double {
    let place = level * Double(count - 1)
    let (low, share) = (Int(place), place - place.rounded(.down))
    guard share > 0 else { return self[low] }
    return self[low] * (1 - share) + self[low + 1] * share
  }
}

extension Double {
  /// How far it lies on the way between two numbers.
  fileprivate func share(from low: Double, to high: Double) -> Double {
    let width = high - low
    // The distance of two numbers may be more than one can hold.
    return width.isFinite ? (self - low) / width : (self / 2 - low / 2) / (high / 2 - low / 2)
  }
}
