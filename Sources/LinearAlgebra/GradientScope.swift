/// What the inner products of task gradients are taken over.
public enum GradientScope: String, Codable, CaseIterable, Sendable {
  /// All shared parameters.
  case shared
  /// The weight matrix of the last shared layer: cheaper, and the W of GradNorm (Chen et al. 2018).
  case lastShared
  /// The representation that the heads read, entry by entry of the whole batch (MGDA-UB, Sener and
  /// Koltun 2018, section 3.3): next to no cost, and an upper bound of what the parameters see.
  case representation
}
