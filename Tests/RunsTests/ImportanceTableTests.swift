import Datasets
import Foundation
import Runs
import Testing
import Training

struct ImportanceTableTests {
  /// What features with odd names are worth, one of them for nothing that can be measured.
  private static func importance(labels: [String] = ["y", "a, \"b\""]) -> PermutationImportance {
    func feature(
      _ name: String, _ values: [Double?], isKnown: Bool = true
    ) -> PermutationImportance.Feature {
      PermutationImportance.Feature(
        name: name, columns: nil, importance: values[0],
        interval: values[0].map { Interval(low: $0 - 0.125, high: $0 + 1e-17) },
        labels: zip(labels, values).map { label, value in
          PermutationImportance.OfLabel(
            label: label, importance: value,
            interval: isKnown ? value.map { Interval(low: $0 / 3, high: 2 * $0) } : nil,
            standardDeviation: isKnown ? 1.0 / 3 : nil, metric: "rmse",
            metricIncrease: value.map { 7 * $0 }, labelled: 17)
        })
    }
    return PermutationImportance(
      [
        feature("temp,dew*", [-0.25, 1e-300]), feature("  blank", [nil, 0.1], isKnown: false),
        feature("\"x\"\n", [0.1 + 0.2, 0]),
      ], rows: 30, allRows: 70, repeats: 2, askedRepeats: 5, resampling: nil)
  }

  private func folder(_ text: String?) throws -> (RunFolder, URL) {
    let place = FileManager.default.temporaryDirectory.appending(path: "importance-\(UUID())")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try text.map { try Data($0.utf8).write(to: place.appending(path: "importance.csv")) }
    return (RunFolder(path: place.path), place)
  }

  @Test("the table read back has the same figures, whatever the names")
  func readBack() throws {
    let importance = Self.importance()
    let (run, place) = try folder(importance.csv)
    defer { try? FileManager.default.removeItem(at: place) }
    #expect(try run.readImportance() == importance)
  }

  @Test("there is a line for each feature and label, the features in the order of their means")
  func lines() {
    let records = Self.importance(labels: ["y", "z"]).records
    #expect(
      records[0] == [
        "feature", "label", "importance", "low", "high", "std", "metric", "metric_increase",
        "labelled", "mean_importance", "mean_low", "mean_high", "rows", "all_rows", "repeats",
        "asked_repeats",
      ])
    #expect(
      records.dropFirst().map { Array($0.prefix(2)) } == [
        ["\"x\"\n", "y"], ["\"x\"\n", "z"], ["temp,dew*", "y"], ["temp,dew*", "z"],
        ["  blank", "y"], ["  blank", "z"],
      ])
    #expect(
      records[3] == [
        "temp,dew*", "y", "-0.25", "\(-0.25 / 3)", "-0.5", "\(1.0 / 3)", "rmse", "-1.75", "17",
        "-0.25", "-0.375", "-0.25", "30", "70", "2", "5",
      ])
    // What is not known is empty.
    #expect(records[5][2...5] == ["", "", "", ""] && records[5][9...11] == ["", "", ""])
  }

  @Test("where there is no table there is nothing, and one that was changed is refused")
  func damaged() throws {
    let (none, place) = try folder(nil)
    defer { try? FileManager.default.removeItem(at: place) }
    #expect(try none.readImportance() == nil)
    let text = Self.importance(labels: ["y", "z"]).csv
    let header = String(text.prefix { $0 != "\n" })
    for (changed, problem) in [
      (header + "\n", "there are no rows"),
      (text.replacing("-0.25,-0.08", with: "some,-0.08"), "\"some\" is not a number"),
      (text.replacing(",17,", with: ",1.5,"), "is not a whole number"),
      (text.replacing("std", with: "sdt"), "there is no column \"std\""),
    ] {
      let (run, place) = try folder(changed)
      defer { try? FileManager.default.removeItem(at: place) }
      let error = #expect(throws: DatasetError.self) { try run.readImportance() }
      #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }
  }
}
