internal import CDNNL

/// The processor that products are computed on.
package enum Processor {
  /// The name of the instructions that products use at their most, such as `avx2` or
  /// `avx512_core`: processors with the same round alike.
  package static var instructions: String {
    let isa = dnnl_get_effective_cpu_isa()
    return names.last { isa.rawValue & $0.isa.rawValue == $0.isa.rawValue }?.name ?? "other"
  }

  /// From the fewest instructions to the most; each has those before it.
  private static let names: [(isa: dnnl_cpu_isa_t, name: String)] = [
    (dnnl_cpu_isa_sse41, "sse41"), (dnnl_cpu_isa_avx, "avx"), (dnnl_cpu_isa_avx2, "avx2"),
    (dnnl_cpu_isa_avx512_core, "avx512_core"), (dnnl_cpu_isa_avx512_core_vnni, "avx512_core_vnni"),
    (dnnl_cpu_isa_avx512_core_bf16, "avx512_core_bf16"),
    (dnnl_cpu_isa_avx512_core_amx, "avx512_core_amx"),
  ]
}
