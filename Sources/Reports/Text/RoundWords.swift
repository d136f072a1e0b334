package import Comparing

extension Comparison {
  /// The seeds, in order.
  package var seeds: [UInt64] {
    rounds.map(\.seed).reduce(into: []) { seeds, seed in
      if seeds.last != seed { seeds.append(seed) }
    }
  }

  /// How many folds each seed has; nil where there are none.
  package var folds: Int? { rounds.compactMap(\.fold).max().map { $0 + 1 } }

  /// What the figures are means over.
  var roundNoun: String { folds == nil ? "seeds" : "rounds" }

  /// How many rounds there are: `3 seeds`, `5 folds`, `2 seeds of 5 folds`.
  package var roundsInWords: String {
    let seeds = seeds.count == 1 ? "1 seed" : "\(seeds.count) seeds"
    return folds.map { self.seeds.count == 1 ? "\($0) folds" : "\(seeds) of \($0) folds" } ?? seeds
  }

  /// How intervals are made, as the rest of a sentence.
  var intervalWords: String {
    overlap > 0
      ? "Student's t with Nadeau and Bengio's correction for rounds that share rows"
      : "Student's t"
  }
}
