import CLOModel
import CLOSecurity
import Testing

@testable import CLOStore

extension StoreTests {
    @Suite("Sessions")
    struct SessionTests {
        let fixture: Fixture
        var sessions: SessionStore { fixture.store.sessions }

        init() throws {
            fixture = try Fixture()
        }

        private func holds(_ token: SecretToken, at now: Instant) throws -> Bool {
            try sessions.open(token, sheet: nil, at: now) != nil
        }

        @Test("une session dit qui est là")
        func viewer() throws {
            for person in [fixture.client, fixture.julie, fixture.administrator] {
                let token = try fixture.signIn(person, at: .start)
                let opened = try #require(try sessions.open(token, sheet: nil, at: .start + .minutes(1)))
                #expect(opened.viewer == person.viewer)
                #expect(opened.seenAt == .start)
                #expect(opened.sheet == nil)
            }
        }

        @Test("un jeton inconnu n’ouvre rien")
        func unknown() throws {
            #expect(try !holds(SecretToken(), at: .start))
        }

        @Test("seules les empreintes des jetons sont gardées")
        func hashesOnly() throws {
            let token = try fixture.signIn(fixture.client, at: .start)
            let device = SecretToken()
            try sessions.remember(device: device, of: fixture.client.account, at: .start)
            for (table, token) in [("session", token), ("device", device)] {
                let table = SQL(raw: table)
                #expect(try fixture.number("SELECT COUNT(*) FROM \(table) WHERE token_hash = \(token.hash)") == 1)
                let bytes = try #require(Base64URL.decode(token.text))
                #expect(try fixture.number("SELECT COUNT(*) FROM \(table) WHERE token_hash = \(bytes)") == 0)
            }
            let columns = try fixture.store.database.read { connection in
                try connection.rows(
                    """
                    SELECT column_name FROM information_schema.columns
                    WHERE table_schema = DATABASE() AND table_name IN ('session', 'device')
                      AND column_name LIKE '%token%'
                    """
                ).map { row in
                    var row = row
                    return try row.text()
                }
            }
            #expect(columns == ["token_hash", "token_hash"])
        }

        @Test("sans visite, un client reste 14 jours et un employé 2 heures")
        func idleLimits() throws {
            for (person, limit) in [(fixture.client, Duration.days(14)), (fixture.julie, .hours(2))] {
                let token = try fixture.signIn(person, at: .start)
                #expect(try holds(token, at: .start + limit - .milliseconds(1)))
                #expect(try !holds(token, at: .start + limit))
                // Somebody who comes back in time goes on from there.
                try sessions.touch(token, at: .start + limit - .milliseconds(1))
                #expect(try holds(token, at: .start + limit))
            }
        }

        @Test("même en venant sans cesse, un client reste 30 jours et un employé 12 heures")
        func absoluteLimits() throws {
            for (person, limit) in [(fixture.client, Duration.days(30)), (fixture.administrator, .hours(12))] {
                let token = try fixture.signIn(person, at: .start)
                try sessions.touch(token, at: .start + limit - .minutes(1))
                #expect(try holds(token, at: .start + limit - .milliseconds(1)))
                #expect(try !holds(token, at: .start + limit))
            }
        }

        @Test("se déconnecter termine cette session et aucune autre")
        func end() throws {
            let tokens = [
                try fixture.signIn(fixture.client, at: .start), try fixture.signIn(fixture.client, at: .start),
            ]
            try sessions.end(tokens[0])
            try sessions.end(tokens[0])
            #expect(try !holds(tokens[0], at: .start))
            #expect(try holds(tokens[1], at: .start))
        }

        @Test("un compte suspendu est dehors à l’instant, et une session ouverte en même temps ne l’aide pas")
        func suspension() throws {
            let before = try fixture.signIn(fixture.client, at: .start)
            let other = try fixture.signIn(fixture.otherClient, at: .start)
            _ = try fixture.store.accounts.suspend(fixture.client.name, at: .start)
            let after = SecretToken()
            let began = try sessions.begin(
                for: fixture.client.account, role: .client, knowing: nil, token: after, address: "192.0.2.7",
                userAgent: "Mozilla/5.0", at: .start)
            #expect(!began)
            #expect(try !holds(before, at: .start))
            #expect(try sessions.open(after, sheet: fixture.sheet.code, at: .start) == nil)
            #expect(try holds(other, at: .start))
            _ = try fixture.store.accounts.reopen(fixture.client.name)
            #expect(try !holds(before, at: .start))
        }

        @Test("suspendre et se connecter au même moment ne laisse aucune session ouverte")
        func suspensionRace() async throws {
            let address = fixture.address
            let (account, name) = (fixture.client.account, fixture.client.name)
            for _ in 0..<25 {
                _ = try fixture.store.accounts.reopen(name)
                async let began: [Bool] = Task.detached {
                    try (0..<3).map { _ in
                        try Store(Database(address)).sessions.begin(
                            for: account, role: .client, knowing: nil, token: SecretToken(), address: "192.0.2.7",
                            userAgent: "essai", at: .start)
                    }
                }.value
                async let suspended = Task.detached {
                    try Store(Database(address)).accounts.suspend(name, at: .start)
                }.value
                _ = try await (began, suspended)
                #expect(try fixture.number("SELECT COUNT(*) FROM session WHERE account_id = \(account)") == 0)
            }
        }

