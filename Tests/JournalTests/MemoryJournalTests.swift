import Journal
import JournalConformance
import Testing

@Suite struct MemoryJournalTests {
    private struct Place: JournalPlace {
        let isDurable = false
        func open() -> any Journal { MemoryJournal() }
    }

    private struct BrokenPlace: JournalPlace {
        let isDurable = false
        let fault: BrokenJournal.Fault
        func open() -> any Journal { BrokenJournal(fault: fault) }
    }

    @Test(arguments: JournalContract.all) func memoryKeepsTheContract(_ contract: JournalContract) async throws {
        try await contract.check(Place())
    }

    @Test(arguments: BrokenJournal.Fault.allCases) func aBrokenJournalIsCaught(_ fault: BrokenJournal.Fault) async throws {
        var breaches: [String] = []
        for contract in JournalContract.all {
            do { try await contract.check(BrokenPlace(fault: fault)) } catch { breaches.append("\(contract.name): \(error)") }
        }
        #expect(!breaches.isEmpty)
    }
}
