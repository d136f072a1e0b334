import Datasets
import Foundation
import NeuralNetwork
import Testing

@Suite("A network as a graph of nodes")
struct NetworkGraphTests {
  private func network(_ configuration: NetworkConfiguration) -> MultiTaskNetwork {
    Example(configuration, seed: 1).network
  }

  @Test("its parameters are counted as they are laid out", arguments: BatchPassTests.configurations)
  func count(configuration: NetworkConfiguration) {
    let network = network(configuration)
    #expect(network.graph.parameterCount == Double(network.layout.count))
    #expect(network.graph.words.reduce(0) { $0 + $1.parameters } == network.layout.count)
    // Tensors follow each other without a gap, those that all tasks share first.
    var end = 0
    for segment in network.layout.segments {
      #expect(segment.offset == end)
      end = segment.range.upperBound
    }
    #expect(end == network.layout.count)
    #expect(
      network.layout.sharedSegments
        == Array(
          network.layout.segments.prefix(network.layout.sharedSegments.count)))
    #expect(network.layout.sharedSegments.reduce(0) { $0 + $1.count } == network.layout.sharedCount)
  }

  @Test("what all tasks share are embeddings and the trunk, towers and heads are a task's own")
  func owners() {
    let layout = network(
      NetworkConfiguration(hidden: [4], towers: [3, 2], layerNorm: true, linearPath: true)
    ).layout
    let shared = layout.sharedSegments.map(\.name)
    #expect(
      shared == [
        "embedding.city.weight", "embedding.shop.weight", "spline.u.bias", "spline.u.slope",
        "spline.u.steps", "spline.w.bias", "spline.w.slope", "spline.w.steps", "waves.u.frequency",
        "waves.u.phase", "waves.u.weight", "waves.u.bias", "waves.t.frequency", "waves.t.phase",
        "waves.t.weight", "waves.t.bias", "trunk.0.weight", "trunk.0.bias", "trunk.0.norm.weight",
        "trunk.0.norm.bias",
      ])
    let own = layout.segments.dropFirst(shared.count).map(\.name)
    let count = Example.tasks.count
    #expect(own.count == count * (1 + 2 * 4 + 2))
    // Paths are computed together, and so are the first products: the weights of each are one
    // matrix.
    #expect(own.prefix(count) == ArraySlice(Example.tasks.map { "path.\($0.name).weight" }))
    #expect(
      own.dropFirst(count).prefix(count)
        == ArraySlice(Example.tasks.map { "tower.\($0.name).0.weight" }))
    #expect(own.dropFirst(count).allSatisfy { $0.hasPrefix("tower.") || $0.hasPrefix("head.") })
  }

  @Test("a linear path has its tensors where there is a layer to go round, all 0 at first")
  func linearPath() {
    func path(_ configuration: NetworkConfiguration) -> [ParameterSegment] {
      network(configuration).layout.segments.filter { $0.name.hasPrefix("path.") }
    }
    #expect(path(NetworkConfiguration(hidden: [4])).isEmpty)
    #expect(path(NetworkConfiguration(hidden: [], linearPath: true)).isEmpty)
    for configuration in [
      NetworkConfiguration(hidden: [4], linearPath: true),
      NetworkConfiguration(hidden: [], towers: [3], linearPath: true),
    ] {
      let network = network(configuration)
      let segments = path(configuration)
      #expect(segments.map(\.shape) == [1, 1, 1, 1, 3, 1].map { [$0, network.inputs.width] })
      #expect(segments.filter { !$0.decays } == [])
      let parameters = network.initialParameters(seed: 2)
      #expect(Set(segments.flatMap { parameters[$0.range] }) == [0])
    }
  }

  @Test("what an older file does not say of a network is left out of it")
  func older() throws {
    let configuration = NetworkConfiguration(
      hidden: [4], towers: [3], linearPath: true, members: 4)
    let data = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(NetworkConfiguration.self, from: data) == configuration)
    var said = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    for key in ["towers", "linearPath", "members", "sharing"] {
      let value = said.removeValue(forKey: key)
      #expect(value != nil)
    }
    let older = try JSONSerialization.data(withJSONObject: said)
    #expect(
      try JSONDecoder().decode(NetworkConfiguration.self, from: older)
        == NetworkConfiguration(hidden: [4]))
  }

  @Test("members have adapters and heads of their own, and share all else")
  func members() {
    let shape = NetworkConfiguration(
      hidden: [4, 5], towers: [3], layerNorm: true, linearPath: true, members: 3)
    let one = NetworkConfiguration(hidden: [4, 5], towers: [3], layerNorm: true, linearPath: true)
    let (several, alone) = (network(shape), network(one))
    func tensors(_ network: MultiTaskNetwork) -> [String: ParameterSegment] {
      Dictionary(uniqueKeysWithValues: network.layout.segments.map { ($0.name, $0) })
    }
    let (found, before) = (tensors(several), tensors(alone))
    let added = Set(found.keys).subtracting(before.keys)
    let layers = ["trunk.0", "trunk.1"] + Example.tasks.map { "tower.\($0.name).0" }
    #expect(added == Set(layers.flatMap { ["\($0).adapter.input", "\($0).adapter.output"] }))
    let width = several.inputs.width
    for (name, shape) in [
      ("trunk.0.adapter.input", [3, width]), ("trunk.0.adapter.output", [3, 4]),
      ("trunk.0.bias", [3, 4]), ("trunk.1.adapter.input", [3, 4]), ("trunk.0.norm.bias", [4]),
      ("tower.rain.0.adapter.input", [3, 5]), ("tower.rain.0.bias", [3, 3]),
      ("tower.rain.0.weight", [3, 5]), ("head.sort.weight", [9, 3]), ("head.sort.bias", [9]),
    ] {
      #expect(found[name]?.shape == shape, "\(name)")
    }
    let decaying = [found, before].map { Set($0.values.filter { $0.decays }.map(\.name)) }
    #expect(decaying[0] == decaying[1])
    let parameters = several.initialParameters(seed: 3)
    func numbers(_ name: String) -> [Float] {
      found[name].map { Array(parameters[$0.range]) } ?? []
    }
    #expect(Set(numbers("trunk.0.adapter.input")) == [1, -1])
    #expect(Set(numbers("trunk.1.adapter.input") + numbers("trunk.0.adapter.output")) == [1])
    #expect(Set(numbers("tower.rain.0.adapter.input")) == [1])
    #expect(Set(numbers("trunk.0.bias")) == [0])
    // All members begin at the prior state: a class after the other, each for all members.
    let prior = alone.initialParameters(seed: 3)
    let biases = before["head.sort.bias"].map { prior[$0.range] } ?? []
    #expect(numbers("head.sort.bias") == biases.flatMap { [$0, $0, $0] })
    // Of towers alone the first layers read the inputs.
    let towers = network(NetworkConfiguration(hidden: [], towers: [3], members: 2))
    let first = towers.layout.segments.first { $0.name == "tower.rain.0.adapter.input" }
    let signs = first.map { towers.initialParameters(seed: 3)[$0.range] } ?? []
    #expect(Set(signs) == [1, -1])
    // Without a layer there is nothing to tell members apart by.
    #expect(
      network(NetworkConfiguration(hidden: [], members: 4)).layout
        == network(NetworkConfiguration(hidden: [])).layout)
  }

  @Test("tasks that adapt the layers share their weights alone, and begin alike")
  func adapters() {
    let network = network(
      NetworkConfiguration(hidden: [4, 5], layerNorm: true, sharing: .adapters))
    let segments = network.layout.segments
    let shared = segments.prefix { $0.task == nil }.map(\.name).filter { $0.hasPrefix("trunk.") }
    #expect(shared == ["trunk.0.weight", "trunk.1.weight"])
    let own = Dictionary(uniqueKeysWithValues: segments.map { ($0.name, $0) })
    let parameters = network.initialParameters(seed: 4)
    for (task, configured) in Example.tasks.enumerated() {
      for (name, count, first) in [
        ("0.input", network.inputs.width, 1), ("0.output", 4, 1), ("0.bias", 4, 0),
        ("1.input", 4, 1), ("1.output", 5, 1), ("1.norm.weight", 5, 1), ("1.norm.bias", 5, 0),
      ] as [(String, Int, Float)] {
        let segment = own["adapter.\(configured.name).\(name)"]
        #expect(segment?.task == task && segment?.decays == false && segment?.shape == [count])
        #expect(Set(segment.map { parameters[$0.range] } ?? []) == [first])
      }
    }
    // What the tasks' heads and paths are is not changed by it.
    let all = self.network(NetworkConfiguration(hidden: [4, 5], layerNorm: true))
    let rest = segments.filter { !$0.name.hasPrefix("adapter.") }.map(\.name)
    let others = all.layout.segments.map(\.name).filter {
      !$0.hasPrefix("trunk.") || $0.hasSuffix(".weight") && !$0.contains("norm")
    }
    #expect(rest == others)
  }

  @Test("experts share nothing of their units, and tasks begin with their mean")
  func experts() {
    let network = network(
      NetworkConfiguration(hidden: [4, 5], towers: [3], sharing: .experts(count: 3)))
    let width = network.inputs.width
    let found = Dictionary(
      uniqueKeysWithValues: network.layout.segments.map { ($0.name, $0) })
    for (name, shape, isShared) in [
      ("trunk.0.weight", [12, width], true), ("trunk.0.bias", [12], true),
      ("trunk.1.weight", [15, 4], true), ("gate.rain.weight", [3, width], false),
      ("tower.rain.0.weight", [3, 5], false), ("head.sort.weight", [3, 3], false),
    ] as [(String, [Int], Bool)] {
      #expect(found[name]?.shape == shape, "\(name)")
      #expect((found[name]?.task == nil) == isShared, "\(name)")
    }
    let parameters = network.initialParameters(seed: 2)
    let gate = found["gate.rain.weight"].map { Set(parameters[$0.range]) }
    #expect(gate == [0])
    let words = network.graph.words
    #expect(words.first { $0.name == "trunk.1" }?.words == "3 × (4 → 5), gelu, dropout 0.2")
    #expect(words.first { $0.name == "gate.rain" }?.words == "39 → 3 shares of experts")
  }

  @Test("beside shared experts each task has one of the same shape, which is its own")
  func ownExperts() {
    let network = network(
      NetworkConfiguration(
        hidden: [4, 5], towers: [3], layerNorm: true, sharing: .cgc(count: 2)))
    let (width, tasks) = (network.inputs.width, network.tasks)
    let found = Dictionary(
      uniqueKeysWithValues: network.layout.segments.map { ($0.name, $0) })
    for (name, shape, isShared) in [
      ("trunk.0.weight", [8, width], true), ("trunk.1.weight", [10, 4], true),
      ("expert.rain.0.weight", [4, width], false), ("expert.rain.0.bias", [4], false),
      ("expert.rain.1.weight", [5, 4], false), ("expert.rain.1.norm.bias", [5], false),
      ("gate.rain.weight", [3, width], false), ("tower.rain.0.weight", [3, 5], false),
    ] as [(String, [Int], Bool)] {
      #expect(found[name]?.shape == shape, "\(name)")
      #expect(found[name]?.task == (isShared ? nil : 3), "\(name)")
    }
    // Each expert is one trunk of these widths.
    let ofExpert = 4 * width + 5 * 4 + 3 * (4 + 5)
    let own = network.layout.segments.filter { $0.name.hasPrefix("expert.") }
    #expect(own.reduce(0) { $0 + $1.count } == tasks.count * ofExpert)
    let trunk = network.layout.segments.filter { $0.name.hasPrefix("trunk.") }
    #expect(trunk.reduce(0) { $0 + $1.count } == 2 * ofExpert)
    let words = network.graph.words
    #expect(
      words.first { $0.name == "expert.rain.1" }?.words == "4 → 5, layer norm, gelu, dropout 0.2")
    #expect(words.first { $0.name == "gate.rain" }?.words == "39 → 3 shares of experts")
    // All tasks begin with the mean of their experts, and the unknown says nothing in any.
    let parameters = network.initialParameters(seed: 2)
    #expect(found["gate.rain.weight"].map { Set(parameters[$0.range]) } == [0])
    let first = found["expert.rain.0.weight"].map { Array(parameters[$0.range]) } ?? []
    #expect(Set(stride(from: 7, to: first.count, by: width).map { first[$0] }) == [0])
    #expect(first.contains { $0 != 0 })
  }

  @Test("a way of sharing has one word, and experts a number")
  func sharingWords() throws {
    let all: [(String, Sharing)] = [
      ("all", .all), ("towers", .towers), ("adapters", .adapters), ("none", .separate),
      ("experts:7", .experts(count: 7)), ("cgc:3", .cgc(count: 3)),
    ]
    for (word, sharing) in all {
      #expect(Sharing(rawValue: word) == sharing && sharing.rawValue == word)
      let data = try JSONEncoder().encode([sharing])
      #expect(String(decoding: data, as: UTF8.self) == "[\"\(word)\"]")
      #expect(try JSONDecoder().decode([Sharing].self, from: data) == [sharing])
    }
    #expect(Sharing(rawValue: "experts") == .experts(count: Sharing.usualExperts))
    #expect(Sharing(rawValue: "cgc") == .cgc(count: Sharing.usualSharedExperts))
    for word in ["", "experts:", "experts:x", "all:2", "experts:2:3", "cgc:", "cgc:x", "cgc:1:2"] {
      #expect(Sharing(rawValue: word) == nil, "\(word)")
    }
  }

  @Test("one task alone has nothing to adapt")
  func adaptedAlone() {
    func alone(_ sharing: Sharing) -> ParameterLayout {
      Example(
        NetworkConfiguration(hidden: [4], sharing: sharing), tasks: [Example.tasks[0]], seed: 1
      ).network.layout
    }
    #expect(alone(.adapters) == alone(.all))
  }

  @Test("it says what it is made of, a line for each node that a person would name")
  func words() {
    let words = network(
      NetworkConfiguration(hidden: [4], towers: [3], dropout: 0.5, linearPath: true)
    ).graph.words
    #expect(words.first { $0.name == "path.sort" }?.words == "39 → 3, added to the head's outputs")
    #expect(words.first { $0.name == "trunk.0" }?.words == "39 → 4, gelu, dropout 0.5")
    #expect(words.first { $0.name == "tower.rain.0" }?.parameters == 3 * 4 + 3)
    #expect(words.first { $0.name == "head.sort" }?.words == "3 → 3, softmax link")
    #expect(
      words.first { $0.name == "embedding.city" }?.words == "embedding of 5 slots in 3 columns")
    #expect(words.first { $0.name == "spline.u" }?.words == "spline of 3 bins in 8 columns")
    #expect(words.first { $0.name == "waves.t" }?.words == "16 waves in 4 columns")
  }

  @Test(
    "what makes no sense in it is named",
    arguments: [
      (NetworkConfiguration(hidden: [4, 0]), "a hidden layer has no unit"),
      (NetworkConfiguration(hidden: [4], towers: [-1]), "a hidden layer has no unit"),
      (NetworkConfiguration(hidden: [Int.max]), "a hidden layer has more units than"),
      (NetworkConfiguration(hidden: [4], dropout: 1), "its dropout is 1.0, not from 0"),
      (NetworkConfiguration(hidden: [4], members: 0), "a network has no member"),
      (NetworkConfiguration(hidden: [], members: -1), "a network has no member"),
      (NetworkConfiguration(hidden: [4], members: .max), "a network has more than"),
      (NetworkConfiguration(towers: [4], sharing: .all), "all layers are shared, and"),
      (NetworkConfiguration(towers: [], sharing: .towers), "tasks have towers without"),
      (NetworkConfiguration(towers: [4], sharing: .separate), "no layer is shared, and"),
      (NetworkConfiguration(members: 2, sharing: .adapters), "layers have adapters, and"),
      (NetworkConfiguration(sharing: .experts(count: 1)), "layers are experts', whose"),
      (NetworkConfiguration(sharing: .experts(count: .max)), "layers are experts', whose"),
      (NetworkConfiguration(sharing: .experts(count: -1)), "layers are experts', whose"),
      (NetworkConfiguration(hidden: [], sharing: .experts(count: 2)), "layers are experts', whose"),
      (NetworkConfiguration(members: 2, sharing: .experts(count: 2)), "layers are experts', whose"),
      (NetworkConfiguration(sharing: .cgc(count: 0)), "layers are experts', whose"),
      (NetworkConfiguration(sharing: .cgc(count: 65)), "layers are experts', whose"),
      (NetworkConfiguration(hidden: [], sharing: .cgc(count: 2)), "layers are experts', whose"),
      (NetworkConfiguration(members: 2, sharing: .cgc(count: 2)), "layers are experts', whose"),
      (NetworkConfiguration(towers: [4], sharing: .adapters), "layers have adapters, and"),
      (NetworkConfiguration(hidden: [], sharing: .adapters), "layers have adapters, and"),
    ])
  func problems(configuration: NetworkConfiguration, problem: String) {
    let example = network(NetworkConfiguration())
    let graph = NetworkGraph(
      configuration, inputs: example.inputs, tasks: example.tasks)
    #expect(graph.problem?.hasPrefix(problem) ?? false)
    #expect(example.graph.problem == nil)
  }

  @Test("before training, weights have their variance, gains are 1, and the unknown says nothing")
  func initialisation() {
    let network = network(NetworkConfiguration(hidden: [400, 300], layerNorm: true))
    let parameters = network.initialParameters(seed: 5)
    func tensor(_ name: String) -> [Float] {
      network.layout.segments.first { $0.name == name }.map { Array(parameters[$0.range]) } ?? []
    }
    func variance(_ numbers: [Float]) -> Double {
      numbers.reduce(0) { $0 + Double($1 * $1) } / Double(numbers.count)
    }
    // A mean of 120,000 squares of normal numbers is within 2 % of their variance.
    #expect(abs(variance(tensor("trunk.1.weight")) * 400 / 2 - 1) < 0.02)
    #expect(Set(tensor("trunk.0.norm.weight")) == [1])
    #expect(Set(tensor("trunk.0.bias") + tensor("head.price.weight")) == [0])
    #expect(tensor("embedding.city.weight").prefix(3) == [0, 0, 0])
    #expect(!tensor("embedding.city.weight").dropFirst(3).contains(0))
    // The one-hot slot of unknown categories of "k", behind seven numbers.
    let (first, width) = (tensor("trunk.0.weight"), network.inputs.width)
    let silent = stride(from: 0, to: first.count, by: width).map { first[$0 + 7] }
    #expect(Set(silent) == [0])
    #expect(!stride(from: 0, to: first.count, by: width).contains { first[$0 + 8] == 0 })
    // A spline is a straight line, of uniform slope; waves are of many phases.
    #expect(Set(tensor("spline.u.steps")) == [0] && Set(tensor("waves.u.bias")) == [0])
    let bounds = [
      "spline.u.slope": 8.0.squareRoot(), "waves.t.weight": 4, "waves.t.phase": 1 / Double.pi,
    ]
    for (name, factor) in bounds {
      let numbers = tensor(name).map { abs(Double($0)) * factor }
      #expect(numbers.allSatisfy { $0 <= 1 } && numbers.contains { $0 > 0.5 }, "\(name)")
    }
  }
}
