import Losses
import Testing

struct LossRequestTests {
  @Test(
    "a name that losses of several kinds share means that of the label's",
    arguments: [
      ("cross-entropy", LabelKind.binary, "binary-cross-entropy"),
      ("cross-entropy", .multiclass, "cross-entropy"), ("focal=1", .binary, "binary-focal=1.0"),
      ("focal=1", .multiclass, "focal=1.0"), ("focal", .binary, "binary-focal=2.0"),
      ("quantile=0.1", .regression, "quantile=0.1"), ("huber=3", .regression, "huber=3.0"),
    ])
  func resolution(text: String, kind: LabelKind, name: String) throws {
    let loss = try #require(LossRequest(text)).resolved(for: kind, standardDeviation: 7)
    #expect(loss.name == name)
    #expect(loss.entry.kind == kind)
    #expect(LossRequest(loss).resolved(for: kind, standardDeviation: 9) == loss)
  }

  @Test("a parameter that was not given is the labels' deviation where the loss says so")
  func deviation() throws {
    let request = try #require(LossRequest("huber"))
    #expect(request.parameter == nil)
    #expect(request.resolved(for: .regression, standardDeviation: 7) == .huber(delta: 7))
  }

  @Test(
    "what is no loss, or has no such parameter, is refused",
    arguments: [
      "", "squard", "huber=", "huber=0", "huber=-1", "huber=inf", "huber=nan", "huber=x",
      "squared=1",
      "quantile", "quantile=0", "quantile=1", "focal=-0.5", "gamma=1",
    ])
  func refused(text: String) {
    #expect(LossRequest(text) == nil)
  }

  @Test("a label has the losses of its kind only")
  func kinds() throws {
    let focal = try #require(LossRequest("focal"))
    #expect(focal.entry(for: .regression) == nil && focal.entry(for: .count) == nil)
    #expect(try #require(LossRequest("binary-cross-entropy")).entry(for: .multiclass) == nil)
  }
}
