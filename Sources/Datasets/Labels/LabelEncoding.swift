internal import Losses

extension Label {
  /// How the reader is to read the column of a label that is known already.
  public var declaration: ColumnDeclaration {
    ColumnDeclaration(name, as: kind.isClass ? .categorical : .numeric, isLabel: true)
  }
}

extension LabelColumn {
  /// Encodes the column of a label that is known already, such as a trained model's.
  ///
  /// A class is known however it is written (see `CategoryKey`); another one is an error.
  ///
  /// - Parameters:
  ///   - column: The column, read as `Label.declaration` says.
  ///   - label: The label.
  public init(column: Column, label: Label) throws(DatasetError) {
    switch column.values {
    case .numeric(let numbers):
      guard !label.kind.isClass else {
        throw Self.mismatch(column, "must be read as categories")
      }
      values = numbers.doubles
    case .categorical(let cells):
      guard label.kind.isClass else {
        throw Self.mismatch(column, "must be numeric")
      }
      let indices = try Self.classIndices(of: cells, in: label)
      values = cells.codes.map { $0 < 0 ? .nan : indices[Int($0)] }
    }
    try label.transform?.transform.check(values, of: column.name)
    self.label = LabelRequest(label)
    notices = []
  }

  private static func mismatch(_ column: Column, _ problem: String) -> DatasetError {
    DatasetError(.data, column: column.name, problem: "the label \(problem)")
  }

  /// The index of each category among the label's classes. They are compared as the reader tells
  /// categories apart: see `CategoryKey`.
  private static func classIndices(
    of cells: Column.Categorical, in label: Label
  ) throws(DatasetError) -> [Double] {
    let known = KnownCategories(label.classes, decimalMark: cells.decimalMark)
    var indices: [Double] = []
    for category in cells.categories {
      guard let index = known.position(of: category) else {
        throw DatasetError(
          .data, column: label.name, value: category,
          problem: "is not a class the label was trained with",
          remedy: DatasetError.remedy(for: category, among: label.classes))
      }
      indices.append(Double(index))
    }
    return indices
  }
}
