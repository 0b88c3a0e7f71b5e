import FuzzProperties
import Glibc
import Testing

/// Checks every input ever found worth keeping.
@Suite struct CorpusTests {
    private static let folder =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/") + "/Corpus"

    @Test(arguments: FuzzProperty.allCases) func propertyHoldsForItsCorpus(_ property: FuzzProperty) throws {
        let files = try inputs(of: property)
        #expect(files.count >= 5, "the corpus of \(property.rawValue) is missing")
        for file in files {
            do { try property.check(try contents(of: file)) } catch { Issue.record("\(file): \(error)") }
        }
    }

    private func inputs(of property: FuzzProperty) throws -> [String] {
        let path = Self.folder + "/" + property.rawValue
        let directory = try #require(opendir(path), "no folder \(path)")
        defer { closedir(directory) }
        var files: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { files.append("\(path)/\(name)") }
        }
        return files.sorted()
    }

    private func contents(of file: String) throws -> [UInt8] {
        let stream = try #require(fopen(file, "r"), "cannot read \(file)")
        defer { fclose(stream) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        return Array(bytes[..<fread(&bytes, 1, bytes.count, stream)])
    }
}
