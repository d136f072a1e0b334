internal import Foundation
internal import LinearAlgebra

extension OptimizerEntry {
  /// Adam with decoupled weight decay, the learning rate being a factor of the decay too. The
  /// constants are those of Kingma and Ba (2015).
  static let adamW = OptimizerEntry(
    name: "adamw",
    summary: "steps as long as the rate, each parameter's by the root of its squared gradients",
    source: "Loshchilov and Hutter 2019, Algorithm 2",
    parameters: [
      .decay("beta1", 0.9), .decay("beta2", 0.999),
      OptimizerParameter(
        name: "epsilon", usual: 1e-8, allowed: "above 0", allows: { $0 > 0 && $0.isFinite }),
    ],
    stepLength: .rate, learningRate: 1e-3, momentCount: 2
  ) { values, step in
    // 1 − βᵗ corrects a moment, which began at zero and is this much too small after t steps.
    let (beta1, beta2, time) = (values[0], values[1], Double(step))
    return (
      Float(1 - beta1), Float(1 - beta2), Float(values[2]), Float(1 - pow(beta1, time)),
      Float(1 - pow(beta2, time))
    )
  }
}

extension OptimizerConfiguration {
  /// Adam with decoupled weight decay.
  public static func adamW(beta1: Double, beta2: Double, epsilon: Double) -> Self {
    Self(.adamW, [beta1, beta2, epsilon])
  }
}
