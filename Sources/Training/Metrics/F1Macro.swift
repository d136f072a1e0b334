extension Metric {
  /// The plain mean over classes of F₁ = 2 TP / (2 TP + FP + FN), each the sum of its rows'
  /// weights. A class that is neither true nor predicted in any row has no F₁ and is left out, as
  /// in scikit-learn.
  public static let f1Macro = Metric("f1_macro") { rows in
    let classCount = max(rows.outputCount, 2)
    var hits = Array(repeating: 0.0, count: classCount)
    // TP + FP of a class plus its TP + FN: each row counts once for either class it concerns.
    var mentions = hits
    for row in 0..<rows.count {
      let (found, expected) = (rows.predictedClass(row), rows.trueClass(row))
      mentions[found] += rows.weight(row)
      mentions[expected] += rows.weight(row)
      if found == expected { hits[found] += rows.weight(row) }
    }
    let scores = zip(hits, mentions).filter { $0.1 > 0 }.map { 2 * $0.0 / $0.1 }
    return scores.reduce(0, +) / Double(scores.count)
  }
}
