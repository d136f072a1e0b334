/// The shape of a network, apart from its inputs and tasks.
public struct NetworkConfiguration: Codable, Equatable, Sendable {
  /// The widths of the shared dense layers, from the inputs on; none gives linear models.
  public var hidden: [Int]
  /// The widths of each task's own dense layers, from the shared ones on; none leads to the heads
  /// at once.
  public var towers: [Int]
  /// What follows each of them.
  public var activation: Activation
  /// The probability with which a hidden unit is silenced in a training step, in [0, 1).
  public var dropout: Double
  /// Whether each dense layer's outputs are normalised before the activation.
  public var layerNorm: Bool
  /// Where the heads begin.
  public var headInitialisation: HeadInitialisation
  /// Whether the inputs reach each task's outputs by a linear path as well, beside the hidden
  /// layers; without any the heads are that path.
  public var linearPath: Bool
  /// How many members share the weights, each with adapters and heads of its own: in training their
  /// losses are averaged, in prediction what they predict. A network without a layer has one.
  public var members: Int

  /// Creates a shape.
  public init(
    hidden: [Int] = [256, 128], towers: [Int] = [], activation: Activation = .gelu,
    dropout: Double = 0.2,
    layerNorm: Bool = false, headInitialisation: HeadInitialisation = .prior,
    linearPath: Bool = false, members: Int = 1
  ) {
    self.hidden = hidden
    self.towers = towers
    self.activation = activation
    self.dropout = dropout
    self.layerNorm = layerNorm
    self.headInitialisation = headInitialisation
    self.linearPath = linearPath
    self.members = members
  }
}

extension NetworkConfiguration {
  /// Reads a shape; one that says nothing of towers, a linear path or members has none, or
  /// one.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      hidden: try values.decode([Int].self, forKey: .hidden),
      towers: try values.decodeIfPresent([Int].self, forKey: .towers) ?? [],
      activation: try values.decode(Activation.self, forKey: .activation),
      dropout: try values.decode(Double.self, forKey: .dropout),
      layerNorm: try values.decode(Bool.self, forKey: .layerNorm),
      headInitialisation: try values.decode(HeadInitialisation.self, forKey: .headInitialisation),
      linearPath: try values.decodeIfPresent(Bool.self, forKey: .linearPath) ?? false,
      members: try values.decodeIfPresent(Int.self, forKey: .members) ?? 1)
  }
}

/// An activation function.
public enum Activation: String, Codable, CaseIterable, Sendable {
  /// max(x, 0).
  case relu
  /// x Φ(x), Φ the normal distribution function (Hendrycks and Gimpel 2016).
  case gelu
}

/// The state in which an untrained head is. Its weights are zero in both.
public enum HeadInitialisation: String, Codable, CaseIterable, Sendable {
  /// The best constant output: the first loss is the prior loss (Su 2022, eq. (3)).
  case prior
  /// The output 0, in label units or as logits: the first loss is the theoretical initial loss
  /// (Su 2022, eq. (2)).
  case zero
}
