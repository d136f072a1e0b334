internal import Datasets
package import Exporting
package import Foundation
internal import Statistics
internal import SwiftProtobuf
internal import Training

/// A model, or a pack of models, as an ONNX file: one graph from the raw columns of a table to named
/// outputs of its labels.
///
/// The inputs and outputs are as `ColumnInputs` and `LabelOutputs` say. The file asks for version 17 of
/// ONNX's operators and version 2 of those for machine learning, which runtimes have had since 2022. It
/// can be read by anyone; Equipoise itself reads `model.safetensors`.
package struct ONNXFile: Sendable {
  /// The file's bytes: the same model gives the same bytes.
  package let bytes: Data

  /// The versions of the operators and of the file's format.
  private static let (operatorVersion, learningVersion, fileVersion) = (
    Int64(17), Int64(2), Int64(8)
  )

  /// The file of a model or a pack.
  ///
  /// - Parameter version: Equipoise's own.
  package init(_ stored: StoredPredictor, version: String) throws {
    let graph = OperatorGraph(of: stored)
    var file = Onnx_ModelProto()
    file.irVersion = Self.fileVersion
    file.producerName = "equipoise"
    file.producerVersion = version
    file.graph = Onnx_GraphProto(graph)
    file.opsetImport = [("", Self.operatorVersion), ("ai.onnx.ml", Self.learningVersion)].map {
      var set = Onnx_OperatorSetIdProto()
      (set.domain, set.version) = $0
      return set
    }
    let description = try ONNXDescription(stored, version: version)
    file.metadataProps = description.entries.map { key, value in
      var entry = Onnx_StringStringEntryProto()
      (entry.key, entry.value) = (key, value)
      return entry
    }
    bytes = try file.serializedData()
  }
}

extension OperatorGraph {
  /// The graph of a model or a pack.
  init(of stored: StoredPredictor) {
    switch stored {
    case .model(let model): self = PredictorOperators.graph(of: model)
    case .pack(let pack): self = PredictorOperators.graph(of: pack)
    }
  }
}

extension Onnx_GraphProto {
  fileprivate init(_ graph: OperatorGraph) {
    name = "equipoise"
    input = graph.inputs.map(Onnx_ValueInfoProto.init)
    output = graph.outputs.map(Onnx_ValueInfoProto.init)
    initializer = graph.constants.map { Onnx_TensorProto($0.tensor, name: $0.value.name) }
    node = graph.operators.map(Onnx_NodeProto.init)
  }
}

extension Onnx_ValueInfoProto {
  fileprivate init(_ port: OperatorGraph.Port) {
    name = port.name
    docString = port.note
    var (rows, columns) = (
      Onnx_TensorShapeProto.Dimension(), Onnx_TensorShapeProto.Dimension()
    )
    rows.dimParam = "N"
    columns.dimValue = Int64(port.columns)
    type.tensorType.elemType = port.type.rawValue
    type.tensorType.shape.dim = [rows, columns]
  }
}

extension Onnx_TensorProto {
  fileprivate init(_ tensor: ConstantTensor, name: String) {
    self.name = name
    dims = tensor.shape.map(Int64.init)
    dataType = tensor.type.rawValue
    switch tensor.values {
    case .floats(let values): rawData = Self.bytes(values.map(\.bitPattern))
    case .doubles(let values): rawData = Self.bytes(values.map(\.bitPattern))
    case .integers(let values): rawData = Self.bytes(values)
    case .texts(let values): stringData = values.map { Data($0.utf8) }
    }
  }

  /// Numbers as little-endian bytes.
  private static func bytes<Value: FixedWidthInteger>(_ values: [Value]) -> Data {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * Value.bitWidth / 8)
    for value in values {
      for shift in stride(from: 0, to: Value.bitWidth, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: value >> shift))
      }
    }
    return Data(bytes)
  }
}

extension Onnx_NodeProto {
  fileprivate init(_ step: GraphOperator) {
    name = step.name
    input = step.inputs.map(\.name)
    output = [step.output.name]
    opType = step.kind.name
    if case .labelPlaces = step.kind { domain = "ai.onnx.ml" }
    attribute = step.kind.attributes
  }
}

extension OperatorKind {
  /// What ONNX calls it.
  var name: String {
    switch self {
    case .add: "Add"
    case .subtract: "Sub"
    case .multiply: "Mul"
    case .divide: "Div"
    case .minimum: "Min"
    case .maximum: "Max"
    case .squareRoot: "Sqrt"
    case .exponential: "Exp"
    case .logarithm: "Log"
    case .erf: "Erf"
    case .cosine: "Cos"
    case .sine: "Sin"
    case .floor: "Floor"
    case .relu: "Relu"
    case .isNaN: "IsNaN"
    case .equal: "Equal"
    case .greater: "Greater"
    case .greaterOrEqual: "GreaterOrEqual"
    case .choose: "Where"
    case .identity: "Identity"
    case .cast: "Cast"
    case .concatenate: "Concat"
    case .reshape: "Reshape"
    case .transpose: "Transpose"
    case .gather: "Gather"
    case .matrixProduct: "MatMul"
    case .softmax: "Softmax"
    case .sum: "ReduceSum"
    case .greatestOfColumns: "ReduceMax"
    case .mean: "ReduceMean"
    case .placeOfGreatest: "ArgMax"
    case .labelPlaces: "LabelEncoder"
    }
  }

  fileprivate var attributes: [Onnx_AttributeProto] {
    func integer(_ name: String, _ value: Int) -> Onnx_AttributeProto {
      var attribute = Onnx_AttributeProto()
      (attribute.name, attribute.type, attribute.i) = (name, .int, Int64(value))
      return attribute
    }
    func integers(_ name: String, _ values: [Int]) -> Onnx_AttributeProto {
      var attribute = Onnx_AttributeProto()
      (attribute.name, attribute.type, attribute.ints) = (name, .ints, values.map(Int64.init))
      return attribute
    }
    func texts(_ name: String, _ values: [String]) -> Onnx_AttributeProto {
      var attribute = Onnx_AttributeProto()
      (attribute.name, attribute.type) = (name, .strings)
      attribute.strings = values.map { Data($0.utf8) }
      return attribute
    }
    switch self {
    case .cast(let type): return [integer("to", Int(type.rawValue))]
    case .concatenate(let axis), .gather(let axis): return [integer("axis", axis)]
    case .transpose(let axes): return [integers("perm", axes)]
    case .softmax: return [integer("axis", -1)]
    case .greatestOfColumns: return [integers("axes", [1]), integer("keepdims", 1)]
    case .sum: return [integer("keepdims", 1)]
    case .mean(let axis, let isKept):
      return [integers("axes", [axis]), integer("keepdims", isKept ? 1 : 0)]
    case .placeOfGreatest: return [integer("axis", 1), integer("keepdims", 0)]
    case .labelPlaces(let texts_, let places, let otherwise):
      return [
        texts("keys_strings", texts_), integers("values_int64s", places),
        integer("default_int64", otherwise),
      ]
    case .add, .subtract, .multiply, .divide, .minimum, .maximum, .squareRoot, .exponential,
      .logarithm, .erf, .cosine, .sine, .floor, .relu, .isNaN, .equal, .greater, .greaterOrEqual,
      .choose, .identity, .reshape, .matrixProduct:
      return []
    }
  }
}
