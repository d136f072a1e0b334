import Datasets
import Losses
import Remedies
import Testing

struct LabelSpecificationTests {
  @Test(
    "a specification is a name, perhaps a kind, perhaps a loss",
    arguments: [
      ("price", "price", nil, nil),
      ("price:regression", "price", .regression, nil),
      ("price:regression:huber", "price", .regression, "huber"),
      ("price:regression:huber=1.5", "price", .regression, "huber=1.5"),
      ("price:regression:absolute", "price", .regression, "absolute"),
      ("price:regression:quantile=0.9", "price", .regression, "quantile=0.9"),
      ("late:binary:focal", "late", .binary, "focal"),
      ("grade:multiclass:focal=1", "grade", .multiclass, "focal=1.0"),
      ("y_*:binary", "y_*", .binary, nil),
      ("late:binary:binary-cross-entropy", "late", .binary, "binary-cross-entropy"),
      ("late:binary:cross-entropy", "late", .binary, "cross-entropy"),
      ("grade:multiclass:cross-entropy", "grade", .multiclass, "cross-entropy"),
      ("n:count:poisson", "n", .count, "poisson"),
      ("time:start", "time:start", nil, nil),
      ("time:start:count", "time:start", .count, nil),
      ("a:b:c:regression:squared", "a:b:c", .regression, "squared"),
      ("\"a:count\"", "a:count", nil, nil),
      ("\"a:count\":binary", "a:count", .binary, nil),
      ("\"\"\"a\"\"b\":count", "\"a\"b", .count, nil),
      ("\"\"\"\"", "\"", nil, nil),
    ] as [(String, String, LabelKind?, String?)])
  func parsing(text: String, pattern: String, kind: LabelKind?, loss: String?) throws {
    let specification = try LabelSpecification(parsing: text)
    #expect(specification.pattern == pattern)
    #expect(specification.kind == kind)
    #expect(specification.loss?.text == loss)
  }

  @Test(
    "a malformed specification says what is wrong and what is meant",
    arguments: [
      ("price:regresion", "\"regresion\" is not a kind", "did you mean \"regression\"?"),
      ("price:Binary", "\"Binary\" is not a kind", "did you mean \"binary\"?"),
      ("price:regression:hubr", "\"hubr\" is not a loss", "did you mean \"huber\"?"),
      ("price:regression:huber=-1", "δ of huber is not a positive number", "huber=1.5"),
      ("price:regression:huber=x", "δ of huber is not a positive number", "huber=1.5"),
      (
        "price:regression:quantile", "τ of quantile is not a number between 0 and 1", "quantile=0.9"
      ),
      ("price:regression:quantile=1", "τ of quantile is not", "quantile=0.9"),
      ("late:binary:focal=-1", "γ of focal is not a number of 0 or more", "focal for 2.0"),
      ("price:regression:gamma=2", "gamma has no parameter", "write gamma"),
      ("price:huber", "has a loss but no kind", "NAME:KIND:huber"),
      ("price:regression:poisson", "poisson is no loss of a regression", "squared or absolute"),
      ("n:count:squared", "squared is no loss of a count label", "use poisson"),
      ("k:multiclass:binary-cross-entropy", "no loss of a multiclass label", "cross-entropy"),
      ("price:regression:log", "has a transform but no loss", "NAME:KIND:LOSS:log"),
      ("price:regression:squared:lgo", "\"lgo\" is not a transform", "log"),
      ("price:regression:gamma:log", "log is of regressions with", "NAME:regression:squared:log"),
      ("n:count:poisson:sqrt", "sqrt is of regressions with", "NAME:regression:squared:sqrt"),
      ("price:", "\"\" is not a kind", "regression"),
      (":binary", "names no column", "NAME:KIND"),
      ("", "names no column", "NAME:KIND"),
      ("\"a", "opens a quote", "NAME:KIND"),
      ("\"a\"\"", "opens a quote", "NAME:KIND"),
      ("\"a\"binary", "has text after the quoted name", "NAME:KIND"),
    ])
  func malformed(text: String, problem: String, remedy: String) throws {
    let error = try #require(throws: DatasetError.self) {
      _ = try LabelSpecification(parsing: text)
    }
    #expect(error.kind == .request)
    #expect(error.problem.contains(problem), "\(error)")
    #expect(error.remedy?.text()?.contains(remedy) == true, "\(error)")
  }

  private func resolve(_ texts: [String], _ header: [String]) throws -> [LabelSpecification] {
    let specifications = try texts.map { try LabelSpecification(parsing: $0) }
    return try LabelSpecification.resolve(specifications, header: header)
  }

  @Test("patterns become exact names in the header's order, exact names override them")
  func resolution() throws {
    let header = ["x", "y_b", "y_a", "y_c"]
    for texts in [["y_*", "y_a:count"], ["y_a:count", "y_*"]] {
      let resolved = try resolve(texts, header)
      #expect(resolved.map(\.pattern) == ["y_b", "y_a", "y_c"])
      #expect(resolved.map(\.kind) == [nil, .count, nil])
    }
    let narrowed = try resolve(["y_*:count", "y_?:binary"], header)
    #expect(narrowed.map(\.kind) == [.binary, .binary, .binary])
  }

  @Test(
    "a label without a column is an error that names the nearest",
    arguments: [
      (["pric"], "there is no column \"pric\"; did you mean \"price\"?"),
      (["z_*"], "no column matches \"z_*\"; there are: price, a*, kind:x"),
      (
        ["price:foo"],
        "label \"price:foo\": \"foo\" is not a kind; "
          + "there are: regression, binary, multiclass, count"
      ),
      (
        ["price", "price:count"],
        "column \"price\": two labels name this column; give one entry of labels for it"
      ),
    ])
  func unresolved(texts: [String], message: String) throws {
    let error = try #require(throws: DatasetError.self) {
      _ = try resolve(texts, ["price", "a*", "kind:x"])
    }
    #expect(error.description == message)
  }

  @Test("a column whose name is equal to the pattern is the only one meant")
  func literalStar() throws {
    #expect(try resolve(["a*"], ["ab", "a*"]).map(\.pattern) == ["a*"])
  }

  @Test("classes are read as texts, measurements as numbers, the rest is inferred")
  func declarations() throws {
    let types = try ["a", "a:regression", "a:count", "a:binary", "a:multiclass"].map {
      try LabelSpecification(parsing: $0).declaration.type
    }
    #expect(types == [.inferred, .numeric, .numeric, .categorical, .categorical])
  }
}
