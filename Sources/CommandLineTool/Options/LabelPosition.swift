import ArgumentParser
import Datasets

/// The names of labels.
extension [String] {
  /// The position of the label of that name.
  ///
  /// - Throws: `ValidationError` with the nearest name there is.
  func position(of name: String, option: String) throws -> Int {
    guard let index = firstIndex(of: name) else {
      let remedy = DatasetError.remedy(for: name, among: self) ?? ""
      throw ValidationError("\(option): there is no label '\(name)'; \(remedy)")
    }
    return index
  }
}
