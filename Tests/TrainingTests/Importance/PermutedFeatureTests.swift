import Datasets
import Testing
import Training

@Suite struct PermutedFeatureTests {
  /// Dates, two numbers of one kind and a text, with a label; of school and size the means are read
  /// together.
  private func data() throws -> (schema: Schema, dates: [DateFeatures]) {
    let lines =
      ["when,temp,school,temp_before,size,y"]
      + (0..<40).map { row in
        "2023-0\(1 + row % 9)-1\(row % 7) 0\(row % 5):00,\(row * 7 % 13),"
          + "\(["a", "b"][row % 2]),\(row * 5 % 11),\(["l", "m", "s"][row % 3]),\(row % 10)"
      }
    let (dataset, description) = try Dataset.read(
      TableReader(
        sources: [.bytes(name: "t", Array((lines.joined(separator: "\n") + "\n").utf8))],
        options: ReadingOptions()))
    let table = try LabelledTable(
      dataset, description, labels: LabelSpecification.parse(labels: ["y:regression"]))
    let data = try table.prepared(
      Split(rowCount: 40, fractions: (0.8, 0.1, 0.1), seed: 1),
      encoding: EncodingOptions(crosses: [["school", "size"]]))
    try #require(data.schema.readFeatures.count > 6 && !data.schema.crosses.isEmpty)
    return (data.schema, table.reading.dateFeatures)
  }

  @Test("features are the columns of the table: dates as one, without what is made of columns")
  func columns() throws {
    let (schema, dates) = try data()
    let features = try schema.permutedFeatures(dates: dates)
    #expect(features.map(\.name) == ["when", "temp", "school", "temp_before", "size"])
    #expect(features.map(\.columns) == features.map { [$0.name] })
  }

  @Test("columns of a group are one feature, in the place of the first of them")
  func groups() throws {
    let (schema, dates) = try data()
    let features = try schema.permutedFeatures(dates: dates, groups: ["temp*", "size, when"])
    #expect(features.map(\.name) == ["size, when", "temp*", "school"])
    #expect(features.map(\.columns) == [["when", "size"], ["temp", "temp_before"], ["school"]])
    // Said twice, a column of a group is in it once.
    let twice = try schema.permutedFeatures(dates: dates, groups: ["temp,temp*"])
    #expect(twice.map(\.name) == ["when", "temp,temp*", "school", "size"])
  }

  @Test(
    "groups that cannot be are refused, with what to do",
    arguments: [
      (
        ["tmep"],
        #"column "tmep": is to be permuted with others, but is no feature of the model; "#
          + #"did you mean "temp"?"#
      ),
      (["when.weekdy*"], "there are: when, temp, school, temp_before, size"),
      (["y"], "is no feature of the model"),
      ([","], "names no features that are to be permuted together"),
      (
        ["temp,size", "s*"],
        #"column "size": is to be permuted with two groups of features, "temp,size" and "s*"; "#
          + "name it in one of them"
      ),
    ])
  func refused(groups: [String], message: String) throws {
    let (schema, dates) = try data()
    let error = #expect(throws: DatasetError.self) {
      try schema.permutedFeatures(dates: dates, groups: groups)
    }
    #expect(error?.kind == .request)
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
