import CommandLineTool
import Datasets
import Losses
import Remedies
import Testing

struct ParameterFlagTests {
  @Test("each parameter that the library names has an option, which some command has")
  func offered() throws {
    let commands = ["prior", "train", "compare", "evaluate", "predict", "inspect", "export"]
    let helps = try commands.map { try TemporaryFolder().run($0, "--help").output }
    let options = Set(
      helps.joined().matches(of: /(?m)^  (-[a-z])?(?:, )?(--[a-z][a-z-]*)?/).flatMap { match in
        [match.1, match.2].compactMap { $0.map(String.init) }
      })
    #expect(options.isSuperset(of: ["-o", "--output", "--label"]))
    for parameter in Parameter.allCases {
      #expect(options.contains(parameter.flag.name), "\(parameter)")
    }
    let names = Parameter.allCases.map(\.flag.name)
    #expect(Set(names).count == names.count, "no two parameters are the same option")
  }

  @Test(
    "what a remedy says of a label means that label as that kind",
    arguments: [
      "y", "a:count", "a:regresion", "time:start", "\"a\"b", "a\"b:squared", "x y", "-y",
    ],
    ["regression", "regression:huber"])
  func argument(name: String, kind: String) throws {
    let word = LabelSpecification.argument(name, as: kind)
    // Of a shell's quotes no more than these are needed here.
    let text = word.first == "'" ? String(word.dropFirst().dropLast()) : word
    let specification = try LabelSpecification(parsing: text)
    #expect(specification.kind == .regression)
    #expect(specification.loss?.name == (kind == "regression" ? nil : "huber"))
    #expect(text.first != "-" && NamePattern(specification.pattern).matches(name))
  }
}
