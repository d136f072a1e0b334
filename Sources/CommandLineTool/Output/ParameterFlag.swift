import Datasets
import Remedies
import Reports

/// The option of a command line that sets a parameter, and how its value stands behind it.
package struct ParameterFlag {
  /// Its name, with the dashes.
  package let name: String
  private let form: Form

  /// How a value is written.
  enum Form {
    /// Not at all: the name says it.
    case nothing
    /// As it is.
    case plain
    /// As a word of a shell, in quotes.
    case quoted
    /// The mark between groups of digits; a space has a name.
    case groupMark
    /// A column's name among names and patterns.
    case column
    /// `NAME:FORMAT`.
    case date
    /// `NAME=UNIT`.
    case unit
    /// `NAME:KIND`, perhaps with the loss behind it.
    case label
  }

  init(_ name: String, _ form: Form) {
    self.name = name
    self.form = form
  }

  /// The option with a value.
  ///
  /// - Parameter preposition: What stands before a value that a person knows, such as "with".
  func text(_ value: Setting.Value, _ preposition: String? = nil) -> String {
    if form == .nothing { return name }
    let words =
      switch value {
      case .described(let text): (preposition.map { "\($0) " } ?? "") + text
      case .literal(let text), .text(let text): word(text)
      case .column(let column, nil): column.asColumnArgument
      case .column(let column, let text?): word(column, as: text)
      }
    return "\(name) \(words)"
  }

  private func word(_ text: String) -> String {
    switch form {
    case .quoted: text.asShellWord
    case .groupMark: text == " " ? "space" : text.asShellWord
    default: text
    }
  }

  private func word(_ column: String, as text: String) -> String {
    switch form {
    case .unit: "\(column)=\(text)".asShellWord
    case .label: LabelSpecification.argument(column, as: text)
    default: "\(column):\(text)".asPlainShellWord
    }
  }
}

extension LabelSpecification {
  /// What a shell takes for the value of `--label` that means this column as this kind, perhaps
  /// with a loss behind it.
  package static func argument(_ name: String, as kind: String) -> String {
    let plain = "\(name):\(kind)"
    if let parsed = try? LabelSpecification(parsing: plain), parsed.pattern == name {
      // A dash would begin another option.
      return (name.first == "-" ? "?" + plain.dropFirst() : plain).asPlainShellWord
    }
    let quoted = "\"" + name.replacing("\"", with: "\"\"") + "\""
    return "\(quoted):\(kind)".asPlainShellWord
  }
}
