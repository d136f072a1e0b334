import Datasets

extension Column {
  /// A categorical column of the given cells, nil where one is missing.
  init(name: String, categories cells: [String?]) {
    let categories = Set(cells.compactMap { $0 }).sorted()
    let codes = cells.map { cell in
      cell.flatMap { categories.firstIndex(of: $0) }.map { Int32($0) } ?? -1
    }
    self.init(
      name: name, values: .categorical(Categorical(codes: codes, categories: categories)))
  }
}
