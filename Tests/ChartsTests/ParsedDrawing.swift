import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// An element as an XML parser that knows nothing of charts reads it.
final class ParsedElement {
  let name: String
  let attributes: [String: String]
  private(set) var children: [ParsedElement] = []
  fileprivate(set) var text = ""

  fileprivate init(_ name: String, _ attributes: [String: String]) {
    (self.name, self.attributes) = (name, attributes)
  }

  fileprivate func add(_ child: ParsedElement) {
    children.append(child)
  }

  /// The element and all in it.
  var all: [ParsedElement] { [self] + children.flatMap(\.all) }

  /// The words of its class.
  var classes: [Substring] { attributes["class", default: ""].split(separator: " ") }

  /// All elements in it of a class.
  func elements(class style: Substring) -> [ParsedElement] {
    all.filter { $0.classes.contains(style) }
  }

  /// All elements in it of a name.
  func elements(named name: String) -> [ParsedElement] {
    all.filter { $0.name == name }
  }

  /// An attribute that must be a number.
  func number(_ attribute: String) throws -> Double {
    let text = try #require(attributes[attribute])
    return try #require(Double(text))
  }

  /// The text of its own title.
  var title: String? { children.first { $0.name == "title" }?.text }
}

/// Reads a drawing; fails where it is not well-formed XML.
func parsed(_ svg: String) throws -> ParsedElement {
  let reader = ElementReader()
  let parser = XMLParser(data: Data(svg.utf8))
  parser.delegate = reader
  try #require(parser.parse(), "\(String(describing: parser.parserError)) in \(svg)")
  return try #require(reader.root)
}

private final class ElementReader: NSObject, XMLParserDelegate {
  var root: ParsedElement?
  private var open: [ParsedElement] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    let element = ParsedElement(name, attributes)
    open.last?.add(element)
    if root == nil { root = element }
    open.append(element)
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    open.last?.text += text
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
  }
}
