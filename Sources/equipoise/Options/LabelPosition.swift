import ArgumentParser
import Datasets

extension [PredictionTask] {
  /// The position of the label of that name.
  ///
  /// - Throws: `ValidationError` with the nearest name there is.
  func position(of name: String, option: String) throws -> Int {
    guard let index = firstIndex(where: { $0.name == name }) else {
      let remedy = DatasetError.remedy(for: name, among: map(\.name)) ?? ""
      throw ValidationError("\(option): there is no label '\(name)'; \(remedy)")
    }
    return index
  }
}
