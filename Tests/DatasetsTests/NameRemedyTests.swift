import Datasets
import Testing

struct NameRemedyTests {
  @Test("a near name is suggested, far ones are listed, a long list is cut")
  func remedies() {
    #expect(
      DatasetError.remedy(for: "pric", among: ["delay", "price"]) == "did you mean \"price\"?")
    #expect(
      DatasetError.remedy(for: "weather", among: ["price", "delay"]) == "there are: price, delay")
    let many = (1...13).map { "column\($0)" }
    #expect(
      DatasetError.remedy(for: "weather", among: many)
        == "there are: \(many.prefix(12).joined(separator: ", ")), …")
    #expect(DatasetError.remedy(for: "weather", among: []) == nil)
  }
}
