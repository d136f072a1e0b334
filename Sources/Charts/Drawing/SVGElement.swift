/// An element of a drawing: a name, attributes and what is in it. All text is escaped as it is
/// written.
package struct SVGElement: Sendable {
  let name: String
  private(set) var attributes: [(name: String, value: String)] = []
  private(set) var children: [Child] = []

  /// What an element holds.
  enum Child: Sendable {
    case element(SVGElement)
    case text(String)
  }

  /// An element with nothing in it.
  package init(_ name: String, class style: String? = nil) {
    self.name = name
    if let style { self["class"] = style }
  }

  /// An element with elements in it.
  package init(_ name: String, class style: String? = nil, _ elements: [SVGElement]) {
    self.init(name, class: style)
    children = elements.map(Child.element)
  }

  /// An element with text in it.
  package init(_ name: String, class style: String? = nil, text: String) {
    self.init(name, class: style)
    children = [.text(text)]
  }

  /// The value of an attribute; nil where there is none, and to take it away.
  package subscript(attribute: String) -> String? {
    get { attributes.first { $0.name == attribute }?.value }
    set {
      attributes.removeAll { $0.name == attribute }
      if let newValue { attributes.append((attribute, newValue)) }
    }
  }

  /// The element with more attributes.
  package func with(_ pairs: KeyValuePairs<String, String?>) -> SVGElement {
    var element = self
    for (name, value) in pairs { element[name] = value }
    return element
  }

  /// The element with places and lengths, each written as a coordinate.
  package func at(_ pairs: KeyValuePairs<String, Double>) -> SVGElement {
    var element = self
    for (name, value) in pairs { element[name] = value.coordinate }
    return element
  }

  /// Puts an element at the end.
  package mutating func append(_ element: SVGElement) {
    children.append(.element(element))
  }

  /// Puts elements at the end.
  package mutating func append(_ elements: [SVGElement]) {
    for element in elements { append(element) }
  }

  /// The element as text.
  package var text: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    text += "<" + name
    for attribute in attributes { text += " \(attribute.name)=\"\(attribute.value.escaped)\"" }
    guard !children.isEmpty else { return text += "/>" }
    text += ">"
    for child in children {
      switch child {
      case .element(let element): element.write(to: &text)
      case .text(let content): text += content.escaped
      }
    }
    text += "</\(name)>"
  }
}
