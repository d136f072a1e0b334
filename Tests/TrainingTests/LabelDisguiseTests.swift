import Datasets
import Losses
import RandomNumbers
import Testing
import Training

struct LabelDisguiseTests {
  private let rows = 300
  private let numbers: [Double]
  private let noise: [Double]

  init() {
    var generator = SeededGenerator(seed: 8, stream: .shuffle)
    numbers = (0..<300).map { _ in generator.uniform() }
    noise = (0..<300).map { _ in generator.uniform() }
  }

  private func numeric(_ name: String, _ cells: [Double]) -> Column {
    Column(name: name, values: .numeric(Numbers(cells)))
  }

  private func categorical(_ name: String, _ codes: [Int32]) -> Column {
    let count = Int(codes.max() ?? 0) + 1
    return Column(
      name: name,
      values: .categorical(
        Column.Categorical(codes: codes, categories: (0..<count).map { "c\($0)" })))
  }

  private func label(_ column: Column, _ kind: LabelKind) throws -> LabelColumn {
    try LabelColumn(
      column: column, specification: LabelSpecification(column.name, kind: kind))
  }

  private func found(_ features: [Column], _ label: LabelColumn) -> [LabelDisguise.Way?] {
    let found = LabelDisguise.all(
      among: features, labels: [label], rows: (0..<Int32(rows)).map { $0 })
    return features.map { feature in found.first { $0.feature == feature.name }?.way }
  }

  @Test("a feature that is the label, or rises or falls with it, is found; a near one is not")
  func numberLabels() throws {
    let label = try label(numeric("y", numbers), .regression)
    let near = zip(numbers, noise).map { $0 + 0.01 * $1 }
    let missing = numbers.enumerated().map { $0 % 10 == 0 ? .nan : $1 }
    #expect(
      found(
        [
          numeric("same", numbers), numeric("scaled", numbers.map { 3 - 2 * $0 }),
          numeric("cubed", numbers.map { $0 * $0 * $0 }), numeric("near", near),
          numeric("noise", noise), numeric("missing", missing),
        ], label) == [.equal, .ordered, .ordered, nil, nil, nil])
  }

  @Test("a feature whose values each go with one class is found, however it is written")
  func classLabels() throws {
    let classes = numbers.map { Int32($0 < 0.3 ? 0 : $0 < 0.6 ? 1 : 2) }
    let label = try label(categorical("y", classes), .multiclass)
    let shuffled = classes.map { [7, 3, 5][Int($0)] as Int32 }
    let spoilt = shuffled.enumerated().map { $0 == 17 ? 3 - 3 * ($1 / 7) : $1 }
    #expect(
      found(
        [
          categorical("code", shuffled), categorical("spoilt", spoilt.map { abs($0) }),
          numeric("threshold", numbers), numeric("noise", noise),
          categorical("id", (0..<300).map { $0 }),
        ], label) == [.grouped, nil, .ordered, nil, nil])
  }

  @Test("what few rows show may be chance: nothing is said of a rare label or a short table")
  func chance() throws {
    let rare = try label(categorical("y", (0..<300).map { $0 < 2 ? 1 : 0 }), .binary)
    let rising = numeric("rising", (0..<300).map { -Double($0) })
    #expect(found([rising], rare) == [nil])
    let short = try label(numeric("y", (0..<300).map { $0 < 6 ? Double($0) : .nan }), .regression)
    #expect(found([rising], short) == [nil])
  }
}
