import Datasets
import NeuralNetwork
import Packs
import Testing
import Training

struct PackDrawTests {
  private func draw(
    seed: UInt64 = 3, tasks: [String] = ["a", "b", "c"], given: Set<PackDraw.Setting> = []
  ) -> PackDraw {
    var training = TrainingConfiguration()
    training.seed = seed
    training.learningRate = 0.002
    training.weightDecay = 0.05
    training.network.linearPath = true
    return PackDraw(
      training, numericEmbedding: .both, scheme: "prior", tasks: tasks, given: given)
  }

  @Test("the first model is trained as without a pack")
  func first() {
    let draw = draw()
    let first = draw.settings(count: 1)[0]
    #expect(first == draw.first)
    #expect(first.number == 1 && first.task == nil && first.training.seed == 3)
  }

  @Test("a seed's settings are always the same, and those of more models begin with those of fewer")
  func determinism() {
    let settings = draw().settings(count: 40)
    #expect(draw().settings(count: 40) == settings)
    #expect(Array(settings.prefix(9)) == draw().settings(count: 9))
    #expect(draw(seed: 4).settings(count: 40).dropFirst() != settings.dropFirst())
    #expect(settings.map(\.number) == Array(1...40))
    // Each model has first parameters of its own.
    #expect(Set(settings.map(\.training.seed)).count == 40)
  }

  @Test("every fourth model learns one task, and the tasks take turns")
  func singleTasks() {
    let settings = draw().settings(count: 24)
    #expect(settings.filter { $0.task != nil }.map(\.number) == [4, 8, 12, 16, 20, 24])
    let turns = settings.compactMap(\.task)
    #expect(Set(turns.prefix(3)) == ["a", "b", "c"] && turns.prefix(3) == turns.suffix(3))
    #expect(draw(tasks: ["a"]).settings(count: 24).allSatisfy { $0.task == nil })
  }

  @Test("all that is listed is drawn, within its bounds")
  func ranges() {
    let settings = draw().settings(count: 400).dropFirst()
    let networks = settings.map(\.training.network)
    #expect(Set(networks.map(\.hidden.count)) == [1, 2, 3])
    for widths in networks.map(\.hidden) {
      #expect([64, 128, 192, 256, 384].contains(widths[0]))
      for (last, next) in zip(widths, widths.dropFirst()) {
        #expect(next == last || next == last / 2)
      }
    }
    #expect(Set(networks.map(\.hidden[0])).count == 5)
    #expect(Set(networks.map(\.activation)) == [.gelu, .relu])
    #expect(Set(networks.map(\.dropout)) == [0, 0.1, 0.2, 0.3, 0.4])
    #expect(Set(networks.map(\.layerNorm)) == [true, false])
    #expect(Set(networks.map(\.linearPath)) == [true, false])
    #expect(Set(settings.map(\.numericEmbedding)) == [.both, .spline, .waves, .none])
    #expect(Set(settings.map(\.scheme)) == Set(PackDraw.schemes))
    let rates = settings.map { $0.training.learningRate / 0.002 }
    #expect(rates.allSatisfy { (0.5...3).contains($0) })
    let decays = settings.map { $0.training.weightDecay / 0.05 }
    #expect(decays.allSatisfy { (1.0 / 3...10).contains($0) })
    // As likely below the middle of the logarithms as above.
    let below = rates.count { $0 < 1.5.squareRoot() }
    #expect((160...240).contains(below))
  }

  @Test(
    "what is given stays as it is, and changes nothing else", arguments: PackDraw.Setting.allCases)
  func given(_ setting: PackDraw.Setting) {
    let free = draw().settings(count: 60)
    let bound = draw(given: [setting]).settings(count: 60)
    let first = draw().first
    for (free, bound) in zip(free, bound) {
      var expected = free
      switch setting {
      case .hidden: expected.training.network.hidden = first.training.network.hidden
      case .activation: expected.training.network.activation = first.training.network.activation
      case .dropout: expected.training.network.dropout = first.training.network.dropout
      case .layerNorm: expected.training.network.layerNorm = false
      case .linearPath: expected.training.network.linearPath = true
      case .learningRate: expected.training.learningRate = 0.002
      case .weightDecay: expected.training.weightDecay = 0.05
      case .numericEmbedding: expected.numericEmbedding = .both
      case .scheme: expected.scheme = "prior"
      }
      #expect(bound == expected)
    }
    #expect(free != bound)
  }
}
