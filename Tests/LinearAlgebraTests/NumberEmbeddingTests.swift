import Foundation
import LinearAlgebra
import Testing

@Suite("Embeddings of numbers")
struct NumberEmbeddingTests {
  private let numbers = RandomMatrices(seed: 23)

  /// Positions in all bins, at both ends and at a knot.
  private func positions(_ rows: Int, bins: Int) -> Matrix {
    let positions = numbers.filled(rows, 1, margin: 2, with: 0)
    for row in 0..<rows {
      let place = row % 5 == 0 ? row % (bins + 1) * 4 : (7 * row + 3) % (4 * bins + 1)
      positions[row, 0] = Float(place) / 4
    }
    return positions
  }

  /// uⱼ: the share of bin j below a position.
  private func share(_ position: Float, of bin: Int) -> Double {
    min(max(Double(position) - Double(bin), 0), 1)
  }

  @Test(
    "a spline is bias + slope x + Σ share · step, and its gradients are those of that sum",
    arguments: [(1, 1, 1), (40, 3, 1), (33, 16, 3), (90, 16, 2)])
  func spline(rows: Int, bins: Int, copies: Int) {
    let x = numbers.normal(rows, 1, margin: 3)
    let positions = positions(rows, bins: bins)
    let (bias, slope) = (numbers.normal(1, 8), numbers.normal(1, 8))
    let steps = numbers.normal(1, bins * 8)
    let out = numbers.filled(rows, 8, margin: 2, with: .nan)
    out.assignSpline(
      SplineBlocks(bias: bias, slope: slope, steps: steps), of: x, positions: positions)
    for row in 0..<rows {
      for unit in 0..<8 {
        var expected = Double(bias[0, unit]) + Double(slope[0, unit]) * Double(x[row, 0])
        for bin in 0..<bins {
          expected += share(positions[row, 0], of: bin) * Double(steps[0, bin * 8 + unit])
        }
        #expect(abs(Double(out[row, unit]) - expected) < 1e-5 * Double(bins))
      }
    }

    let dy = numbers.normal(rows * copies, 8, margin: 1)
    let (dbias, dslope, dsteps) = (
      numbers.filled(copies, 8, with: 1), numbers.filled(copies, 8, with: 1),
      numbers.filled(copies, bins * 8, with: 1)
    )
    dy.addSplineGradient(
      of: x, positions: positions, copies: copies,
      to: SplineBlocks(bias: dbias, slope: dslope, steps: dsteps))
    for copy in 0..<copies {
      for unit in 0..<8 {
        let g = (0..<rows).map { Double(dy[$0 * copies + copy, unit]) }
        func sum(_ factor: (Int) -> Double) -> Double {
          g.indices.reduce(1) { $0 + g[$1] * factor($1) }
        }
        #expect(abs(Double(dbias[copy, unit]) - sum { _ in 1 }) < 1e-4)
        #expect(abs(Double(dslope[copy, unit]) - sum { Double(x[$0, 0]) }) < 1e-4)
        for bin in 0..<bins {
          let expected = sum { share(positions[$0, 0], of: bin) }
          #expect(abs(Double(dsteps[copy, bin * 8 + unit]) - expected) < 1e-4)
        }
      }
    }
    #expect(numbers.marginsAreIntact)
  }

  @Test(
    "waves are W cos(2πωx + φ) + bias, and their gradients those of that formula",
    arguments: [(1, 1), (15, 1), (16, 2), (40, 3)])
  func waves(rows: Int, copies: Int) {
    let x = numbers.normal(rows, 1, margin: 3)
    let (frequency, phase) = (numbers.normal(1, 16), numbers.normal(1, 16))
    let (weight, bias) = (numbers.normal(1, 64), numbers.normal(1, 4))
    let parameters = WaveBlocks(frequency: frequency, phase: phase, weight: weight, bias: bias)
    let out = numbers.filled(rows, 4, margin: 2, with: .nan)
    out.assignWaves(parameters, of: x)
    func angle(_ row: Int, _ wave: Int) -> Double {
      2 * .pi * Double(frequency[0, wave]) * Double(x[row, 0]) + Double(phase[0, wave])
    }
    for row in 0..<rows {
      for unit in 0..<4 {
        let expected = (0..<16).reduce(Double(bias[0, unit])) {
          $0 + Double(weight[0, unit * 16 + $1]) * cos(angle(row, $1))
        }
        #expect(abs(Double(out[row, unit]) - expected) < 2e-5)
      }
    }

    let dy = numbers.normal(rows * copies, 4, margin: 1)
    let (dfrequency, dphase) = (
      numbers.filled(copies, 16, with: 1), numbers.filled(copies, 16, with: 1)
    )
    let (dweight, dbias) = (
      numbers.filled(copies, 64, with: 1), numbers.filled(copies, 4, with: 1)
    )
    dy.addWaveGradient(
      of: x, parameters: parameters, copies: copies,
      to: WaveBlocks(frequency: dfrequency, phase: dphase, weight: dweight, bias: dbias))
    for copy in 0..<copies {
      func g(_ row: Int, _ unit: Int) -> Double { Double(dy[row * copies + copy, unit]) }
      for wave in 0..<16 {
        var (ofFrequency, ofPhase) = (1.0, 1.0)
        for row in 0..<rows {
          let slope = (0..<4).reduce(0.0) {
            $0 - g(row, $1) * Double(weight[0, $1 * 16 + wave]) * sin(angle(row, wave))
          }
          ofPhase += slope
          ofFrequency += 2 * .pi * Double(x[row, 0]) * slope
        }
        #expect(abs(Double(dphase[copy, wave]) - ofPhase) < 1e-3)
        #expect(abs(Double(dfrequency[copy, wave]) - ofFrequency) < 1e-3)
        for unit in 0..<4 {
          let expected = (0..<rows).reduce(1.0) { $0 + g($1, unit) * cos(angle($1, wave)) }
          #expect(abs(Double(dweight[copy, unit * 16 + wave]) - expected) < 1e-4)
        }
      }
      for unit in 0..<4 {
        let expected = (0..<rows).reduce(1.0) { $0 + g($1, unit) }
        #expect(abs(Double(dbias[copy, unit]) - expected) < 1e-4)
      }
    }
    #expect(numbers.marginsAreIntact)
  }
}
