internal import Fingerprints
internal import RandomNumbers

/// Orders of rows in which a feature's cells are read in place of their own: all are as likely.
///
/// They follow from the seed, the feature's columns and the repeat alone, whatever else is permuted.
package struct FeaturePermutations {
  /// Decides all orders.
  private let seed: UInt64

  /// Orders that follow from a seed.
  package init(seed: UInt64) {
    self.seed = seed
  }

  /// For each row the row whose cells it reads.
  package func order(of feature: PermutedFeature, repeat number: Int, rows: Int) -> [Int32] {
    let stream = FingerprintStream()
    stream.add([seed, UInt64(number)])
    for column in feature.columns { stream.add(column) }
    // Of the fingerprint's 128 bits as many as a seed has.
    let own = UInt64(stream.fingerprint.description.prefix(16), radix: 16) ?? 0
    var generator = SeededGenerator(seed: own, stream: .importance)
    return Array(0..<Int32(rows)).shuffled(using: &generator)
  }
}
