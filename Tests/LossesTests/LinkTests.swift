import Foundation
import Losses
import Testing

struct LinkTests {
  @Test("the outputs of a constant predict it", arguments: [0.001, 0.5, 0.97])
  func inverses(prior: Double) {
    let logit = Link.logit.outputs(of: [prior])[0]
    #expect(abs(1 / (1 + exp(-logit)) - prior) < 1e-15)
    #expect(abs(exp(Link.log.outputs(of: [prior])[0]) - prior) < 1e-15)
    #expect(Link.identity.outputs(of: [prior]) == [0])
    let outputs = Link.softmax.outputs(of: [prior, 1 - prior])
    let total = exp(outputs[0]) + exp(outputs[1])
    #expect(abs(exp(outputs[0]) / total - prior) < 1e-15)
  }

  @Test("an output and its prediction are each other's inverse", arguments: [0.001, 0.5, 0.97])
  func roundTrip(prediction: Double) {
    for link in [Link.identity, .log, .logit] {
      let there = link.output(of: prediction)
      #expect(abs(link.prediction(of: there) - prediction) < 1e-15, "\(link)")
    }
    #expect(abs(exp(Link.log.output(of: prediction)) - prediction) < 1e-15)
    #expect(Link.identity.output(of: -prediction) == -prediction)
  }

  @Test("a prediction that rounded to an end of its range has an output all the same")
  func ends() {
    #expect(Link.log.output(of: 0).isFinite)
    #expect(Link.logit.output(of: 1) == -Link.logit.output(of: 0))
    #expect(abs(Link.logit.output(of: 1) - log(0x1p23)) < 1e-6)
  }

  @Test("a class that no row has begins unlikely, not impossible")
  func unseen() {
    #expect(Link.softmax.outputs(of: [1, 0]) == [0, log(1e-8)])
  }
}
