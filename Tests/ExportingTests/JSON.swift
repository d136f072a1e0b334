import Foundation

/// A JSON text as a value that can be altered.
enum JSON: Codable, Equatable, Sendable {
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  /// One step from a value to a part of it.
  enum Step: Equatable {
    case key(String)
    case index(Int)
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .int(value)
    } else if let value = try? container.decode(Double.self) {
      self = .double(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSON].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .int(let value): try container.encode(value)
    case .double(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// The steps to every part, in an order that does not change from run to run.
  var paths: [[Step]] {
    switch self {
    case .array(let parts):
      [[]] + parts.enumerated().flatMap { index, part in part.paths.map { [.index(index)] + $0 } }
    case .object(let parts):
      [[]]
        + parts.sorted { $0.key < $1.key }
        .flatMap { key, part in part.paths.map { [.key(key)] + $0 } }
    default: [[]]
    }
  }

  subscript(path: some Collection<Step>) -> JSON? {
    guard let step = path.first else { return self }
    switch (self, step) {
    case (.array(let parts), .index(let index)) where parts.indices.contains(index):
      return parts[index][path.dropFirst()]
    case (.object(let parts), .key(let key)): return parts[key]?[path.dropFirst()]
    default: return nil
    }
  }

  /// The value with one part replaced, or removed if by nil.
  func replacing(_ path: some Collection<Step>, by new: JSON?) -> JSON? {
    guard let step = path.first else { return new }
    switch (self, step) {
    case (.array(var parts), .index(let index)) where parts.indices.contains(index):
      let part = parts[index].replacing(path.dropFirst(), by: new)
      parts.replaceSubrange(index...index, with: part.map { [$0] } ?? [])
      return .array(parts)
    case (.object(var parts), .key(let key)):
      parts[key] = (parts[key] ?? .null).replacing(path.dropFirst(), by: new)
      return .object(parts)
    default: return self
    }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  init(stringLiteral value: String) { self = .string(value) }
  init(integerLiteral value: Int) { self = .int(value) }
  init(floatLiteral value: Double) { self = .double(value) }
  init(arrayLiteral elements: JSON...) { self = .array(elements) }
  init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(Dictionary(elements) { $1 })
  }
}

extension JSON.Step: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  init(stringLiteral value: String) { self = .key(value) }
  init(integerLiteral value: Int) { self = .index(value) }
}
