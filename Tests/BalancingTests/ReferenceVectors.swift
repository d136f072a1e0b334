import Foundation

/// The reference numbers beside the repository, computed with 50 digits by other means.
enum ReferenceVectors {
  static let url: URL = {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let beside = root.deletingLastPathComponent().appending(path: "shared")
    let given = ProcessInfo.processInfo.environment["EQUIPOISE_SHARED"].map { URL(filePath: $0) }
    let found = FileManager.default.fileExists(atPath: beside.path) ? beside : given ?? beside
    return found.appending(path: "vectors/vectors-dev.json")
  }()

  static var exist: Bool { FileManager.default.fileExists(atPath: url.path) }

  static func load() throws -> File {
    try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
  }

  struct File: Decodable {
    let problems: [String: Problem]
    let gramian_cases: [GramianCase]
    let loss_cases: [LossCase]
    let sequences: [Sequence]
    let edge_cases: [EdgeCase]
  }

  struct Problem: Decodable {
    let losses: [Double]
    let gramian: [[Double]]
  }

  struct GramianCase: Decodable {
    let scheme: String
    let problem: String
    let params: GramianParameters
    let expect: Expectation
    let compare: [String]
    let tol: [String: Double]
  }

  struct GramianParameters: Decodable {
    var alpha: Double?
    var scale, reduce: String?
    var orders: [[Int]]?
    var normalisation: String?
    var reg_eps, c: Double?
    var rescale: Int?
    var lambda: List?
  }

  struct LossCase: Decodable {
    let scheme: String
    let losses: [Double]
    let params: Parameters
    let expect: Expectation
    let tol: Double
    let grad_log_var: [Double]?
    let grad_scale: [Double]?
  }

  struct Sequence: Decodable {
    let scheme: String
    let params: Parameters
    let steps: [Step]
    let tol: Double
  }

  struct Step: Decodable {
    let losses: [Double]?
    let losses_before: [Double]?
    let losses_after: [Double]?
    let epoch_average_losses: [Double]?
    let grad_norms: [Double]?
    let gramian: [[Double]]?
    let orders: [[Int]]?
    let jacobian: [[Double]]?
    let cross_gramian: [[Double]]?
    let uniform: [Double]?
    let expect: Expectation
  }

  struct EdgeCase: Decodable {
    let scheme: String
    let what: String
    let input: Input
    let expect: Expectation

    struct Input: Decodable {
      let losses: [Number]?
      let gamma: Number?
      let c: Double?
      let jacobian: [[Double]]?
      let gramian: [[Number]]?
      let gramian_of_present: [[Number]]?
      let present: [Bool]?
      let epoch_averages: [[Double?]]?
    }
  }

  struct Expectation: Decodable {
    let value: Double?
    let weights: [Double]?
    let Gw: [Double]?
    let state_after: [Double]?
    let phi_after: [[Double]]?
    let xi_after: [Double]?
    let weights_after: [Double]?
    let weights_in_this_epoch: [Double]?
    let error, fallback: String?
    let scale, direction, purity, w_after: [Double]?
    let effective_weights_if_beta_0: [Double]?
    let paper: Published?

    struct Published: Decodable {
      let lambda, direction: [Double]
    }
  }

  struct Parameters: Decodable {
    let gamma: Number?
    let initial, prior, reference: [Double]?
    let lambda: List?
    let log_var, scale, z, ideal, nadir, xi, lower_bound, initial_losses: [Double]?
    let form, optimizer, parametrisation: String?
    let mu, lr, alpha, T, weight_decay, beta, beta_sigma, gamma_sigma, rho, eta, eps, leak: Double?
    let momentum: Double?
    let n_iter: Int?
  }

  /// Several numbers, or one that holds for all tasks.
  struct List: Decodable {
    let values: [Double]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        values = [number]
      } else {
        values = try container.decode([Double].self)
      }
    }
  }

  /// A number, also in words: "inf", "-inf", "nan"; null is NaN too.
  struct Number: Decodable {
    let value: Double

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        value = .nan
      } else if let text = try? container.decode(String.self) {
        value = Double(text) ?? .nan
      } else {
        value = try container.decode(Double.self)
      }
    }
  }
}

/// max |x − x*| ≤ tolerance · max |x*|.
func agree(_ found: [Double], _ expected: [Double], tolerance: Double) -> Bool {
  guard found.count == expected.count else { return false }
  let scale = expected.reduce(0) { max($0, abs($1)) }
  return zip(found, expected).allSatisfy { abs($0 - $1) <= tolerance * scale }
}
