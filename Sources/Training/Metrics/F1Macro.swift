extension Metric {
  /// The plain mean over classes of F₁ = 2 TP / (2 TP + FP + FN), each the sum of its rows'
  /// weights. A class that is neither true nor predicted in any row has no F₁ and is left out, as
  /// in scikit-learn.
  public static let f1Macro = Metric("f1_macro") { rows in
    let classCount = max(rows.outputCount, 2)
    let classes = (0..<rows.count).map { row in
      (found: rows.predictedClass(row), expected: rows.trueClass(row))
    }
    return { weights in
      var hits = Array(repeating: 0.0, count: classCount)
      // TP + FP of a class plus its TP + FN: each row counts once for either class it concerns.
      var mentions = hits
      for (row, weight) in weights.values.enumerated() {
        let (found, expected) = classes[row]
        mentions[found] += weight
        mentions[expected] += weight
        if found == expected { hits[found] += weight }
      }
      let scores = zip(hits, mentions).filter { $0.1 > 0 }.map { 2 * $0.0 / $0.1 }
      return scores.reduce(0, +) / Double(scores.count)
    }
  }
}
