import Foundation
import Testing

/// Cases from people's reports beside the repository: each of the manifest's commands, held to what
/// is expected of it.
@Suite(.enabled(if: Place.hasShared))
struct FieldCaseTests {
  /// A case of the manifest.
  struct Entry: Decodable, CustomTestStringConvertible {
    let file: [String]
    let command: String
    let expected: String

    var testDescription: String { "\(file.joined(separator: ", ")): \(command.prefix(60))" }
  }

  static let entries: [Entry] = {
    let path = Place.shared.appending(path: "field/manifest.json")
    guard let data = try? Data(contentsOf: path) else { return [] }
    return (try? JSONDecoder().decode([Entry].self, from: data)) ?? []
  }()

  @Test("a case is as the manifest expects", arguments: entries)
  func holds(entry: Entry) throws {
    // Where one command begins as another does, the longer beginning tells.
    let known = try #require(
      FieldCase.all.filter { $0.file == entry.file[0] && $0.isOf(entry.command) }
        .max { $0.command.count < $1.command.count }, "no check for \(entry.command)")
    try known.check(try FieldFolder())
  }

  @Test("every case has its check")
  func count() {
    #expect(Self.entries.count == 40)
    #expect(FieldCase.all.count == Self.entries.count)
  }
}

/// A folder with the files of the cases, in which commands run as the manifest writes them.
final class FieldFolder: Sendable {
  let place = try? TemporaryFolder()

  init() throws {
    let source = Place.shared.appending(path: "field")
    let place = try #require(place)
    for name in try FileManager.default.contentsOfDirectory(atPath: source.path) {
      try FileManager.default.createSymbolicLink(
        at: place.folder.appending(path: name), withDestinationURL: source.appending(path: name))
    }
  }

  /// Runs a line of Bash in which `equipoise` is the program.
  func run(_ line: String) throws -> TemporaryFolder.Outcome {
    let program = try #require(TemporaryFolder.program).path
    return try #require(place).bash("equipoise() { '\(program)' \"$@\"; }; \(line)")
  }

  /// The JSON that a command prints, which must succeed.
  func json(_ line: String) throws -> [String: Any] {
    let outcome = try run(line)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  /// What `prior` says of each label.
  func prior(_ arguments: String) throws -> [String: PriorFigures] {
    let report = try json("equipoise prior \(arguments) --json")
    let tasks = try #require(report["tasks"] as? [[String: Any]])
    return try Dictionary(
      uniqueKeysWithValues: tasks.map { task in
        (
          try #require(task["name"] as? String),
          PriorFigures(
            rows: try #require(report["rows"] as? Int),
            labelled: try #require(task["labelled"] as? Int),
            loss: try #require(task["prior_loss"] as? Double),
            kind: try #require(task["kind"] as? String),
            classes: (task["classes"] as? [[String: Any]])?.count ?? 0)
        )
      })
  }

  /// Trains, and gives what was measured of each label on the test rows, with what was told.
  func train(_ arguments: String, into run: String = "run") throws -> Trained {
    let outcome = try self.run("equipoise train \(arguments) -o \(run)")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let data = try #require(place).bytes("\(run)/metrics.json")
    let report = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let test = try #require(report["test"] as? [String: Any])
    let tasks = try #require(test["tasks"] as? [[String: Any]])
    return Trained(
      notices: outcome.errors,
      labels: try Dictionary(
        uniqueKeysWithValues: tasks.map { (try #require($0["name"] as? String), $0) }))
  }

  /// The predictions of a run, as records whose first one is the header.
  func predictions(_ arguments: String) throws -> [[String]] {
    let outcome = try run("equipoise predict \(arguments) -o -")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.records
  }

  /// Expects a command to fail with an error that has all of some texts.
  func expectError(_ line: String, _ status: Int32 = 1, saying texts: String...) throws {
    let outcome = try run(line)
    #expect(outcome.status == status, "\(outcome.errors)")
    for text in texts { #expect(outcome.errors.contains(text), "\(outcome.errors)") }
  }

  /// Expects notices to have all of some texts.
  func expect(_ notices: String, saying texts: String...) {
    for text in texts { #expect(notices.contains(text), "\(notices)") }
  }
}

/// What training told and measured.
struct Trained {
  let notices: String
  /// Of each label what `metrics.json` says of the test rows.
  let labels: [String: [String: Any]]

  func figure(_ name: String, of label: String) throws -> Double {
    try #require(labels[label]?[name] as? Double)
  }

  func metric(_ name: String, of label: String) throws -> Double {
    try #require((labels[label]?["metrics"] as? [String: Any])?[name] as? Double)
  }
}

/// What a label costs before anything is learnt.
struct PriorFigures {
  let rows: Int
  let labelled: Int
  let loss: Double
  let kind: String
  let classes: Int

  func hasLoss(_ expected: Double) -> Bool { abs(loss / expected - 1) < 1e-5 }
}
