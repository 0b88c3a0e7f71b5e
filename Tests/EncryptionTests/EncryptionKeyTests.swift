import Encryption
import Testing

@Suite struct EncryptionKeyTests {
    private let context = Array("vcrd_1".utf8)

    @Test(arguments: [0, 1, 15, 16, 17, 10_000]) func whatIsSealedIsOpened(_ count: Int) throws {
        var randomness = SystemRandomNumberGenerator()
        let key = EncryptionKey(using: &randomness)
        let text = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let sealed = try #require(key.seal(text, context: context, using: &randomness))
        #expect(sealed.count == count + 28)
        #expect(key.open(sealed, context: context) == text)
        #expect(key.seal(text, context: context, using: &randomness) != sealed)
    }

    @Test func nothingElseOpensIt() throws {
        var randomness = SystemRandomNumberGenerator()
        let key = EncryptionKey(using: &randomness)
        let sealed = try #require(key.seal(Array("secret".utf8), context: context, using: &randomness))
        #expect(EncryptionKey(using: &randomness).open(sealed, context: context) == nil)
        #expect(key.open(sealed, context: Array("vcrd_2".utf8)) == nil)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(key.open(changed, context: context) == nil)
        }
        for count in 0..<sealed.count { #expect(key.open(Array(sealed.prefix(count)), context: context) == nil) }
    }

    /// The first vector with text of the GCM specification for 256 bits (McGrew and Viega, test case 14): a zero key, nonce and block.
    @Test func aKnownVectorIsOpened() throws {
        let key = try #require(EncryptionKey([UInt8](repeating: 0, count: 32)))
        let sealed: [UInt8] =
            [UInt8](repeating: 0, count: 12)
            + [0xCE, 0xA7, 0x40, 0x3D, 0x4D, 0x60, 0x6B, 0x6E, 0x07, 0x4E, 0xC5, 0xD3, 0xBA, 0xF3, 0x9D, 0x18]
            + [0xD0, 0xD1, 0xC8, 0xA7, 0x99, 0x99, 0x6B, 0xF0, 0x26, 0x5B, 0x98, 0xB5, 0xD4, 0x8A, 0xB9, 0x19]
        #expect(key.open(sealed, context: []) == [UInt8](repeating: 0, count: 16))
    }

    @Test func itIsNeverShown() {
        let key = EncryptionKey([UInt8](repeating: 0xAB, count: 32))
        #expect("\(String(describing: key)) \(String(reflecting: key))".contains("171") == false)
        #expect(EncryptionKey([1, 2]) == nil)
    }
}
