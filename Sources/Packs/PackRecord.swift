public import Training

/// What became of one model of a pack, judged on the validation rows. Its data are those of all
/// tasks, whichever it learns.
public typealias PackRecord = ModelRecord<PackSettings>

/// What others do while a pack is on its way.
public typealias PackObserver = ModelSetObserver<PackSettings>

extension PackRecord {
  /// How it was trained.
  public var settings: PackSettings { run }
}
