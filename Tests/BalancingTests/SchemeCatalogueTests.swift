import Balancing
import LinearAlgebra
import Testing

struct SchemeCatalogueTests {
  private let context = SchemeContext(
    taskNames: ["price", "rain"], initialLosses: [2, 4], priorLosses: [1, 0.5],
    measuredInitialLosses: [8, 16])

  private func weights(_ text: String) throws -> [Double] {
    var balancer = try Balancer(
      named: text, scheme: SchemeCatalogue.parse(text).makeScheme(context),
      taskNames: context.taskNames,
      priorLosses: context.priorLosses)
    var weights = [0.0, 0]
    try balancer.weigh(losses: [1, 2], present: [true, true], into: &weights)
    return weights
  }

  @Test("names are unique and every entry says what it is")
  func entries() {
    let names = SchemeCatalogue.entries.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
    for entry in SchemeCatalogue.entries {
      #expect(!entry.summary.isEmpty && !entry.source.isEmpty)
    }
  }

  @Test(
    "parameters reach the scheme",
    arguments: [
      ("equal", [0.5, 0.5]), ("fixed:3,4", [3, 4]), ("fixed:rain=4,price=3", [3, 4]),
      ("initial", [0.5, 0.25]), ("initial:5", [0.125, 0.0625]), ("prior", [1, 2]),
      ("log", [1, 0.5]), ("power:1", [0.5, 0.5]), ("power:inf", [0, 1]), ("power:-inf", [1, 0]),
      // Ratios 1 and 4; the greater one's weight is 1/0.5.
      ("power:inf:prior", [0, 2]), ("power:-inf:initial", [0.25, 0.125]),
    ] as [(String, [Double])])
  func parameters(text: String, expected: [Double]) throws {
    let found = try weights(text)
    #expect(agree(found, expected, tolerance: 1e-14))
  }

  @Test("a request says over how many batches to measure")
  func measuredBatches() throws {
    #expect(try SchemeCatalogue.parse("initial").measuredBatches == 0)
    #expect(try SchemeCatalogue.parse("initial:12").measuredBatches == 12)
    #expect(try SchemeCatalogue.parse("prior").measuredBatches == 0)
  }

  @Test("GradNorm reads the last shared layer by default, the unit gradient all of them")
  func scopes() throws {
    func evidence(_ text: String) throws -> Evidence {
      try SchemeCatalogue.parse(text).makeScheme(context).evidence
    }
    #expect(try evidence("gradnorm") == .gramian(.lastShared))
    #expect(try evidence("gradnorm-closed:0.5") == .gramian(.lastShared))
    #expect(try evidence("unit-gradient") == .gramian(.shared))
    #expect(try evidence("realtime") == .losses)
  }

  @Test(
    "a mistake is answered in words",
    arguments: [
      ("gradnrom", "did you mean \"gradnorm\"?"),
      ("", "there is no balancing scheme \"\""),
      ("power", "needs its parameter γ: the exponent"),
      ("power:nan", "γ is \"nan\", but it must be a number, inf or -inf"),
      ("power:2:mean", "of is \"mean\", but it must be one of losses, prior, initial"),
      ("initial:-1", "batches is \"-1\", but it must be a whole number from 0 to 1000000"),
      ("realtime:1", "beta is \"1\", but it must be a number from 0.0 to 0.999999"),
      ("equal:1", "\"1\" is one parameter too many; the form is equal"),
      ("fixed", "NAME=WEIGHT"),
      ("fixed:1,-2", "weights is \"1,-2\""),
      ("fixed:1,2,3", "3 weights are given"),
      ("fixed:price=1", "no weight is given for \"rain\""),
      ("fixed:price=1,rein=2", "did you mean \"rain\"?"),
    ])
  func mistakes(text: String, message: String) throws {
    let error = #expect(throws: BalancingError.self) {
      try SchemeCatalogue.parse(text).makeScheme(context)
    }
    #expect(try #require(error).description.contains(message), "\(String(describing: error))")
  }

  @Test("a reference of zero names its task")
  func unusableReference() throws {
    let context = SchemeContext(
      taskNames: ["price", "rain"], initialLosses: [2, 4], priorLosses: [1, 0])
    #expect(
      throws: BalancingError.unusableReference(task: "rain", reference: "prior", value: 0)
    ) {
      try SchemeCatalogue.parse("prior").makeScheme(context)
    }
  }
}
