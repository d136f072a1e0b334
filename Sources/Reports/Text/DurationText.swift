extension Int {
  /// So many seconds as minutes and seconds, such as 2:05.
  package var asClock: String { "\(self / 60):\(self % 60 < 10 ? "0" : "")\(self % 60)" }
}

extension Double {
  /// So many seconds in the unit that suits them, with two digits.
  package var asDuration: String {
    let units = [("days", 86400.0), ("hours", 3600), ("minutes", 60), ("s", 1), ("ms", 1e-3)]
    let (name, size) = units.first { self >= $0.1 } ?? ("ms", 1e-3)
    let value = self / size
    return (value < 10 ? value.fixed(1) : Int(min(value.rounded(), 1e15)).grouped) + " \(name)"
  }
}
