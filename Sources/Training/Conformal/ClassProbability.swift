internal import Datasets
internal import Losses

extension ConformityScore {
  /// 1 − the probability of the class: a set is of all classes that are probable enough, wherever
  /// their row. Where none is, it is the most probable one, which can only raise the coverage.
  ///
  /// Of all sets that hold the true class with a probability these are the smallest on average, if
  /// the probabilities are right. Adaptive sets (Romano, Sesia and Candès 2020), which add classes
  /// up to a sum of probabilities, hold it more evenly in rows that are hard and easy, but are
  /// larger, and need a draw in each row to be no larger still: the same rows should give the same
  /// sets.
  ///
  /// Source: Sadinle, Lei and Wasserman 2019, "Least Ambiguous Set-Valued Classifiers With Bounded
  /// Error Levels", theorem 1.
  static let classProbability = ConformityScore(
    name: "class-probability", tails: .upper, suits: { $0.kind.isClass },
    score: { _, rows, row in 1 - rows.probabilityOfTrueClass(row) },
    sets: { label, predictions, thresholds in
      let outputCount = label.outputCount
      let probabilities = outputCount > 1 ? predictions : predictions.flatMap { [1 - $0, $0] }
      let classCount = max(outputCount, 2)
      var members = probabilities.map { 1 - $0 <= thresholds.high }
      for first in stride(from: 0, to: members.count, by: classCount) {
        let row = first..<first + classCount
        guard !members[row].contains(true) else { continue }
        members[row.reduce(first) { probabilities[$1] > probabilities[$0] ? $1 : $0 }] = true
      }
      return .classes(members: members, classCount: classCount)
    })
}
