internal import CKernels
internal import Foundation

/// What a scheme keeps of every task's gradient from step to step: n × d numbers in Double, as many
/// columns as there are shared parameters.
public struct GradientMemory: Equatable, Sendable {
  /// The number of rows n.
  public let taskCount: Int
  /// The number of columns d; 0 until the first gradients are seen.
  public private(set) var parameterCount = 0
  // One task's numbers behind another's.
  private var numbers: [Double] = []

  /// No columns yet.
  public init(taskCount: Int) {
    self.taskCount = taskCount
  }

  /// A task's numbers.
  public func row(_ task: Int) -> [Double] {
    Array(numbers[task * parameterCount..<(task + 1) * parameterCount])
  }

  /// Takes on the shape of a Jacobian at the first step, with zeros.
  ///
  /// - Returns: Whether it has that shape; not if it is of another network.
  package mutating func fit(_ jacobian: Jacobian) -> Bool {
    if numbers.isEmpty {
      parameterCount = jacobian.parameterCount
      numbers = Array(repeating: 0, count: taskCount * parameterCount)
    }
    return jacobian.taskCount == taskCount && jacobian.parameterCount == parameterCount
      && numbers.count == taskCount * parameterCount
  }

  /// Moves a task's numbers m towards its gradient over a divisor: m ← (1 − rate) m + rate
  /// g/divisor.
  package mutating func move(
    _ task: Int, towards jacobian: Jacobian, over divisor: Double = 1, rate: Double
  ) {
    withRow(task, of: jacobian) { memory in
      jacobian.forEachPart(of: task) { row, count, offset in
        ek_remember(memory + offset, row, divisor, rate, count)
      }
    }
  }

  /// Adds the squares of a task's gradient: s ← s + g².
  ///
  /// - Returns: Σ g²/√(s + epsilon) over the columns, with the new s.
  package mutating func addSquares(
    _ task: Int, of jacobian: Jacobian, epsilon: Double
  ) -> Double {
    var sum = 0.0
    withRow(task, of: jacobian) { memory in
      jacobian.forEachPart(of: task) { row, count, offset in
        sum += ek_add_squares(memory + offset, row, epsilon, count)
      }
    }
    return sum
  }

  /// Replaces a task's gradient by its numbers, rounded to Float32.
  package func write(_ task: Int, into jacobian: Jacobian) {
    checkShape(of: jacobian)
    numbers.withUnsafeBufferPointer { numbers in
      guard let memory = numbers.baseAddress else { return }
      jacobian.forEachPart(of: task) { row, count, offset in
        ek_recall(memory + task * parameterCount + offset, row, count)
      }
    }
  }

  /// The inner product of two tasks' numbers.
  package func dot(_ i: Int, _ j: Int) -> Double {
    precondition(i >= 0 && i < taskCount && j >= 0 && j < taskCount, "there is no such task")
    return numbers.withUnsafeBufferPointer { numbers in
      guard let memory = numbers.baseAddress else { return 0 }
      return ek_dot_double(
        memory + i * parameterCount, memory + j * parameterCount, parameterCount)
    }
  }

  private mutating func withRow(
    _ task: Int, of jacobian: Jacobian, _ body: (UnsafeMutablePointer<Double>) -> Void
  ) {
    checkShape(of: jacobian)
    let offset = task * parameterCount
    numbers.withUnsafeMutableBufferPointer { numbers in
      guard let memory = numbers.baseAddress else { return }
      body(memory + offset)
    }
  }

  private func checkShape(of jacobian: Jacobian) {
    precondition(
      jacobian.taskCount == taskCount && jacobian.parameterCount == parameterCount,
      "the Jacobian has another shape")
  }
}

extension GradientMemory: Codable {
  private enum CodingKeys: CodingKey { case taskCount, parameterCount, numbers }

  /// Reads the shape and the numbers, which must be as many.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    taskCount = try container.decode(Int.self, forKey: .taskCount)
    parameterCount = try container.decode(Int.self, forKey: .parameterCount)
    let bytes = try container.decode(Data.self, forKey: .numbers)
    let (count, overflow) = taskCount.multipliedReportingOverflow(by: parameterCount)
    let width = MemoryLayout<Double>.size
    guard taskCount >= 0, parameterCount >= 0, !overflow, bytes.count % width == 0,
      bytes.count / width == count
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .numbers, in: container, debugDescription: "not as many numbers as the shape says")
    }
    numbers = bytes.withUnsafeBytes { bytes in
      (0..<count).map { index in
        let bits = bytes.loadUnaligned(fromByteOffset: width * index, as: UInt64.self)
        return Double(bitPattern: UInt64(littleEndian: bits))
      }
    }
  }

  /// Writes the numbers' bytes, little-endian: as text they would be several times as long.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(taskCount, forKey: .taskCount)
    try container.encode(parameterCount, forKey: .parameterCount)
    let bytes = numbers.map { $0.bitPattern.littleEndian }.withUnsafeBytes { Data($0) }
    try container.encode(bytes, forKey: .numbers)
  }
}
