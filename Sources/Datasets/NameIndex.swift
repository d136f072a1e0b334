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
