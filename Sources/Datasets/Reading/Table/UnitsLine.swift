internal import Remedies

/// A record below the header that tells the columns' units.
struct UnitsLine: Codable, Sendable, Equatable {
  /// What messages call the source.
  let file: String
  /// The record.
  let record: RecordCopy

  /// A record that is said to tell units.
  init(_ record: RecordCopy, file: String) {
    (self.record, self.file) = (record, file)
  }

  /// Recognises the record: where the one below has numbers it has none, but units, and at least
  /// one that is no other word.
  init?(_ record: RecordCopy, below: RecordCopy, file: String, decimalMark: DecimalMark) {
    guard record.count == below.count else { return nil }
    var known = 0
    for field in 0..<record.count {
      let text = record.text(field)
      if record[field].isNumber(decimalMark) { return nil }
      guard below[field].isNumber(decimalMark), !Self.isBlank(text) else { continue }
      guard Self.isUnit(text) else { return nil }
      known += 1
    }
    guard known > 0 else { return nil }
    self.init(record, file: file)
  }

  /// The first few of the units.
  var sample: String {
    let texts = (0..<record.count).map(record.text).filter { !$0.isEmpty }
    return texts.prefix(4).map(quoted).joined(separator: ", ") + (texts.count > 4 ? ", …" : "")
  }

  private static let remedy = Remedy(
    .parameter(.hasUnits, .literal("true"), purpose: "to skip it"))

  /// An error that the line caused.
  func explaining(_ error: DatasetError) -> DatasetError {
    var explained = error
    explained.problem = "is no number: the line looks like one of units"
    explained.remedy = Self.remedy
    return explained
  }

  /// What a person should know where the line was read as a row without an error.
  var notice: Notice {
    Notice(
      "the line was read as a row, but looks like one of units (\(sample))",
      remedy: Self.remedy, file: file, line: record.line)
  }

  /// Whether a text says that there is no unit.
  private static func isBlank(_ text: String) -> Bool {
    text.isEmpty || ["-", "–", "—", "1", "none", "NA", "n/a", "N/A"].contains(text)
  }

  /// Whether a text is a unit: in brackets, or made of known units.
  static func isUnit(_ text: String) -> Bool {
    let brackets: [Character: Character] = ["[": "]", "(": ")", "{": "}", "<": ">"]
    if text.count > 1, let first = text.first, let closing = brackets[first] {
      return text.last == closing
    }
    let parts = text.split { "/*·.×^ ".contains($0) }
    let units = parts.map { $0.trimmed { $0.isNumber || "-+−⁻()".contains($0) } }
      .filter { !$0.isEmpty }
    return !units.isEmpty && units.allSatisfy(isKnown)
  }

  private static let known = Set(
    """
    m g s A K mol cd Hz N Pa J W C V F Ω ohm S Wb T H lm lx Bq Gy Sv rad sr deg °C °F °K ° l L t bar \
    atm psi h d min hr hrs sec ha eV cal Wh VA Ah % ‰ ppm ppb in ft yd mi lb lbs oz gal mph kn km/h rpm \
    dB pH px bit B EUR USD GBP € $ £ ¥ degC degF days hours minutes seconds years year yr yrs count \
    counts pcs kmph knots inch inches feet units unit M bp
    """.split(separator: " ").map(String.init))

  private static let prefixes: Set<Character> = [
    "f", "p", "n", "u", "µ", "μ", "m", "c", "d", "h", "k", "K", "M", "G", "T",
  ]

  private static func isKnown(_ unit: String) -> Bool {
    if known.contains(unit) { return true }
    guard let first = unit.first, prefixes.contains(first) else { return false }
    return known.contains(String(unit.dropFirst()))
  }
}

extension Substring {
  /// The text without such characters at either end.
  fileprivate func trimmed(_ isOuter: (Character) -> Bool) -> String {
    guard let first = firstIndex(where: { !isOuter($0) }),
      let last = lastIndex(where: { !isOuter($0) })
    else { return "" }
    return String(self[first...last])
  }
}
