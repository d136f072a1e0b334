/// The shape of a network, apart from its inputs and tasks.
public struct NetworkConfiguration: Codable, Equatable, Sendable {
  /// The widths of the dense layers from the inputs on, which the tasks share as `sharing` says;
  /// none gives linear models.
  public var hidden: [Int]
  /// Under `Sharing.towers` the widths of each task's own dense layers, from the shared ones on;
  /// none otherwise.
  public var towers: [Int]
  /// What the tasks have in common of the layers.
  public var sharing: Sharing
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
  ///
  /// - Parameters:
  ///   - towers: If not given, under `Sharing.towers` one layer of half the last shared layer's
  ///     width, none otherwise.
  ///   - sharing: If not given, towers where there are widths of them, all layers otherwise.
  public init(
    hidden: [Int] = [256, 128], towers: [Int]? = nil, activation: Activation = .gelu,
    dropout: Double = 0.2,
    layerNorm: Bool = false, headInitialisation: HeadInitialisation = .prior,
    linearPath: Bool = false, members: Int = 1, sharing: Sharing? = nil
  ) {
    self.hidden = hidden
    self.sharing = sharing ?? ((towers ?? []).isEmpty ? .all : .towers)
    self.towers = towers ?? (sharing == .towers ? Sharing.usualTowers(above: hidden) : [])
    self.activation = activation
    self.dropout = dropout
    self.layerNorm = layerNorm
    self.headInitialisation = headInitialisation
    self.linearPath = linearPath
    self.members = members
  }
}

extension NetworkConfiguration {
  /// The widths of the hidden layers that all tasks share.
  package var trunk: [Int] { sharing == .separate ? [] : hidden }

  /// The widths of each task's own hidden layers, which follow those.
  package var ownLayers: [Int] { sharing == .separate ? hidden + towers : towers }

  /// What in it contradicts how layers are shared, in a few words; nil if nothing does.
  var contradiction: String? {
    switch sharing {
    case .all: towers.isEmpty ? nil : "all layers are shared, and there are towers"
    case .towers: towers.isEmpty ? "tasks have towers without a layer" : nil
    case .separate: towers.isEmpty ? nil : "no layer is shared, and there are towers"
    case .experts(let count), .cgc(let count):
      sharing.expertCounts.contains(count) && members == 1 && !hidden.isEmpty
        ? nil
        : "layers are experts', whose number is of no use, or there are members or no layers"
    case .adapters:
      members == 1 && towers.isEmpty && !hidden.isEmpty
        ? nil : "layers have adapters, and there are members, towers or no layers"
    }
  }

  /// Reads a shape; one that says nothing of towers, a linear path or members has none, or
  /// one, and one that says nothing of sharing has all layers in common but its towers.
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
      members: try values.decodeIfPresent(Int.self, forKey: .members) ?? 1,
      sharing: try values.decodeIfPresent(Sharing.self, forKey: .sharing))
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