        @Test("une page ouverte apprend en une question qu’il n’y a rien de nouveau, et cela seulement")
        func nothingNew() throws {
            try fixture.publish()
            let token = try fixture.signIn(fixture.client, at: .start)
            func owner(_ token: SecretToken, at revision: UInt64 = 1, on day: Instant = .start) throws -> Account.ID? {
                try sessions.owner(token, of: fixture.sheet.code, stillAt: revision, at: day)
            }
            #expect(try owner(token) == fixture.client.account)
            #expect(try owner(token, at: 0) == nil)
            #expect(try owner(token, at: 2) == nil)
            #expect(try owner(SecretToken()) == nil)
            #expect(try owner(try fixture.signIn(fixture.otherClient, at: .start)) == nil)
            #expect(try owner(try fixture.signIn(fixture.julie, at: .start)) == nil)
            let limit = SessionStore.Limits.client
            #expect(try owner(token, on: .start + limit.idle - .milliseconds(1)) != nil)
            #expect(try owner(token, on: .start + limit.idle) == nil)
            try sessions.touch(token, at: .start + limit.absolute - .minutes(1))
            #expect(try owner(token, on: .start + limit.absolute - .milliseconds(1)) != nil)
            #expect(try owner(token, on: .start + limit.absolute) == nil)
            _ = try fixture.store.accounts.suspend(fixture.client.name, at: .start)
            #expect(try owner(token) == nil)
        }

        @Test("un nouveau mot de passe termine toutes les sessions du compte et oublie ses appareils")
        func newPassword() throws {
            let tokens = try (0..<3).map { _ in try fixture.signIn(fixture.client, at: .start) }
            let other = try fixture.signIn(fixture.otherClient, at: .start)
            let device = SecretToken()
            try sessions.remember(device: device, of: fixture.client.account, at: .start)
            try fixture.store.accounts.refreshHash(anyHash(), of: fixture.client.account)
            #expect(try holds(tokens[0], at: .start))
            try fixture.store.accounts.setPassword(anyHash(), of: fixture.client.account, at: .start)
            for token in tokens { #expect(try !holds(token, at: .start)) }
            #expect(try !sessions.isKnown(device: device, of: fixture.client.account))
            #expect(try holds(other, at: .start))
        }

        @Test("un appareil est connu pour le compte qui s’y est connecté, et le dernier seulement")
        func devices() throws {
            let device = SecretToken()
            #expect(try !sessions.isKnown(device: device, of: fixture.client.account))
            try sessions.remember(device: device, of: fixture.client.account, at: .start)
            try sessions.remember(device: device, of: fixture.client.account, at: .start + .days(1))
            #expect(try sessions.isKnown(device: device, of: fixture.client.account))
            #expect(try !sessions.isKnown(device: device, of: fixture.otherClient.account))
            try sessions.remember(device: device, of: fixture.otherClient.account, at: .start)
            #expect(try sessions.isKnown(device: device, of: fixture.otherClient.account))
            #expect(try !sessions.isKnown(device: device, of: fixture.client.account))
        }

        @Test("avec la session vient la fiche demandée, telle que la personne la voit")
        func glimpse() throws {
            try fixture.publish()
            let token = try fixture.signIn(fixture.client, at: .start)
            let first = try #require(try sessions.open(token, sheet: fixture.sheet.code, at: .start)?.sheet)
            #expect(first.id == fixture.sheet.id && first.code == fixture.sheet.code)
            #expect(first.owner == fixture.client.account && first.revision == 1 && first.visit == nil)
            _ = try fixture.store.sheets.noteVisit(to: first, by: fixture.client.viewer, at: .start)
            let second = try #require(try sessions.open(token, sheet: fixture.sheet.code, at: .start)?.sheet)
            #expect(second.visit == .init(baseline: 1, seen: 1, seenAt: .start))
        }

        @Test("la fiche d’un autre client ne se distingue pas d’une fiche qui n’existe pas")
        func foreignSheet() throws {
            let missing = try #require(WorksiteCode("NULLE-PART"))
            let token = try fixture.signIn(fixture.client, at: .start)
            for code in [fixture.otherSheet.code, missing] {
                let opened = try #require(try sessions.open(token, sheet: code, at: .start))
                #expect(opened.viewer == fixture.client.viewer)
                #expect(opened.sheet == nil)
            }
            let julie = try fixture.signIn(fixture.julie, at: .start)
            #expect(
                try sessions.open(julie, sheet: fixture.otherSheet.code, at: .start)?.sheet?.id == fixture.otherSheet.id
            )
            #expect(try sessions.open(julie, sheet: missing, at: .start)?.sheet == nil)
        }

        @Test("une révision proche de 2^63 reste exacte, et la suivante la suit")
        func largeRevision() throws {
            let large = UInt64(1) << 63 + 5
            try fixture.run("UPDATE sheet SET revision = \(large) WHERE id = \(fixture.sheet.id)")
            #expect(try fixture.glimpse(by: fixture.client, at: .start).revision == large)
            let number = try fixture.publish()
            #expect(try fixture.publication(number).revision == large + 1)
            _ = try fixture.visit(by: fixture.client, at: .start)
            #expect(try fixture.glimpse(by: fixture.client, at: .start).visit?.seen == large + 1)
        }

        @Test("un mot de passe changé pendant qu’on le vérifiait n’ouvre plus de session")
        func passwordChangedMeanwhile() throws {
            let verified = PasswordHash("ancien mot de passe", pepper: [1, 2, 3])
            let began = try sessions.begin(
                for: fixture.client.account, role: .client, knowing: verified, token: SecretToken(),
                address: "192.0.2.7", userAgent: "Mozilla/5.0", at: .start)
            #expect(!began)
        }

        @Test("un navigateur au nom démesuré est refusé par la base plutôt que coupé en silence")
        func longUserAgent() throws {
            #expect(
                failure {
                    _ = try sessions.begin(
                        for: fixture.client.account, role: .client, knowing: nil, token: SecretToken(),
                        address: "192.0.2.7",
                        userAgent: String(repeating: "x", count: 256), at: .start)
                } == tooLong)
        }
    }
}
