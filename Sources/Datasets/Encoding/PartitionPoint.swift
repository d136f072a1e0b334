extension Array {
  /// The place of the first element for which a condition does not hold, which holds for all before
  /// it and for none behind; the count where it holds for all.
  // Inlined, so that no cell is a call of a closure.
  @inline(__always)
  package func partitionPoint(where holds: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
