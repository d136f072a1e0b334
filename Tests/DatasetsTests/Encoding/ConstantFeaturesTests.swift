import Datasets
import Testing

struct ConstantFeaturesTests {
  /// Cells that make a feature constant in the rows 0 to 3, or not.
  private static let columns: [(name: String, values: Column, isConstant: Bool)] = [
    ("same", numbers([5, 5, 5, 5, 7]), true),
    ("varied", numbers([5, 5, 6, 5, 5]), false),
    ("gaps", numbers([5, .nan, 5, 5, 5]), false),
    ("gone", numbers([.nan, .nan, .nan, .nan, 1]), true),
    ("empty", numbers([.nan, .nan, .nan, .nan, .nan]), false),
    ("word", texts(["a", "a", "a", "a", "b"]), true),
    ("words", texts(["a", "a", "b", "b", "a"]), false),
    ("names", texts(["a", "b", "c", "d", "e"]), false),
    ("holes", texts(["a", "a", nil, "a", "a"]), false),
  ]

  private static func numbers(_ cells: [Float]) -> Column {
    Column(name: "", values: .numeric(Numbers(cells)))
  }

  private static func texts(_ cells: [String?]) -> Column { Column(name: "", categories: cells) }

  @Test(
    "features that say the same in all rows are found, one-hot or embedded", arguments: [1, 128])
  func constants(oneHotLimit: Int) {
    let columns = Self.columns.map { Column(name: $0.name, values: $0.values.values) }
    let rows: [Int32] = [0, 1, 2, 3]
    let options = EncodingOptions(oneHotLimit: oneHotLimit)
    let features = columns.map { Feature(fitting: $0, rows: rows, options: options) }
    let encoded = EncodedFeatures(Dataset(rowCount: 5, columns: columns), features: features)
    #expect(
      encoded.constantFeatures(of: features, rows: rows).map(\.name)
        == Self.columns.filter(\.isConstant).map(\.name))
  }
}
