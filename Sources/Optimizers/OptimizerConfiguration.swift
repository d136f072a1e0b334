/// An optimizer and its constants.
public enum OptimizerConfiguration: Codable, Equatable, Sendable {
  /// Adam with decoupled weight decay (Loshchilov and Hutter 2019, Algorithm 2).
  case adamW(beta1: Double, beta2: Double, epsilon: Double)
  /// Gradient descent with heavy-ball momentum.
  case sgd(momentum: Double)

  /// AdamW with the constants of Kingma and Ba 2015.
  public static let standard = OptimizerConfiguration.adamW(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
}
