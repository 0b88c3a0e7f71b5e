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

    /// Claims to keep what it forgets.
    private struct ForgetfulPlace: JournalPlace {
        let isDurable = true
        func open() -> any Journal { MemoryJournal() }
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

    @Test(arguments: JournalContract.all) func everyContractCatchesABrokenJournal(_ contract: JournalContract) async throws {
        let places: [any JournalPlace] = [ForgetfulPlace()] + BrokenJournal.Fault.allCases.map { BrokenPlace(fault: $0) }
        var breaches = 0
        for place in places {
            do { try await contract.check(place) } catch { breaches += 1 }
        }
        #expect(breaches > 0)
    }
}
