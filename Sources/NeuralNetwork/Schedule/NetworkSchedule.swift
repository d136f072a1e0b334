internal import Datasets
internal import Losses

/// The steps in which a network is computed, planned from its graph: forwards in their order, and
/// back against it. A step is what nodes that read the same come to together.
///
/// The rows of hidden layers and outputs are members': row b · members + m is member m's of the
/// batch's row b. Where tasks adapt the layers, row b · tasks + t of a layer is task t's, whose
/// outputs follow from these rows alone; the outputs' rows are then the batch's.
struct NetworkSchedule: Sendable {
  /// How many members, or tasks that adapt the layers, compute each row of a batch.
  let members: Int
  /// Whether each task adapts the hidden layers.
  let adapts: Bool
  let embeddings: EmbeddingStep
  /// The hidden layers that all tasks share.
  let blocks: [DenseStep]
  let branch: BranchStep
  /// For each task its layers above the branch; none where the branch gives the outputs.
  let towers: [Tower]
  /// What leads from the inputs to the outputs at once; nil without.
  let path: PathStep?
  /// What mixes the branch's products of several experts; nil without.
  let gates: GateStep?
  /// The experts of each task's own among these; nil without.
  let ownExperts: OwnExpertStep?
  /// All that leads from the inputs round the shared layers.
  let paths: [PathStep]
  /// For each task its part of the outputs.
  let heads: [Head]
  /// For each label, task by task, its part of the outputs.
  let labels: [LabelOutputs]
  /// The products of the steps in their order: the blocks', and last the branch's.
  let maps: [LinearMap]
  /// For each block the places of its parameters.
  let places: [[TensorPlace]]
  /// For each block, and then for the layers of own experts and of towers, the columns of what a
  /// batch keeps of it.
  let kept: [[Int]]
  /// Where the gradients of what each map reads are held, while they are: a room is free again when
  /// the step below has read it.
  let gradientRooms: GradientRooms

  /// - Parameter layout: Of the same graph.
  init(_ graph: NetworkGraph, _ layout: ParameterLayout) {
    var plan = Plan()
    for (placed, segments) in zip(graph.nodes, layout.ofNode) {
      plan.add(placed, segments.map(\.place))
    }
    members = plan.members
    adapts = plan.adapts
    embeddings = plan.embeddings
    blocks = plan.blocks
    branch = plan.branch
    towers = plan.towers
    path = plan.path
    gates = plan.gates
    ownExperts = plan.ownExperts
    paths = [path, gates?.logits, ownExperts?.first].compactMap(\.self)
    heads = plan.heads
    labels = plan.labels
    places = plan.places
    kept = plan.kept
    maps = blocks.map(\.map) + [branch.map]
    gradientRooms = GradientRooms(maps)
  }

  /// One task's part of the outputs.
  struct Head: Sendable {
    /// Its columns among all outputs.
    let columns: Range<Int>
    /// Its labels among all.
    let labels: Range<Int>
    /// How their losses become one.
    let reduction: LabelReduction
  }

  /// One label's part of the outputs.
  struct LabelOutputs: Sendable {
    let configuration: HeadConfiguration
    /// Its columns among all outputs.
    let columns: Range<Int>
  }

  /// Whether something learns below the hidden layers: embeddings, or what members read by.
  var learnsBelow: Bool { !embeddings.columns.isEmpty || (members > 1 && !blocks.isEmpty) }

  /// Whether inner products of gradients may be estimated. Embeddings alone are not projected, and
  /// where each task has rows of its own its gradients cost no more than those of a weighted sum.
  var isSketched: Bool { !blocks.isEmpty && !adapts }

  /// How many members have outputs of their own.
  var outputMembers: Int { adapts ? 1 : members }

  /// The outputs' rows that belong to some of the layers'.
  func outputRows(_ rows: Range<Int>) -> Range<Int> {
    adapts ? rows.lowerBound / members..<rows.upperBound / members : rows
  }

  /// The rows of the branch's products with which ways back begin: a shared expert's each, if tasks
  /// mix them.
  func branchRows(_ rows: Range<Int>) -> Range<Int> {
    guard let experts = gates?.experts else { return outputRows(rows) }
    return rows.lowerBound * experts..<rows.upperBound * experts
  }

  /// For each of the paths the columns of gradients there that are weighted: all where gradients go
  /// on through it.
  var weightedPathWidths: [Int] { paths.map { $0.propagates ? $0.width : 0 } }

  /// The number of all outputs of a row.
  var outputCount: Int { heads.last?.columns.upperBound ?? 0 }

  /// The units of the widest hidden layer.
  var widestBlock: Int { blocks.reduce(0) { max($0, $1.width) } }

  /// The index of the branch among the maps, and of what it reads among what maps read.
  var top: Int { blocks.count }
}

