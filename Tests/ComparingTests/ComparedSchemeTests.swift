import Balancing
import Comparing
import Testing

struct ComparedSchemeTests {
  @Test("the baseline is always there, and a scheme named again has a name of its own")
  func names() throws {
    #expect(
      try ComparedScheme.list(["prior", "upgrad"]).map(\.name) == ["equal", "prior", "upgrad"])
    let copies = try ComparedScheme.list(["prior", "equal", "prior", "power:0.5", "prior", "equal"])
    #expect(
      copies.map(\.name) == ["prior", "equal", "prior (2)", "power:0.5", "prior (3)", "equal (2)"])
    #expect(copies[2].request.text == "prior")
  }

  @Test("a scheme that is not there is named, with its nearest")
  func unknown() {
    #expect {
      _ = try ComparedScheme.list(["equal", "pcgrd"])
    } throws: {
      "\($0)".contains("did you mean \"pcgrad\"?")
    }
  }

  @Test("the usual schemes are eight, different and known")
  func usual() throws {
    #expect(try ComparedScheme.list(ComparedScheme.usual).count == 8)
    #expect(Set(ComparedScheme.usual).count == 8)
  }

  @Test(
    "all are those that need nothing but a name, and with a primary task those that need one too")
  func all() {
    let known = Set(SchemeCatalogue.entries.map(\.name))
    let primary: Set = [
      "pcgrad-primary", "gradcos", "orthogonal-aux", "primary-halfspace", "aux-norm-match",
    ]
    #expect(Set(ComparedScheme.all(hasPrimary: true)) == known.subtracting(["fixed", "power"]))
    #expect(
      Set(ComparedScheme.all(hasPrimary: false))
        == known.subtracting(primary).subtracting(["fixed", "power"]))
  }
}
