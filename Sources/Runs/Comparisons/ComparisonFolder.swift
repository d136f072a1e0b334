public import Comparing
public import DurableFiles
internal import Fingerprints
public import Foundation
internal import Remedies
public import Training

/// The folder of a comparison: what became of each of its runs, where those on their way are, and
/// at its end what was found. It can be gone on with after whatever ended it, and extended by
/// schemes and seeds.
///
/// The folder is this process's own until the value goes.
public final class ComparisonFolder: Sendable {
  /// Its path, without slashes at its end.
  public let path: String
  private let lock: FolderLock?

  /// What was found, run by run.
  public static let tableName = "compare.csv"
  /// What was found, in all.
  public static let resultName = "compare.json"
  /// The same for people.
  public static let reportName = "report.html"
  private static let requestName = "request.json"
  private static let runsName = "runs"

  /// Makes the folder, or opens that of the same comparison.
  ///
  /// - Parameter request: What all of its runs have in common.
  /// - Throws: As `check`, and `FileError` where the folder cannot be made, or another process
  ///   writes to it.
  public init(path: String, request: ComparisonRequest) throws {
    try Self.check(path: path, request: request)
    self.path = DurableFolder(path: path).path
    let runs = DurableFolder(path: "\(self.path)/\(Self.runsName)")
    try runs.create()
    lock = try FolderLock(of: runs.path)
    // Another process may have begun, and ended, a comparison since.
    try Self.check(path: path, request: request)
    // What a process left that was killed while it wrote.
    for folder in [self.path, runs.path] {
      for name in RunFolder.names(in: folder) where name.contains(PartialFile.mark) {
        unlink("\(folder)/\(name)")
      }
    }
    let file = AtomicFile(path: "\(self.path)/\(Self.requestName)")
    if access(file.path, F_OK) != 0 { try file.write(try request.encoded()) }
  }

  /// The folder of a comparison that another process has opened, and shares with this one: each writes
  /// runs of its own.
  public init(joining path: String) {
    self.path = DurableFolder(path: path).path
    lock = nil
  }

  deinit {
    guard let lock else { return }
    // A comparison that ended before anything of it was saved leaves nothing behind.
    guard !hasRuns else { return }
    lock.removeFile()
    rmdir("\(path)/\(Self.runsName)")
    unlink("\(path)/\(Self.requestName)")
    rmdir(path)
  }

  /// Checks, before hours go into training, that what is in a folder's place can be gone on with.
  ///
  /// - Throws: `FileError` where it is no comparison, `ComparisonRequest.Mismatch` where it is
  ///   another one.
  public static func check(path: String, request: ComparisonRequest) throws {
    let path = DurableFolder(path: path).path
    try DurableFolder(holding: path).requireWritable()
    let file = "\(path)/\(requestName)"
    if FileManager.default.fileExists(atPath: file) {
      try ComparisonRequest(decoding: StoredFile(path: file).read(), at: file)
        .check(request, at: path)
    } else if FileManager.default.fileExists(atPath: path),
      !RunFolder.names(in: path).allSatisfy({ $0 == runsName || $0.contains(PartialFile.mark) })
    {
      throw FileError(
        path: path, problem: "exists and is not a comparison",
        remedy: Remedy("choose another \(.path)"))
    }
  }

  /// Whether it is known what became of a run.
  public func holds(_ run: PlannedRun) -> Bool {
    FileManager.default.fileExists(atPath: recordFile(of: run))
  }

  /// What became of a run; nil where nothing is known of it.
  ///
  /// - Throws: `FileError` where its record cannot be read.
  public func record(of run: PlannedRun) throws(FileError) -> RunRecord? {
    guard holds(run) else { return nil }
    let file = recordFile(of: run)
    let data = try StoredFile(path: file).read()
    guard let record = try? JSONDecoder.ofAnyNumber.decode(RunRecord.self, from: data),
      record.run == run, record.outcome.isConsistent
    else {
      throw FileError(
        path: file, problem: "is not the record of a run of this comparison",
        remedy: "remove it, and the run is trained again")
    }
    return record
  }

  /// Keeps what became of a run, and lets its checkpoint go.
  public func keep(_ record: RunRecord) throws {
    try AtomicFile(path: recordFile(of: record.run))
      .write(try JSONEncoder.ofAnyNumber.encode(record))
    unlink(place(of: record.run) + Self.checkpointSuffix)
  }

  /// Where a run is to go on; nil where it is to begin: a checkpoint that is damaged, or of other
  /// data, is of no use, and the run the same without it.
  public func checkpoint(of run: PlannedRun, on data: DataFingerprint) -> TrainingCheckpoint? {
    guard let bytes = try? StoredFile(path: place(of: run) + Self.checkpointSuffix).read(),
      let checkpoint = try? CheckpointFile.decode(bytes), checkpoint.data == data
    else { return nil }
    return checkpoint.training
  }

  /// Keeps a checkpoint of a run in place of the last one.
  public func save(_ checkpoint: RunCheckpoint, of run: PlannedRun) throws {
    try AtomicFile(path: place(of: run) + Self.checkpointSuffix)
      .write(try CheckpointFile.encodePieces(checkpoint))
  }

  /// Whether anything is kept of any run.
  public var hasRuns: Bool {
    RunFolder.names(in: "\(path)/\(Self.runsName)").contains { $0 != FolderLock.name }
  }

  /// Writes what was found, each file in an earlier one's stead.
  public func finish(table: Data, result: Data, report: Data) throws(FileError) {
    let files = [
      (Self.tableName, table), (Self.resultName, result), (Self.reportName, report),
    ]
    for (name, data) in files { try AtomicFile(path: "\(path)/\(name)").write(data) }
  }

  private static let checkpointSuffix = ".safetensors"

  private func recordFile(of run: PlannedRun) -> String { place(of: run) + ".json" }

  /// Where a run's files are, without what they end in.
  private func place(of run: PlannedRun) -> String {
    "\(path)/\(Self.runsName)/\(run.fileName)"
  }
}

extension PlannedRun {
  /// A name that says what the run is, and is no other run's: what no file name can hold is left
  /// out, and a fingerprint of the whole put in its place.
  fileprivate var fileName: String {
    let (kind, name) =
      switch subject {
      case .task(let name): ("single", name)
      case .scheme(let name): ("shared", name)
      }
    let plain = String(
      name.prefix(60).map {
        $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-"
      })
    let stream = FingerprintStream()
    stream.add(name)
    let mark = plain == name ? "" : "-\(stream.fingerprint.description.prefix(8))"
    let fold = fold.map { "-fold\($0 + 1)" } ?? ""
    return "\(kind)-\(plain)\(mark)-seed\(seed)\(fold)"
  }
}
