/// A dense layer, if asked a normalisation of each row, then the activation and dropout.
///
/// Weights are normal with variance 2 / inputs at first (He et al. 2015, eq. (10)), gains 1, biases
/// 0. The normalisation is Ba, Kiros and Hinton's (2016).
///
/// Several members share the weights W and the normalisation: member m computes sₘ ⊙ ((rₘ ⊙ x) W) +
/// bₘ with factors and a bias of its own (BatchEnsemble, Wen, Tran and Ba 2020; in tables TabM,
/// Gorishniy et al. 2025). In the first layer r is random signs at first, in others 1; s is 1.
///
/// Of several experts each has as many of the units, which are normalised apart. Behind their first
/// layer an expert's units read those of the same expert alone: the weight has a row for each unit,
/// and a column for each unit of one expert.
///
/// Of an adapted layer each task is a member, whose own parameters are an `AdapterNode`'s.
package struct DenseNode: NetworkNode {
  package let inputs: Int
  package let outputs: Int
  package let layerNorm: Bool
  package let activation: Activation
  /// The probability of silencing a unit in a training step. One mask serves all tasks: their
  /// gradients belong to the same network. Members have masks of their own.
  package let dropout: Double
  /// The inputs that say nothing until they have been learnt.
  package let silentInputs: [Int]
  /// How many members, or adapted tasks, share it.
  package let members: Int
  /// Whether each task adapts it.
  package let isAdapted: Bool
  /// How many experts have a part of its units.
  package let experts: Int
  /// Whether it reads the network's inputs, which all members have in common.
  package let isFirst: Bool
  /// Whether it is the first of a task's own layers.
  package let isBranch: Bool

  package var width: Int { outputs }

  /// What a normalisation adds to the variance.
  package static let epsilon: Float = 1e-5

  /// How many parts of its inputs are read by units of their own.
  package var groups: Int { isFirst ? 1 : experts }

  var parameters: [NodeParameter] {
    let read = inputs / groups
    let weight = NodeParameter(
      name: "weight", shape: [outputs, read], decays: true,
      initialiser: .normal(
        deviation: (2 / Double(read)).squareRoot(), silentColumns: silentInputs))
    func vector(_ name: String, _ shape: [Int], _ initialiser: Initialiser) -> NodeParameter {
      NodeParameter(name: name, shape: shape, decays: false, initialiser: initialiser)
    }
    guard !isAdapted else { return [weight] }
    let own: [NodeParameter] =
      members > 1
      ? [
        vector("adapter.input", [members, inputs], isFirst ? .signs : .ones),
        vector("adapter.output", [members, outputs], .ones),
        vector("bias", [members, outputs], .zeros),
      ] : [vector("bias", [outputs], .zeros)]
    return [weight] + own
      + (layerNorm
        ? [vector("norm.weight", [outputs], .ones), vector("norm.bias", [outputs], .zeros)] : [])
  }

  /// Outputs, and slopes of the activation; of several members the products, and what is read,
  /// unless that is the branch; of a normalisation the normalised rows and their inverse
  /// deviations, each expert's.
  var kept: [Int] {
    [outputs, outputs] + (members > 1 ? [outputs, isBranch ? 0 : inputs] : [])
      + (layerNorm ? [outputs, experts] : [])
  }

  var problem: String? {
    if outputs < 1 { return "a hidden layer has no unit" }
    if outputs > Int32.max { return "a hidden layer has more units than a file can hold" }
    let isUsable = dropout >= 0 && Float(dropout) < 1
    return isUsable ? nil : "its dropout is \(dropout), not from 0 up to 1"
  }

  var words: String? {
    (experts > 1
      ? "\(experts) × (\(inputs / groups) → \(outputs / experts))" : "\(inputs) → \(outputs)")
      + "\(layerNorm ? ", layer norm" : ""), \(activation.rawValue), dropout \(dropout)"
      + (isAdapted ? ", adapted by \(members) tasks" : members > 1 ? ", \(members) members" : "")
  }
}
