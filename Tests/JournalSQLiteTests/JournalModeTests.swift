import SQLite
import Testing

@Suite struct JournalModeTests {
    @Test(arguments: [0xEF53, 0x5846_5342, 0x9123_683E, 0x0102_1994, 0x794C_7630, 0x2FC1_2FC1] as [UInt32])
    func localFileSystemsHaveAWriteAheadLog(magic: UInt32) {
        #expect(JournalMode(fileSystemMagic: magic) == .writeAheadLog)
    }

    @Test(
        arguments: [(0x6969, "NFS"), (0xFF53_4D42, "CIFS"), (0xFE53_4D42, "SMB2"), (0x6573_5546, "FUSE"), (0x0102_1997, "9p")]
            as [(UInt32, String)]
    )
    func sharedFileSystemsHaveARollbackJournalAndAreNamed(magic: UInt32, name: String) {
        #expect(JournalMode(fileSystemMagic: magic) == .rollbackJournal(fileSystem: name))
        #expect(JournalMode(fileSystemMagic: magic).description.contains(name))
    }
}
