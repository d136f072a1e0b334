import CommandLineTool
import Foundation
import Reports
import Testing

struct MemoryTests {
  private struct Report: Decodable {
    let profile: Profile

    struct Profile: Decodable {
      let peak_memory: Double
    }
  }

  private static let common = ["--label", "y_*", "--epochs", "1", "--plain"]

  /// A folder with the first rows of the weather.
  private func place() throws -> TemporaryFolder {
    let place = try TemporaryFolder()
    let lines = try place.gunzip(Place.weather).split(separator: "\n").prefix(600)
    try place.write(lines.joined(separator: "\n") + "\n", as: "t.csv")
    return place
  }

  /// The bytes that a run says it will take, and those it took.
  private func memory(_ options: [String]) throws -> (expected: Double, found: Double) {
    let place = try place()
    let outcome = try place.run(
      ["train", "t.csv", "-o", "run", "--profile"] + Self.common + options)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let words = try #require(outcome.errors.firstMatch(of: /memory: about ([\d.]+ [KMG]?B)/))
    let report = try JSONDecoder().decode(Report.self, from: try place.bytes("run/metrics.json"))
    return (
      try #require(MemorySize(argument: String(words.1))).bytes, report.profile.peak_memory
    )
  }

  @Test(
    "a run takes about as much memory as it says",
    arguments: [
      "", "--hidden 2048,2048",
      "--hidden 2048,2048 --checkpoint-every never --optimizer sgd --learning-rate 1e-6",
      "--hidden 1024,1024 --balance mgda", "--hidden 1024,1024 --balance db-mtl",
      "--hidden 1024,1024 --balance mgda --gramian sketch --batch-size 400",
      "--hidden 512,512 --batch-size 400 --layer-norm", "--hidden 512 --balance sdmgrad-stochastic",
      "--hidden 512,512 --towers 128,64 --batch-size 400",
      "--hidden 512,512 --sharing none --balance mgda",
      "--hidden 512,512 --sharing adapters --balance mgda",
      "--hidden 256,256 --sharing experts:4 --balance mgda",
      "--hidden 256,256 --sharing cgc --balance mgda",
      "--hidden 2048,2048 --ema 0.98 --numeric-embedding both",
      "--hidden 512,512 --members 4 --balance mgda", "--hidden 1024,1024 --members 8 --linear-path",
      // After one epoch it is the best of all tasks.
      "--hidden 2048,2048 --own-epochs",
      "--hidden 1024,1024 --balance mgda --gradient-scope last --batch-size 256",
      "--hidden 1024,512 --balance upgrad --batch-size 480 --checkpoint-every never",
    ])
  func estimate(options: String) throws {
    let (expected, found) = try memory(options.split(separator: " ").map(String.init))
    // Too little would be no warning, far too much would refuse what fits. Some megabytes are not the
    // run's: kernels map more or less of the program's file, and products for AVX-512 take 3 MB of code.
    #expect(found < 1.1 * expected + 4e6, "\(found) of \(expected)")
    #expect(found > 0.9 * expected, "\(found) of \(expected)")
  }

  @Test(
    "a run that would take more than it may is refused before it begins, with what would fit",
    arguments: [
      ("--hidden 256,256 --batch-size 480 --balance mgda --memory 63MB", "--batch-size"),
      ("--hidden 2048,2048 --memory 200MB", "--hidden"),
      ("--hidden 700,700 --balance mgda --memory 98MB --batch-size 16", "--gradient-scope"),
    ])
  func refusal(options: String, remedy: String) throws {
    let place = try place()
    let train =
      ["train", "t.csv", "-o", "run"] + Self.common
      + options.split(separator: " ").map(String.init)
    let refused = try place.run(train)
    #expect(refused.status == 64)
    #expect(try place.contents() == ["t.csv"])
    let found = try #require(refused.errors.firstMatch(of: /; (--\S+) (\S+) would fit/))
    #expect(refused.errors.contains("more than --memory "))
    #expect(found.1 == remedy)
    // And it does.
    let again = try place.run(train + [String(found.1), String(found.2)])
    #expect(again.status == 0, "\(again.errors)")
  }

  @Test("what no machine has is refused, and a table that does not fit while it is read")
  func extremes() throws {
    let place = try TemporaryFolder()
    let widths = ["--hidden", "65536,65536,65536"]
    let huge = try place.run(["train", Place.weather, "-o", "run"] + Self.common + widths)
    #expect(huge.status == 64)
    #expect(huge.errors.contains("of this machine; --hidden "))
    let tall = try place.run(
      ["train", Place.weather, "-o", "run", "--memory", "39MB"] + Self.common)
    #expect(tall.status == 64)
    #expect(tall.errors.contains("has more rows than there is memory for"))
    #expect(try place.contents() == [])
  }
}
