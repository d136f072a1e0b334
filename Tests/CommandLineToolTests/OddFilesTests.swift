import Foundation
import Testing

/// The odd inputs beside the repository, from the outside.
@Suite(.enabled(if: Place.hasShared))
struct OddFilesTests {
  struct Entry: Decodable {
    let file: String
    let accept: String
  }

  private static let folder = Place.shared.appending(path: "odd")

  /// JSON has no infinity, but the manifest does.
  static let entries: [Entry] = {
    let path = folder.appending(path: "manifest.json")
    guard let text = try? String(contentsOf: path, encoding: .utf8) else { return [] }
    let plain = text.replacing(/-?Infinity/, with: "0")
    return (try? JSONDecoder().decode([Entry].self, from: Data(plain.utf8))) ?? []
  }()

  /// The column that holds what is odd, where it is not x.
  private static let labels = ["43": "k", "47": "zip:multiclass"]
  /// The line of what is refused, where it is on one.
  private static let lines = [
    "23": 2, "25": 3, "26": 3, "29": 4, "34": 1, "43": 2, "44": 1, "45": 2, "50": 2,
  ]

  @Test("prior reads or refuses it as the manifest says", arguments: entries)
  func prior(entry: Entry) throws {
    let key = String(entry.file.prefix(2))
    let path = Self.folder.appending(path: entry.file).path
    let outcome = try TemporaryFolder().run("prior", path, "--label", Self.labels[key] ?? "x")
    #expect(outcome.hasExited)
    switch entry.accept {
    case "read": #expect(outcome.status == 0, "\(outcome.errors)")
    case "error": #expect(outcome.status == 1)
    default: #expect(outcome.status <= 1)
    }
    guard outcome.status != 0 else { return }
    #expect(outcome.output == "")
    let line = Self.lines[key].map { ":\($0):" } ?? ":"
    #expect(outcome.errors.hasPrefix("Error: \(path)\(line)"), "\(outcome.errors)")
  }

  @Test("training on what is refused leaves nothing behind", arguments: entries)
  func train(entry: Entry) throws {
    let key = String(entry.file.prefix(2))
    let place = try TemporaryFolder()
    let outcome = try place.run(
      "train", Self.folder.appending(path: entry.file).path, "--label", Self.labels[key] ?? "x",
      "--epochs", "1", "--hidden", "4", "--split", "1,0,0", "-o", "run")
    #expect(outcome.hasExited)
    if entry.accept == "read" { #expect(outcome.status == 0, "\(outcome.errors)") }
    if entry.accept == "error" { #expect(outcome.status == 1) }
    #expect(try place.contents() == (outcome.status == 0 ? ["run"] : []))
  }

  @Test("what the error of unusual markers says to do makes the file readable")
  func remedy() throws {
    let path = Self.folder.appending(path: "29_na_custom.csv.gz").path
    let outcome = try TemporaryFolder().run(
      "prior", path, "--label", "x", "--missing", "-", "--missing", ".", "--missing", "-999")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("6 rows, 2 with every label"))
  }

  @Test("the manifest is there")
  func manifest() { #expect(Self.entries.count > 30) }
}
