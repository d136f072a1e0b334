import Datasets
import Testing

struct NearMissTests {
  @Test(
    "a slip of the fingers finds the name that was meant",
    arguments: [
      ("pric", "price"), ("Price", "price"), ("dealy", "delay"), ("y_dep_dely", "y_dep_delay"),
    ])
  func near(name: String, meant: String) {
    let names = ["price", "delay", "y_dep_delay", "y_arr_delay"]
    #expect(NearMiss.nearest(to: name, among: names) == meant)
  }

  @Test("an altogether different name finds none")
  func far() {
    #expect(NearMiss.nearest(to: "weather", among: ["price", "delay"]) == nil)
    #expect(NearMiss.nearest(to: "x", among: []) == nil)
    let remedy = NearMiss.remedy(for: "weather", among: ["price", "delay"])
    #expect(remedy == "there are: price, delay")
  }
}
