import FuzzProperties
import Glibc

/// libFuzzer's entry for programs with a `main` of their own.
@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ check: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// Looks for inputs for which a property does not hold. Takes libFuzzer's arguments; FUZZ_TARGET names the property.
@main enum Driver {
    fileprivate static let property = getenv("FUZZ_TARGET").flatMap { FuzzProperty(rawValue: String(cString: $0)) }

    static func main() {
        guard property != nil else {
            print("FUZZ_TARGET must be one of \(FuzzProperty.allCases.map(\.rawValue))")
            exit(64)
        }
        exit(run(CommandLine.argc, CommandLine.unsafeArgv))
    }

    private static func run(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
        var count = count
        var arguments = arguments
        return runFuzzer(&count, &arguments, checkOne)
    }
}

private func checkOne(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    do { try Driver.property?.check(Array(UnsafeBufferPointer(start: bytes, count: count))) } catch {
        print("a property does not hold: \(error)")
        fflush(nil)
        abort()
    }
    return 0
}
