import RecordConformance
import Records
import Testing

@Suite struct MemoryRecordStoreTests {
    private struct Place: RecordPlace {
        let isDurable = false
        func open() -> any RecordStore { MemoryRecordStore() }
    }

    /// Claims to keep what it forgets.
    private struct ForgetfulPlace: RecordPlace {
        let isDurable = true
        func open() -> any RecordStore { MemoryRecordStore() }
    }

    @Test(arguments: RecordContract.all) func memoryKeepsTheContract(_ contract: RecordContract) async throws {
        try await contract.check(Place())
    }

    @Test func aForgetfulStoreIsCaught() async throws {
        var breaches = 0
        for contract in RecordContract.all {
            do { try await contract.check(ForgetfulPlace()) } catch { breaches += 1 }
        }
        #expect(breaches == 1)
    }
}
