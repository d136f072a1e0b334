import Datasets
import RandomNumbers

import Crosses

/// Rows of three categories and a number: a label depends on each by itself, and on which of some
/// classes the row is in, which two of the categories and the number name together.
struct ClassroomTable {
  let columns: [Column]
  let labels: [LabelColumn]
  let split: Split
  /// The school, kind and years of each row.
  let school, kind, years, colour: [Int]

  /// - Parameter effect: How far classes differ.
  init(rows: Int = 4000, effect: Double = 1, seed: UInt64 = 1) throws {
    var generator = SeededGenerator(seed: seed, stream: .split)
    func draw(_ count: Int) -> [Int] {
      (0..<rows).map { _ in min(Int(generator.uniform() * Double(count)), count - 1) }
    }
    (school, kind, years, colour) = (draw(12), draw(3), draw(8), draw(5))
    let classes = (0..<12 * 3 * 8).map { _ in effect * generator.normal() }
    let schools = (0..<12).map { _ in generator.normal() }
    var (near, free, flags) = ([Double](), [Double](), [Double]())
    for row in 0..<rows {
      let own = classes[(school[row] * 3 + kind[row]) * 8 + years[row]]
      near.append(schools[school[row]] + 0.3 * Double(years[row]) + own + generator.normal())
      free.append(schools[school[row]] + generator.normal())
      flags.append(own + 0.5 * generator.normal() > 0 ? 1 : 0)
    }
    columns = [
      Self.categories(
        "school", school, ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]),
      Self.categories("kind", kind, ["large", "mid", "small"]),
      Column(name: "years", values: .numeric(Numbers(years.map(Double.init)))),
      Self.categories("colour", colour, ["blue", "green", "grey", "pink", "red"]),
    ]
    labels = try [("near", near), ("free", free), ("flag", flags)].map { name, values in
      try LabelColumn(
        column: Column(name: name, values: .numeric(Numbers(values))),
        specification: LabelSpecification(parsing: name == "flag" ? "flag:binary" : name))
    }
    split = try Split(
      rowCount: rows, fractions: (train: 0.6, validation: 0.2, test: 0.2), seed: 1)
  }

  private static func categories(_ name: String, _ codes: [Int], _ names: [String]) -> Column {
    Column(
      name: name, values: .categorical(.init(codes: codes.map(Int32.init), categories: names)))
  }

  /// The crosses that are found, or those named.
  func crosses(_ named: [[String]] = [], searches: Bool = true) -> FittedCrosses {
    FittedCrosses(
      columns, labels: labels, rowWeights: nil, split: split, named: named, searches: searches)
  }
}
