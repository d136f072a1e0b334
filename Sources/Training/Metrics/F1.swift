extension Metric {
  /// F₁ = 2 TP / (2 TP + FP + FN) of the positive class of binary rows, each the sum of its rows'
  /// weights, at the label's threshold. Undefined where no row is positive or taken for it.
  public static let f1 = Metric("f1") { rows in
    let classes = (0..<rows.count).map { row in
      (found: rows.predictedClass(row) == 1, expected: rows.trueClass(row) == 1)
    }
    return { weights in
      var (hits, mentions) = (0.0, 0.0)
      for (row, weight) in weights.values.enumerated() {
        let (found, expected) = classes[row]
        if found { mentions += weight }
        if expected { mentions += weight }
        if found, expected { hits += weight }
      }
      return mentions > 0 ? 2 * hits / mentions : nil
    }
  }
}
