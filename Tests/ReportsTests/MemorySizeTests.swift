import Reports
import Testing

struct MemorySizeTests {
  @Test(
    "sizes are read with their units",
    arguments: [
      ("512MB", 512e6), ("4 GB", 4e9), ("1.5g", 1.5e9), ("2GiB", 2_147_483_648), ("100B", 100),
      ("3k", 3e3), ("1TB", 1e12), ("7KiB", 7168),
    ])
  func reading(text: String, bytes: Double) {
    #expect(MemorySize(argument: text)?.bytes == bytes)
  }

  @Test(
    "what is no size is refused",
    arguments: ["", "12", "GB", "-1GB", "0GB", "4XB", "4GBs", "1e3MB"])
  func refusing(text: String) {
    #expect(MemorySize(argument: text) == nil)
  }

  @Test(
    "sizes are written short",
    arguments: [
      (0, "0 B"), (999, "999 B"), (1000, "1.0 KB"), (45e6, "45 MB"), (999.6e6, "1.0 GB"),
      (1.26e9, "1.3 GB"), (9.96e9, "10 GB"), (3e15, "3000 TB"),
    ] as [(Double, String)])
  func writing(bytes: Double, text: String) {
    #expect(MemorySize(bytes: bytes).description == text)
  }
}
