package import Foundation

extension CodingUserInfoKey {
  /// Where a decoder keeps the `LossCatalogue` that names of losses mean one of.
  static let losses: CodingUserInfoKey = {
    guard let key = CodingUserInfoKey(rawValue: "equipoise.losses") else {
      preconditionFailure("any text is a key")
    }
    return key
  }()
}

extension JSONDecoder {
  /// A decoder for which the name of a loss means one of these.
  package convenience init(among losses: LossCatalogue) {
    self.init()
    userInfo[.losses] = losses
  }
}

extension Decoder {
  /// The losses that names may mean: those that the decoder was given, or the built-in ones.
  package var losses: LossCatalogue { userInfo[.losses] as? LossCatalogue ?? .standard }
}
