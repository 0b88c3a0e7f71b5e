import Domain
import Testing

@Suite struct SHA256Tests {
    private func hex(_ bytes: [UInt8]) -> String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func hashIsThatOfTheStandard(text: String, expected: String) { #expect(hex(SHA256.hash(Array(text.utf8))) == expected) }

    @Test(arguments: [1, 3, 55, 56, 63, 64, 65, 119, 120, 128, 1000])
    func piecesOfAnySizeGiveTheSame(size: Int) {
        let bytes = (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var pieces = SHA256()
        for start in stride(from: 0, to: bytes.count, by: size) { pieces.update(bytes[start..<min(start + size, bytes.count)]) }
        var same = pieces
        let (hash, digits) = (pieces.finish(), same.finishHex())
        #expect(hash == SHA256.hash(bytes) && digits == hex(hash))
    }
}
