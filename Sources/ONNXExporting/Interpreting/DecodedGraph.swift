internal import Foundation
internal import SwiftProtobuf

extension OperatorGraph {
  /// The graph of a file that `ONNXFile` wrote.
  ///
  /// - Throws: `ONNXDecodingError` for one that has what this program does not write.
  init(decoding bytes: Data) throws {
    let file = try Onnx_ModelProto(serializedBytes: bytes)
    let constants = try file.graph.initializer.map { tensor in
      (value: GraphValue(name: tensor.name), tensor: try ConstantTensor(tensor))
    }
    let operators = try file.graph.node.map { node in
      guard node.output.count == 1 else { throw ONNXDecodingError.unknown(node.opType) }
      return GraphOperator(
        name: node.name, kind: try OperatorKind(node),
        inputs: node.input.map { GraphValue(name: $0) },
        output: GraphValue(name: node.output[0]))
    }
    self.init(
      inputs: try file.graph.input.map(Port.init), outputs: try file.graph.output.map(Port.init),
      constants: constants, operators: operators)
  }
}

/// What a file has that this program does not write.
enum ONNXDecodingError: Error, Equatable {
  /// An operator, or a type of elements.
  case unknown(String)
}

extension OperatorGraph.Port {
  fileprivate init(_ info: Onnx_ValueInfoProto) throws {
    let tensor = info.type.tensorType
    guard let type = ElementType(rawValue: tensor.elemType), tensor.shape.dim.count == 2 else {
      throw ONNXDecodingError.unknown(info.name)
    }
    self.init(
      name: info.name, type: type, columns: Int(tensor.shape.dim[1].dimValue),
      note: info.docString)
  }
}

extension ConstantTensor {
  fileprivate init(_ tensor: Onnx_TensorProto) throws {
    let shape = tensor.dims.map { Int($0) }
    switch ElementType(rawValue: tensor.dataType) {
    case .float:
      self.init(
        .floats(tensor.integers(UInt32.self).map { Float(bitPattern: $0) }), shape: shape)
    case .double:
      self.init(
        .doubles(tensor.integers(UInt64.self).map { Double(bitPattern: $0) }), shape: shape)
    case .int64: self.init(.integers(tensor.integers(Int64.self)), shape: shape)
    case .string:
      self.init(
        .texts(tensor.stringData.map { String(decoding: $0, as: UTF8.self) }), shape: shape)
    case .boolean, nil: throw ONNXDecodingError.unknown(tensor.name)
    }
  }
}

extension Onnx_TensorProto {
  fileprivate func integers<Value: FixedWidthInteger>(_ type: Value.Type) -> [Value] {
    let size = Value.bitWidth / 8
    let bytes = Array(rawData)
    return stride(from: 0, to: bytes.count / size * size, by: size).map { first in
      (0..<size).reduce(Value.zero) { $0 | Value(bytes[first + $1]) << (8 * $1) }
    }
  }
}

extension OperatorKind {
  /// The operators that have no attributes.
  private static let plain: [OperatorKind] = [
    .add, .subtract, .multiply, .divide, .minimum, .maximum, .squareRoot, .exponential,
    .logarithm, .erf, .cosine, .sine, .floor, .relu, .isNaN, .equal, .greater, .greaterOrEqual,
    .choose, .identity, .reshape, .matrixProduct, .softmax, .sum, .greatestOfColumns,
    .placeOfGreatest,
  ]

  fileprivate init(_ node: Onnx_NodeProto) throws {
    func attribute(_ name: String) -> Onnx_AttributeProto {
      node.attribute.first { $0.name == name } ?? Onnx_AttributeProto()
    }
    func integer(_ name: String) -> Int { Int(attribute(name).i) }
    func integers(_ name: String) -> [Int] { attribute(name).ints.map { Int($0) } }
    if let plain = Self.plain.first(where: { $0.name == node.opType }) {
      self = plain
      return
    }
    switch node.opType {
    case "Cast":
      guard let type = ElementType(rawValue: Int32(integer("to"))) else {
        throw ONNXDecodingError.unknown(node.name)
      }
      self = .cast(type)
    case "Concat": self = .concatenate(axis: integer("axis"))
    case "Gather": self = .gather(axis: integer("axis"))
    case "Transpose": self = .transpose(integers("perm"))
    case "ReduceMean":
      self = .mean(axis: integers("axes").first ?? 0, isKept: integer("keepdims") == 1)
    case "LabelEncoder":
      self = .labelPlaces(
        texts: attribute("keys_strings").strings.map { String(decoding: $0, as: UTF8.self) },
        places: integers("values_int64s"), otherwise: integer("default_int64"))
    default: throw ONNXDecodingError.unknown(node.opType)
    }
  }
}
