import Safetensors
import Testing

@Suite struct SafetensorsErrorTests {
  @Test(
    "an error says what, where and the value found",
    arguments: [
      (
        SafetensorsError.tooShort(byteCount: 3),
        "not a safetensors file: it has 3 bytes, and the header's length alone takes 8"
      ),
      (
        .malformedHeader(offset: 12, expected: "\":\"", found: 0x7D),
        "byte 12 of the header: expected \":\", found \"}\""
      ),
      (
        .malformedHeader(offset: 2, expected: "a string", found: 0x0A),
        "byte 2 of the header: expected a string, found the byte 0xA"
      ),
      (
        .malformedHeader(offset: 9, expected: "a string", found: nil),
        "byte 9 of the header: expected a string, found the end"
      ),
      (
        .sizeMismatch(tensor: "w", expected: 8, found: 4),
        "tensor \"w\" needs 8 bytes by its shape and type but has 4"
      ),
      (
        .wrongDataType(tensor: "w", expected: .f32, found: .bf16),
        "tensor \"w\" holds BF16 where F32 is needed"
      ),
      (
        .unknownDataType(tensor: "w", found: "F31"),
        "tensor \"w\" has the data type \"F31\"; known are U64, I64, F64, F32, "
          + "U32, I32, BF16, F16, U16, I16, I8, U8, BOOL"
      ),
    ])
  func messages(_ error: SafetensorsError, _ message: String) {
    #expect("\(error)" == message)
  }
}
