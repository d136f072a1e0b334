extension EncodedFeatures {
  /// The features that say the same in all of some rows, though not for want of cells or of
  /// categories that are seen twice.
  ///
  /// - Parameters:
  ///   - features: Those the table was encoded by.
  ///   - rows: The rows to look at.
  package func constantFeatures(of features: [Feature], rows: [Int32]) -> [Feature] {
    var (number, hot, embedded) = (0, 0, 0)
    return features.filter { feature in
      switch feature.encoding {
      case .numeric, .embeddedNumber:
        let first = number
        number += feature.encoding.numberCount
        guard isConstant(numbers, at: first, of: layout.numberCount, rows) else { return false }
        guard feature.encoding.indicatesMissing else { return true }
        let isMissing = (0..<rowCount).allSatisfy {
          numbers[$0 * layout.numberCount + first + 1] == 1
        }
        return !isMissing && isConstant(numbers, at: first + 1, of: layout.numberCount, rows)
      case .oneHot(let slots):
        hot += 1
        return !slots.categories.isEmpty
          && isConstant(self.hot, at: hot - 1, of: layout.oneHotCount, rows)
      case .embedding(let slots, _):
        embedded += 1
        return !slots.categories.isEmpty
          && isConstant(self.embedded, at: embedded - 1, of: layout.embeddings.count, rows)
      }
    }
  }

  /// Whether one of so many entries a row is the same in all rows.
  private func isConstant<Entry: Equatable>(
    _ entries: [Entry], at offset: Int, of width: Int, _ rows: [Int32]
  ) -> Bool {
    guard let first = rows.first else { return true }
    let value = entries[Int(first) * width + offset]
    return rows.allSatisfy { entries[Int($0) * width + offset] == value }
  }
}
