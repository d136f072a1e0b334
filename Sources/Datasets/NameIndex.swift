/// Names in an order, with the position of each at hand however many there are.
package struct NameIndex: Sendable, Equatable {
  /// The names.
  package let names: [String]
  private let positions: [String: Int]

  /// - Parameter names: Of equal ones, the first has the position.
  package init(_ names: [String]) {
    self.names = names
    positions = Dictionary(
      zip(names, names.indices), uniquingKeysWith: { first, _ in first })
  }

  /// Where a name stands; nil if it is none of them.
  package func position(of name: String) -> Int? { positions[name] }
}

extension NameIndex {
  /// The positions of names that a person asks for, in that order, none twice.
  ///
  /// - Parameters:
  ///   - requests: Each an exact name, or else names and patterns separated by commas.
  ///   - file: What has the names, for an error.
  /// - Throws: `DatasetError` for what is none of them.
  package func positions(
    ofRequested requests: [String], file: String
  ) throws(DatasetError) -> [Int] {
    var chosen: Set<Int> = []
    var positions: [Int] = []
    for request in requests {
      let isName = position(of: request) != nil
      for name in isName ? [request[...]] : request.split(separator: ",") {
        let pattern = isName ? request : String(name.drop { $0 == " " })
        let matches = NamePattern(pattern).matches(in: self)
        guard !matches.isEmpty else {
          throw ColumnSelection.unknown(pattern, header: names, file: file)
        }
        positions += matches.filter { chosen.insert($0).inserted }
      }
    }
    return positions
  }
}
