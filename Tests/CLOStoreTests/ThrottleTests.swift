import CLOModel
import CLOSecurity
import Testing

@testable import CLOStore

extension StoreTests {
    @Suite("Essais de connexion")
    struct ThrottleTests {
        let fixture: Fixture
        let identifier: ThrottleStore.Subject
        let network: ThrottleStore.Subject
        var throttle: ThrottleStore { fixture.store.throttle }

        init() throws {
            fixture = try Fixture()
            identifier = .identifier(fixture.client.name)
            network = .network("192.0.2.0/24 n° \(Fixture.unique())")
        }

        @discardableResult
        private func fail(times count: Int = 1, _ subjects: ThrottleStore.Subject..., at now: Instant) throws
            -> Instant?
        {
            var blocked: Instant?
            for _ in 0..<count { blocked = try throttle.registerTry(subjects, at: now) }
            return blocked
        }

        private func failures(_ subject: ThrottleStore.Subject) throws -> UInt64? {
            try fixture.numbers("SELECT failures FROM throttle WHERE key_hash = \(subject.keyHash)").first
        }

        @Test("cinq essais sont libres, puis l’attente commence à 75 secondes et double")
        func growingDelays() throws {
            #expect(try fail(times: 5, identifier, at: .start) == nil)
            var now = Instant.start
            for wait in [75, 150, 300, 600, 1_200, 2_400, 3_600, 3_600] {
                let next = now + .seconds(wait)
                #expect(try fail(identifier, at: now) == next)
                #expect(try fail(identifier, at: next - .milliseconds(1)) == next)
                #expect(try fail(identifier, at: next) == nil)
                now = next
            }
        }

        @Test("un essai qui n’est pas examiné n’est pas compté")
        func blockedTries() throws {
            try fail(times: 5, identifier, at: .start)
            try fail(times: 50, identifier, at: .start + .seconds(1))
            #expect(try failures(identifier) == 5)
        }

        @Test("qui revient dès qu’il le peut fait 25 essais en 24 heures, pas un de plus")
        func dailyTries() throws {
            var now = Instant.start
            var tries = 0
            while now < .start + .hours(24) {
                if let next = try fail(identifier, at: now) { now = next } else { tries += 1 }
            }
            #expect(tries == 25)
            // Never a permanent lock: the next one is looked at.
            #expect(try fail(identifier, at: now) == nil)
        }

        @Test("après 24 heures le compte repart de zéro")
        func windowPasses() throws {
            try fail(times: 5, identifier, at: .start)
            #expect(try fail(times: 4, identifier, at: .start + .hours(24)) == nil)
            #expect(try failures(identifier) == 4)
        }

        @Test("un appareil connu a son propre compte : les échecs d’inconnus ne l’arrêtent pas")
        func devices() throws {
            let device = ThrottleStore.Subject.device(SecretToken())
            try fail(times: 5, identifier, at: .start)
            #expect(try fail(identifier, at: .start) != nil)
            #expect(try fail(times: 5, device, at: .start) == nil)
            #expect(try fail(device, at: .start) != nil)
            #expect(try fail(times: 5, .device(SecretToken()), at: .start) == nil)
        }

        @Test("un réseau a trente essais, quel que soit l’identifiant, et l’autre réseau les siens")
        func networks() throws {
            for _ in 0..<30 {
                #expect(try throttle.registerTry([.identifier(fixture.newName()), network], at: .start) == nil)
            }
            #expect(try throttle.registerTry([.identifier(fixture.newName()), network], at: .start) != nil)
            let other = ThrottleStore.Subject.network("198.51.100.0/24 n° \(Fixture.unique())")
            #expect(try throttle.registerTry([identifier, other], at: .start) == nil)
        }

        @Test("la plus longue attente l’emporte, et celui qui attend ne fait attendre personne d’autre")
        func severalSubjects() throws {
            try fail(times: 5, identifier, at: .start)
            #expect(try throttle.registerTry([network, identifier], at: .start) == .start + .seconds(75))
            #expect(try failures(network) == 0)
        }

        @Test("un bon mot de passe rend ses essais à l’identifiant, et le sien au réseau")
        func forgiveness() throws {
            try fail(times: 4, identifier, network, at: .start)
            try throttle.forgive([identifier, network])
            #expect(try failures(identifier) == nil)
            #expect(try failures(network) == 3)
            let device = ThrottleStore.Subject.device(SecretToken())
            try fail(times: 4, device, at: .start)
            try throttle.forgive([device])
            #expect(try fail(times: 5, device, at: .start) == nil)
            // Nothing to forgive is no error, and no credit.
            let fresh = ThrottleStore.Subject.network("203.0.113.0/24 n° \(Fixture.unique())")
            try throttle.forgive([fresh])
            #expect(try failures(fresh) == nil)
        }

        @Test("rien de lisible n’est gardé de ce qui a été essayé")
        func hashesOnly() throws {
            #expect(identifier.keyHash == Digest.sha256("identifier \(fixture.client.name)"))
            #expect(identifier.keyHash.count == 32)
        }

        @Test("cent essais à la fois sont cent essais")
        func parallelTries() throws {
            let (address, identifier, network) = (fixture.address, identifier, network)
            let answers = try inParallel(8) { _ in
                let throttle = Store(Database(address)).throttle
                return try (0..<12).map { _ in try throttle.registerTry([identifier, network], at: .start) == nil }
            }
            #expect(answers.joined().filter { $0 }.count == 5)
            #expect(try failures(identifier) == 5)
            #expect(try failures(network) == 5)
        }

        @Test("des essais simultanés sur un même réseau sont tous comptés, sans blocage mutuel")
        func parallelNetwork() throws {
            let (address, network) = (fixture.address, network)
            let names = try (0..<4).map { _ in try fixture.newName() }
            let answers = try inParallel(6) { thread in
                let throttle = Store(Database(address)).throttle
                return try (0..<4).map { turn in
                    // Given in both orders: locks are taken in one.
                    let identifier = ThrottleStore.Subject.identifier(names[(thread + turn) % 4])
                    let subjects = thread % 2 == 0 ? [identifier, network] : [network, identifier]
                    return try throttle.registerTry(subjects, at: .start) == nil
                }
            }
            let accepted = answers.joined().filter { $0 }.count
            #expect(accepted == 20, "five for each of the four identifiers")
            #expect(try failures(network) == UInt64(accepted))
        }
    }
}