/// A schedule on its way: what the nodes so far come to.
private struct Plan {
  var members = 1
  var adapts = false
  var embeddings = EmbeddingStep()
  var blocks: [DenseStep] = []
  var heads: [NetworkSchedule.Head] = []
  var labels: [NetworkSchedule.LabelOutputs] = []
  var places: [[TensorPlace]] = []
  var kept: [[Int]] = []
  /// The columns of the features and embeddings so far.
  private var width = 0
  /// The columns of what the next shared step reads below which something learns.
  private var learning = 0..<0
  /// For each task the place of its linear path's weight.
  private var paths: [TensorPlace] = []
  /// For each task the place of its gate's weight.
  private var gateWeights: [TensorPlace] = []
  /// For each task the places of its adapter of the next hidden layer.
  private var adapters: [[TensorPlace]] = []
  /// For each task with a gate the layers of its own expert, if it has one.
  private var experts: [[OwnLayer]] = []
  /// For each task its own nodes: hidden layers, and the head.
  private var own: [(layers: [OwnLayer], head: [TensorPlace])] = []

  private typealias OwnLayer = (step: DenseStep, places: [TensorPlace])

  /// Adds a node.
  ///
  /// - Parameter places: Of its parameters.
  mutating func add(_ placed: NetworkGraph.Placed, _ places: [TensorPlace]) {
    if let task = placed.task, task == own.count { own.append(([], [])) }
    switch placed.node {
    case .features(let node): width = node.width
    case .embedding, .spline, .waves:
      let end = width + placed.node.content.width
      embeddings.add(placed.node, columns: width..<end, places: places)
      width = end
    case .concatenation: learning = embeddings.columns
    case .adapter: adapters.append(places)
    case .dense(let node):
      if node.isAdapted { (members, adapts) = (node.members, true) }
      let step = DenseStep(
        node, index: kept.count, places: places + stackedAdapters,
        propagated: node.isFirst ? embeddings.columns : learning)
      adapters = []
      kept.append(node.kept)
      if let task = placed.task {
        own[task].layers.append((step, places))
      } else {
        blocks.append(step)
        self.places.append(places)
        learning = 0..<node.width
      }
    case .path: paths += places
    case .gate:
      // The layers of a task's own that come before its gate are mixed by it.
      experts.append(own[gateWeights.count].layers)
      own[gateWeights.count].layers = []
      gateWeights += places
    case .head(let node):
      let first = heads.last?.columns.upperBound ?? 0
      let columns = node.task.labels.ranges(\.label.outputCount)
      heads.append(
        NetworkSchedule.Head(
          columns: first..<first + node.width,
          labels: labels.count..<labels.count + columns.count, reduction: node.task.reduction))
      labels += zip(node.task.labels, columns).map {
        NetworkSchedule.LabelOutputs(
          configuration: $0, columns: first + $1.lowerBound..<first + $1.upperBound)
      }
      own[heads.count - 1].head = places
      if !adapts { members = node.members }
    }
  }

  /// The tasks' adapters, each kind of parameter as one matrix of a row for each task.
  private var stackedAdapters: [TensorPlace] {
    (adapters.first ?? []).map {
      TensorPlace(offset: $0.offset, rows: adapters.count, columns: $0.count)
    }
  }

  /// Each task's first product: its tower's, or its head's. It is of all columns or none of what it
  /// reads: it is planned before it is known who reads the gradients.
  var branch: BranchStep {
    let firsts = own.map { $0.layers.first?.places ?? $0.head }
    let isHeads = own[0].layers.isEmpty
    return BranchStep(
      firsts.map { $0[0] }, biases: isHeads ? firsts.map { $0[1] } : nil,
      adapters: isHeads || members == 1 ? nil : firsts.map { $0[1] },
      members: adapts ? 1 : members, isAdapted: adapts, experts: gates?.experts ?? 1,
      propagated: 0..<(learning.isEmpty ? 0 : firsts[0][0].columns))
  }

  var path: PathStep? {
    paths.isEmpty ? nil : PathStep(paths, learnt: embeddings.columns)
  }

  var gates: GateStep? {
    gateWeights.isEmpty
      ? nil
      : GateStep(
        gateWeights, owns: experts[0].isEmpty ? 0 : 1, learnt: embeddings.columns)
  }

  var ownExperts: OwnExpertStep? {
    let first = experts.compactMap(\.first?.places[0])
    guard !first.isEmpty else { return nil }
    return OwnExpertStep(
      first: PathStep(first, learnt: embeddings.columns),
      experts: zip(experts, branch.branches).map { layers, branch in
        Tower(
          layers: layers.map(\.step), head: branch.weight, bias: nil, outputs: branch.columns,
          members: 1, places: Array(layers.flatMap(\.places).dropFirst()))
      })
  }

  var towers: [Tower] {
    guard !own[0].layers.isEmpty else { return [] }
    return zip(own, heads).map { own, head in
      // The first weight is learnt with the branch, unless members read by factors of their own.
      let learnt = own.layers.flatMap(\.places).dropFirst(members > 1 ? 0 : 1) + own.head
      return Tower(
        layers: own.layers.map(\.step), head: own.head[0], bias: own.head[1],
        outputs: head.columns, members: members, places: Array(learnt))
    }
  }
}
