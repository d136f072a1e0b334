public import CrossValidating
public import Packs

/// One of several models of a run, each of which has files of its own.
public protocol KeptRun: Codable, Hashable, Sendable {
  /// What the names of its files begin with, which no other one's do.
  var fileStem: String { get }
}

extension PackSettings: KeptRun {
  /// Its number.
  public var fileStem: String { "\(number)" }
}

extension FoldRun: KeptRun {
  /// The number of its fold, from 1 on.
  public var fileStem: String {
    switch self {
    case .fold(let fold): "fold-\(fold + 1)"
    case .allRows: "all-rows"
    }
  }
}
