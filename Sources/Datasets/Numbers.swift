/// The cells of a column of numbers, NaN where one is missing.
///
/// Features take four bytes a cell: the nearest Float or, where the spread of the column would be
/// lost in Floats (seconds since 1970, long identifiers), the distance from an `origin` as a Float.
/// Labels take eight: the nearest Double.
public struct Numbers: Sendable {
  private enum Cells: Sendable {
    case floats([Float])
    case doubles([Double])
  }

  private let cells: Cells
  /// What is subtracted from a cell before it becomes a Float; 0 where nothing is lost without it.
  public let origin: Double

  /// Numbers as the Floats nearest to their distances from an origin.
  public init(_ distances: [Float], from origin: Double = 0) {
    cells = .floats(distances)
    self.origin = origin
  }

  /// Numbers as Doubles.
  public init(_ doubles: [Double]) {
    cells = .doubles(doubles)
    origin = 0
  }

  /// Numbers that are kept alike, one after the other.
  init(joining parts: [Numbers]) {
    origin = parts.first?.origin ?? 0
    if case .doubles = parts.first?.cells {
      cells = .doubles(parts.flatMap(\.doubles))
    } else {
      cells = .floats(
        parts.flatMap { part -> [Float] in
          if case .floats(let floats) = part.cells { floats } else { part.floats }
        })
    }
  }

  /// The number of cells.
  public var count: Int {
    switch cells {
    case .floats(let floats): floats.count
    case .doubles(let doubles): doubles.count
    }
  }

  /// One cell.
  public subscript(row: Int) -> Double {
    switch cells {
    case .floats(let floats): Self.number(floats[row], from: origin)
    case .doubles(let doubles): doubles[row]
    }
  }

  /// All cells as Doubles.
  public var doubles: [Double] {
    switch cells {
    case .floats(let floats): floats.map { Self.number($0, from: origin) }
    case .doubles(let doubles): doubles
    }
  }

  /// All cells as the nearest Floats.
  public var floats: [Float] {
    if origin == 0, case .floats(let floats) = cells { return floats }
    return doubles.map(Float.init)
  }

  /// Some of the cells, as they are kept.
  package func rows(_ rows: [Int32]) -> Numbers {
    switch cells {
    case .floats(let floats): Numbers(rows.map { floats[Int($0)] }, from: origin)
    case .doubles(let doubles): Numbers(rows.map { doubles[Int($0)] })
    }
  }

  /// A distance from an origin as a number; without an origin a negative zero keeps its sign.
  static func number(_ distance: Float, from origin: Double) -> Double {
    origin == 0 ? Double(distance) : origin + Double(distance)
  }
}

extension Numbers: ExpressibleByArrayLiteral {
  /// Numbers as Doubles.
  public init(arrayLiteral elements: Double...) {
    self.init(elements)
  }
}

/// Where the distances of a column are measured from.
enum NumberOrigin {
  /// How many times the spread of a column a number may be for Floats to keep enough of the spread:
  /// of their 24 bits at least 18 are left.
  static let greatestRatio = 64.0

  /// The origin for a column: 0, or the first of its numbers if they lie close together far from 0.
  ///
  /// - Parameter numbers: Those known of the column, in the order of the file.
  static func origin(of numbers: some Sequence<Double>) -> Double {
    var first: Double?
    var (least, greatest) = (Double.infinity, -Double.infinity)
    for number in numbers where number.isFinite {
      first = first ?? number
      least = min(least, number)
      greatest = max(greatest, number)
    }
    guard let first else { return 0 }
    let magnitude = max(abs(least), abs(greatest))
    return magnitude > greatestRatio * (greatest - least) ? first : 0
  }
}
