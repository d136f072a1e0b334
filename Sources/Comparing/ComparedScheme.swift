public import Balancing

/// A scheme in a comparison.
public struct ComparedScheme: Sendable {
  /// What it is called: as it was asked for, with a number where it was asked for before.
  public let name: String
  /// The scheme.
  public let request: SchemeRequest

  /// What the others are compared to.
  public static let baseline = "equal"

  /// The schemes that are compared if none is named: the sum as it is, the scales of the article,
  /// two that learn weights from losses, and three that look at gradients: at their lengths, at
  /// conflicts pair by pair, and at all conflicts at once.
  public static let usual = [
    baseline, "prior", "geometric", "uncertainty", "famo", "unit-gradient", "pcgrad", "upgrad",
  ]

  /// Every scheme of the catalogue that needs nothing but its name.
  ///
  /// - Parameter hasPrimary: Whether there is a label that the others are to help.
  public static func all(hasPrimary: Bool) -> [String] {
    SchemeCatalogue.entries.map(\.name).filter { name in
      let context = SchemeContext(
        taskNames: ["a", "b"], initialLosses: [1, 1], priorLosses: [1, 1],
        measuredInitialLosses: [1, 1], primary: hasPrimary ? 0 : nil)
      return (try? SchemeCatalogue.parse(name).makeScheme(context)) != nil
    }
  }

  /// Reads schemes as a command line names them. The baseline comes first if it is not among them.
  ///
  /// - Throws: `BalancingError` for one that is unknown or lacks a parameter.
  public static func list(_ texts: [String]) throws(BalancingError) -> [ComparedScheme] {
    var schemes: [ComparedScheme] = []
    for text in texts {
      let request = try SchemeCatalogue.parse(text)
      let copies = schemes.count { $0.request.text == text }
      schemes.append(
        ComparedScheme(name: copies == 0 ? text : "\(text) (\(copies + 1))", request: request))
    }
    if !schemes.contains(where: \.isBaseline) {
      let request = try SchemeCatalogue.parse(baseline)
      schemes.insert(ComparedScheme(name: baseline, request: request), at: 0)
    }
    return schemes
  }

  /// Whether it is what the others are compared to.
  var isBaseline: Bool { name == Self.baseline }
}
