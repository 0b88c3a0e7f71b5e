import EventLoop
import SQLite
import Testing

@Suite struct JournalModeTests {
    @Test(arguments: [0xEF53, 0x5846_5342, 0x9123_683E, 0x0102_1994, 0x794C_7630, 0x2FC1_2FC1, 0x1234_5678] as [UInt32])
    func localFileSystemsHaveAWriteAheadLog(number: UInt32) {
        #expect(JournalMode(on: FileSystem(number: number, free: 0)) == .writeAheadLog)
    }

    @Test(
        arguments: [
            (0x6969, "nfs"), (0x517B, "smb"), (0xFF53_4D42, "cifs"), (0xFE53_4D42, "smb2"), (0x6573_5546, "fuse"), (0x0102_1997, "9p"),
            (0x00C3_6400, "ceph"), (0x0BD0_0BD0, "lustre"), (0x5346_414F, "afs"), (0x6B41_4653, "afs"), (0x7375_7245, "coda"),
            (0x564C, "ncp"), (0x0116_1970, "gfs2"), (0x7461_636F, "ocfs2"), (0x4750_4653, "gpfs"), (0x786F_4256, "vboxsf"),
            (0xBACB_ACBC, "vmhgfs"), (0x2003_0528, "orangefs"), (0x1983_0326, "beegfs"), (0xAAD7_AAEA, "panfs"), (0x7C7C_6013, "prl_fs"),
        ] as [(UInt32, String)]
    )
    func sharedFileSystemsHaveARollbackJournalAndAreNamed(number: UInt32, name: String) {
        let mode = JournalMode(on: FileSystem(number: number, free: 0))
        #expect(mode == .rollbackJournal(fileSystem: name) && mode.description.contains(name))
    }
}
