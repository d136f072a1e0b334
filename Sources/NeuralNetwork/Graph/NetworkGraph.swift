package import Datasets

/// A network as a value: nodes that read earlier ones, from the features to one head a task.
///
/// What is to be known of a network before a number is computed is a fold over its nodes: whether
/// it makes sense, how many parameters it has, what they are called and where they begin, what a
/// batch leaves behind, what it is in words. `NetworkSchedule` says in which steps it is computed.
package struct NetworkGraph: Sendable {
  /// A node of one of the kinds there are.
  package enum Node: Sendable {
    case features(FeaturesNode)
    case embedding(EmbeddingNode)
    case spline(SplineNode)
    case waves(WaveNode)
    case concatenation(ConcatenationNode)
    case adapter(AdapterNode)
    case dense(DenseNode)
    case path(PathNode)
    case gate(GateNode)
    case head(HeadNode)

    /// What it says of itself.
    var content: any NetworkNode {
      switch self {
      case .features(let node): node
      case .embedding(let node): node
      case .spline(let node): node
      case .waves(let node): node
      case .concatenation(let node): node
      case .adapter(let node): node
      case .dense(let node): node
      case .path(let node): node
      case .gate(let node): node
      case .head(let node): node
      }
    }
  }

  /// A node at its place in the network.
  package struct Placed: Sendable {
    /// What its tensors' names begin with.
    package let name: String
    package let node: Node
    /// The indices of the nodes it reads, in order.
    package let inputs: [Int]
    /// The task that alone learns it; nil where all tasks share it.
    package let task: Int?
  }

  /// Each behind those it reads.
  package private(set) var nodes: [Placed] = []
  private let contradiction: String?

  /// Hidden layers that all tasks share, and for each task adapters of them, a linear path, an
  /// expert, a gate and layers of its own, if asked, and a head. Members are in the nodes: they
  /// share a graph.
  package init(
    _ configuration: NetworkConfiguration, inputs: InputLayout, tasks: [TaskConfiguration]
  ) {
    contradiction = configuration.contradiction
    let features = add("features", .features(FeaturesNode(width: inputs.oneHotEnd)))
    let embeddings = inputs.embeddings.map {
      let node = EmbeddingNode(slots: $0.slots, dimension: $0.dimension)
      return add("embedding.\($0.name)", .embedding(node))
    }
    let splines = inputs.splines.map {
      let node = SplineNode(source: $0.source, bins: $0.bins)
      return add("spline.\($0.name)", .spline(node), [features])
    }
    let waves = inputs.waves.map {
      add("waves.\($0.name)", .waves(WaveNode(source: $0.source)), [features])
    }
    let read = [features] + embeddings + splines + waves
    let concatenated = add(
      "inputs", .concatenation(ConcatenationNode(widths: read.map(width))), read)
    var last = concatenated
    let (trunk, towers) = (configuration.trunk, configuration.ownLayers)
    let hasLayers = !trunk.isEmpty || !towers.isEmpty
    // Without a layer members would be copies of each other.
    let members = hasLayers ? configuration.members : min(configuration.members, 1)
    // One task alone has a layer as it is.
    let adapts = configuration.sharing == .adapters && tasks.count > 1
    let experts = min(
      max(configuration.sharing.expertCount, 1), configuration.sharing.expertCounts.upperBound)
    func dense(_ outputs: Int, experts: Int = 1, reading index: Int, isBranch: Bool) -> Node {
      let isFirst = index == concatenated
      return .dense(
        DenseNode(
          inputs: width(of: index), outputs: outputs, layerNorm: configuration.layerNorm,
          activation: configuration.activation, dropout: configuration.dropout,
          silentInputs: isFirst ? inputs.unknownColumns : [],
          members: adapts ? tasks.count : members, isAdapted: adapts, experts: experts,
          isFirst: isFirst,
          isBranch: isBranch))
    }
    /// Layers of each task's own, one above the other.
    func own(
      _ name: String, _ widths: [Int], on bottoms: [[Int]], areBranches: Bool
    ) -> [[Int]] {
      var tops = bottoms
      for (depth, outputs) in widths.enumerated() {
        for (task, configured) in tasks.enumerated() {
          let node = dense(
            outputs, reading: tops[task][0], isBranch: areBranches && depth == 0)
          tops[task] = [add("\(name).\(configured.name).\(depth)", node, tops[task], task: task)]
        }
      }
      return tops
    }
    for (index, outputs) in trunk.enumerated() {
      let below = last
      let adapters = (adapts ? tasks : []).enumerated().map { task, configured in
        let node = AdapterNode(
          inputs: width(of: below), outputs: outputs, layerNorm: configuration.layerNorm)
        return add("adapter.\(configured.name).\(index)", .adapter(node), [below], task: task)
      }
      last = add(
        "trunk.\(index)",
        dense(
          min(outputs, .max / experts) * experts, experts: experts, reading: below,
          isBranch: false), [below] + adapters)
    }
    let shared = last
    if configuration.linearPath && hasLayers {
      for (task, configured) in tasks.enumerated() {
        let node = PathNode(inputs: width(of: concatenated), width: configured.outputCount)
        add("path.\(configured.name)", .path(node), [concatenated], task: task)
      }
    }
    var tops = tasks.map { _ in [shared] }
    let hasOwn = configuration.sharing.hasOwnExperts
    if experts > 1 || hasOwn {
      let owns =
        hasOwn
        ? own("expert", trunk, on: tasks.map { _ in [concatenated] }, areBranches: false) : []
      let gates = tasks.enumerated().map { task, configured in
        let node = GateNode(
          inputs: width(of: concatenated), experts: experts + (hasOwn ? 1 : 0),
          width: width(of: shared) / experts)
        return add(
          "gate.\(configured.name)", .gate(node), [concatenated, shared] + owns.joined(),
          task: task)
      }
      // Gates, and what stands on them, are computed together, though each task's reads its own
      // expert and gate alone.
      tops = tasks.map { _ in gates }
    }
    tops = own("tower", towers, on: tops, areBranches: true)
    for (task, configured) in tasks.enumerated() {
      let node = HeadNode(
        task: configured, inputs: width(of: tops[task][0]),
        initialisation: configuration.headInitialisation, members: members)
      add("head.\(configured.name)", .head(node), tops[task], task: task)
    }
  }

  @discardableResult
  private mutating func add(
    _ name: String, _ node: Node, _ inputs: [Int] = [], task: Int? = nil
  ) -> Int {
    nodes.append(Placed(name: name, node: node, inputs: inputs, task: task))
    return nodes.count - 1
  }

  private func width(of index: Int) -> Int { nodes[index].node.content.width }

  /// The first thing that makes no sense in it; nil if there is none.
  package var problem: String? {
    contradiction ?? nodes.lazy.compactMap(\.node.content.problem).first
  }

  /// The number of its parameters; a Double, since nobody says that memory could hold them.
  package var parameterCount: Double {
    nodes.reduce(0) { $1.node.content.parameters.reduce($0) { $0 + $1.count } }
  }

  /// What it is for people: for each node that learns something its name, what it is, and how many
  /// parameters it has.
  package var words: [(name: String, words: String, parameters: Int)] {
    nodes.compactMap { placed in
      let node = placed.node.content
      return node.words.map {
        (placed.name, $0, Int(node.parameters.reduce(0) { $0 + $1.count }))
      }
    }
  }

  /// Nodes that follow each other, one a task, and read the same, each with its index: they are
  /// computed together.
  var siblings: [[(index: Int, placed: Placed)]] {
    var groups: [[(index: Int, placed: Placed)]] = []
    for (index, placed) in nodes.enumerated() {
      if let last = groups.last?.last?.placed, last.inputs == placed.inputs,
        let before = last.task, let task = placed.task, before < task
      {
        groups[groups.count - 1].append((index, placed))
      } else {
        groups.append([(index, placed)])
      }
    }
    return groups
  }
}
