/// Which parameters the inner products of task gradients are taken over.
public enum GradientScope: String, Codable, CaseIterable, Sendable {
  /// All shared parameters.
  case shared
  /// The weight matrix of the last shared layer: cheaper, and the W of GradNorm (Chen et al. 2018).
  case lastShared
}
