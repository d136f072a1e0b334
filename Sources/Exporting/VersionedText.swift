package import Foundation
internal import Losses

/// JSON that says under `version` which form it has.
package enum VersionedText {
  private struct Version: Decodable { let version: Int }

  /// Reads the version first: another version's contents cannot be expected to fit.
  ///
  /// - Throws: `ModelFileError.unknownVersion`, `missingLoss`, or `badDescription` where the text
  ///   is not what that version writes.
  package static func decode<Contents: Decodable>(
    _ text: String, version known: Int, by decoder: JSONDecoder = JSONDecoder()
  ) throws(ModelFileError) -> Contents {
    let data = Data(text.utf8)
    let version: Int
    do {
      version = try decoder.decode(Version.self, from: data).version
    } catch {
      throw .badDescription("\(error)")
    }
    guard version == known else { throw .unknownVersion(version, known: known) }
    do {
      return try decoder.decode(Contents.self, from: data)
    } catch DecodingError.dataCorrupted(let context) {
      guard case .unknown(let name) = context.underlyingError as? LossError else {
        throw .badDescription("\(DecodingError.dataCorrupted(context))")
      }
      throw .missingLoss(name)
    } catch {
      throw .badDescription("\(error)")
    }
  }
}
