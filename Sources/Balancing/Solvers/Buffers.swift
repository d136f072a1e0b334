extension [Double] {
  /// Becomes `count` zeros, within the storage at hand if it suffices.
  mutating func resize(to count: Int) {
    removeAll(keepingCapacity: true)
    for _ in 0..<count { append(0) }
  }
}
