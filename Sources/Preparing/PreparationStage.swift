internal import Datasets
internal import DurableFiles
internal import Foundation
internal import Statistics

/// How far a preparation has come behind one of its tables, as it is kept in a file.
struct PreparationStage: Codable {
  /// The file's name, in the folder that is not complete.
  static let fileName = "stage.json"

  /// What was asked for.
  private let options: ReadingOptions
  private let request: PreparedLabels
  private let rowsPerGroup: Int?
  /// The tables that have been read.
  private let identities: [SourceIdentity]
  /// What reading has come to.
  let reading: ReadingState
  /// What the labels add up to.
  let labels: LabelTallies.Sums
  /// What has been written.
  let written: PreparedTableWriter.Progress

  /// - Returns: Nil where one of the tables cannot be read again, as standard input.
  init?(
    _ preparation: TablePreparation, identities: ArraySlice<SourceIdentity?>,
    reading: ReadingState, labels: LabelTallies.Sums, written: PreparedTableWriter.Progress
  ) {
    let known = identities.compactMap(\.self)
    guard known.count == identities.count else { return nil }
    options = preparation.options
    request = preparation.labels
    rowsPerGroup = preparation.rowsPerGroup
    self.identities = known
    self.reading = reading
    self.labels = labels
    self.written = written
  }

  /// The file's bytes.
  var data: Data? {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = Self.encodingNumbers
    return try? encoder.encode(self)
  }

  /// What is kept in a folder, if it is of the same request and of tables that have not changed.
  static func read(at folder: String, of preparation: TablePreparation) -> PreparationStage? {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = decodingNumbers
    guard let data = try? StoredFile(path: "\(folder)/\(fileName)").read(),
      let stage = try? decoder.decode(PreparationStage.self, from: data),
      stage.options == preparation.options, stage.request == preparation.labels,
      stage.rowsPerGroup == preparation.rowsPerGroup,
      stage.identities.count == stage.reading.sourceCount,
      stage.identities.count < preparation.sources.count
    else { return nil }
    let now = preparation.sources.prefix(stage.identities.count).map(SourceIdentity.init)
    return now == stage.identities ? stage : nil
  }

  private static let words = ("Infinity", "-Infinity", "NaN")
  private static var encodingNumbers: JSONEncoder.NonConformingFloatEncodingStrategy {
    .convertToString(positiveInfinity: words.0, negativeInfinity: words.1, nan: words.2)
  }
  private static var decodingNumbers: JSONDecoder.NonConformingFloatDecodingStrategy {
    .convertFromString(positiveInfinity: words.0, negativeInfinity: words.1, nan: words.2)
  }
}

/// What tells a table's file from another one, and from itself once it has changed.
struct SourceIdentity: Codable, Equatable {
  let path: String
  let bytes: UInt64
  let modified: Double

  /// - Returns: Nil for what is no file.
  init?(_ source: TableSource) {
    guard case .file(let path) = source,
      let attributes = try? FileManager.default.attributesOfItem(
        atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path),
      attributes[.type] as? FileAttributeType == .typeRegular,
      let bytes = attributes[.size] as? NSNumber,
      let modified = attributes[.modificationDate] as? Date
    else { return nil }
    self.path = path
    self.bytes = bytes.uint64Value
    self.modified = modified.timeIntervalSince1970
  }
}
