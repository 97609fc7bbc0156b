import Glibc

/// The targets of `make fuzz`; the variable `FUZZ_TARGET` names the one to run, and the arguments are libFuzzer's
/// (https://llvm.org/docs/LibFuzzer.html#options).
///
/// A target looks at an input in two ways, with our code and in the plainest one, and ends the process where the two
/// differ.
private let targets: [String: @Sendable ([UInt8]) -> Void] = [
    "api": api, "cost": cost, "footer": footer, "json": json, "query": query, "record": record, "wire": wire,
    "word": word,
    "zone": zone,
]

private let chosen: @Sendable ([UInt8]) -> Void = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = targets[name] else {
        print("FUZZ_TARGET must be one of: \(targets.keys.sorted().joined(separator: " "))")
        exit(64)
    }
    return target
}()

/// What libFuzzer calls with every input.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    chosen(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}

/// The main function, under the name by which SwiftPM's linker looks for it; libFuzzer's own is passed over.
@_cdecl("fuzz_main")
func fuzzMain(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
    var count = count
    var arguments = arguments
    return runLibFuzzer(&count, &arguments) { testOneInput($0, $1) }
}

/// libFuzzer as a library: https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library.
@_silgen_name("LLVMFuzzerRunDriver")
private func runLibFuzzer(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// Ends the process, which libFuzzer takes for a finding, unless what is said holds.
func expect(_ holds: Bool, _ sentence: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line) {
    if !holds { fatalError(sentence(), file: file, line: line) }
}
