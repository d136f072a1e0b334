public import Datasets
internal import Remedies

/// The latest rows are for testing, those before them for validation, all earlier ones for
/// training. Rows of one moment stay in one part.
public struct RowsInTime: SplitRule {
  private let name: String
  private let shares: SplitShares
  private let gap: TimeGap?

  /// - Parameters:
  ///   - name: A column of dates or numbers that says when a row is.
  ///   - shares: Those of the three parts.
  ///   - gap: What lies at least between the last row of a part and the first of the next one; rows
  ///     in between are in no part.
  public init(_ name: String, _ shares: SplitShares = .usual, gap: TimeGap? = nil) {
    (self.name, self.shares, self.gap) = (name, shares, gap)
  }

  /// The columns that are read for it.
  public var columns: [ColumnDeclaration] {
    [ColumnDeclaration(name, as: .inferred, isRequired: true)]
  }

  /// How rows are divided, as the rest of a sentence.
  public var words: String {
    let between = gap.map { ", with \($0.text) between the parts" } ?? ""
    return "in the order of \(quoted(name)) in the shares \(shares.words)\(between)"
  }

  /// Divides the rows, as `SplitRule` says.
  public func split(_ table: SplittableTable, seed: UInt64) throws(DatasetError) -> Split {
    let times = try times(of: table)
    let order = times.indices.sorted { times[$0] < times[$1] }
    let sorted = order.map { times[$0] }
    let ends = try ends(sorted)
    let length = try gap?.length(isDate: table.dates.contains(name), column: name) ?? 0
    var parts = [Split.Part?](repeating: nil, count: times.count)
    var begin = 0
    for (part, end) in zip(Split.Part.allCases, ends) where end > begin {
      // A part ends before the gap that the next one begins behind.
      let last = end < sorted.count ? sorted[end] - length : .infinity
      for place in begin..<end where length == 0 || sorted[place] <= last {
        parts[order[place]] = part
      }
      begin = end
    }
    let split = try Split(parts: parts)
    try requireRows(split, of: ends)
    return split
  }

  /// For each row when it is; no cell may be missing.
  private func times(of table: SplittableTable) throws(DatasetError) -> [Double] {
    guard case .numeric(let numbers) = try table.column(name).values else {
      throw DatasetError(
        .data, column: name, problem: "is neither dates nor numbers, so that it has no order",
        remedy: Remedy(
          .advice("name another column"), .parameter(.dates, .column(name, as: "FORMAT"))))
    }
    let times = numbers.doubles
    if let row = times.firstIndex(where: { !$0.isFinite }) {
      throw DatasetError(
        .data, row: row, column: name, problem: "says nothing of when the row is",
        remedy: "fill it in, or leave the row out")
    }
    return times
  }

  /// Where each part ends in the order of time: at the place nearest to its share that tears no
  /// moment apart.
  private func ends(_ sorted: [Double]) throws(DatasetError) -> [Int] {
    let sizes = shares.sizes(of: sorted.count)
    var ends: [Int] = []
    var total = 0
    for size in sizes {
      total += size
      ends.append(Self.untorn(total, sorted))
    }
    return ends
  }

  /// The place nearest to another one where a moment ends.
  private static func untorn(_ place: Int, _ sorted: [Double]) -> Int {
    guard place > 0, place < sorted.count, sorted[place - 1] == sorted[place] else { return place }
    let moment = sorted[place]
    let first = sorted.partitionPoint { $0 < moment }
    let end = sorted.partitionPoint { $0 <= moment }
    return place - first < end - place ? first : end
  }

  /// Every part that was asked for has rows.
  private func requireRows(_ split: Split, of ends: [Int]) throws(DatasetError) {
    let parts = [
      (shares.validation, split.validation, "validation"), (shares.test, split.test, "test"),
    ]
    guard let (_, _, part) = parts.first(where: { $0.0 > 0 && $0.1.isEmpty }) else { return }
    throw DatasetError(
      .data, column: name, problem: "too few moments: no row is left for \(part)",
      remedy: gap == nil
        ? "name a column that tells more rows apart" : "use a smaller gap between the parts")
  }
}
