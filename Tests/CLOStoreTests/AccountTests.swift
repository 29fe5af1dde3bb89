import CLOModel
import CLOSecurity
import Testing

@testable import CLOStore

/// A hash that no password has: nothing here needs the quarter of a second that a real one takes.
func anyHash() throws -> PasswordHash {
    let salt = Base64URL.encode(Randomness.bytes(16))
    let hash = Base64URL.encode(Randomness.bytes(32))
    return try #require(PasswordHash(encoded: "$scrypt$ln=15,r=8,p=3$\(salt)$\(hash)"))
}

extension StoreTests {
    @Suite("Comptes")
    struct AccountTests {
        let fixture: Fixture
        var accounts: AccountStore { fixture.store.accounts }

        init() throws {
            fixture = try Fixture()
        }

        @Test("un compte se retrouve par son identifiant et par sa clé, avec son rôle")
        func credentials() throws {
            for (person, role) in [
                (fixture.client, Role.client), (fixture.julie, .employee(isAdministrator: false)),
                (fixture.administrator, .employee(isAdministrator: true)),
            ] {
                let byName = try #require(try accounts.credentials(of: person.name))
                let byKey = try #require(try accounts.credentials(of: person.account))
                #expect(byName.account == person.account && byKey.account == person.account)
                #expect(byName.role == role && byKey.role == role)
                #expect(!byName.isSuspended && !byKey.isSuspended)
                #expect(byName.passwordHash == nil && byKey.passwordHash == nil)
            }
        }

        @Test("un identifiant que personne n’a n’est pas trouvé")
        func unknown() throws {
            #expect(try accounts.credentials(of: fixture.newName()) == nil)
            #expect(try accounts.credentials(of: Account.ID(.max)) == nil)
            #expect(try accounts.suspend(fixture.newName(), at: .start) == false)
            #expect(try accounts.reopen(fixture.newName()) == false)
        }

        @Test("un identifiant n’est donné qu’une fois")
        func duplicate() throws {
            #expect(failure { try fixture.addAccount { $0.name = fixture.client.name } } == .duplicate)
        }

        @Test("tout ce que l’on sait d’une personne est gardé, à la longueur entière des colonnes")
        func everyField() throws {
            func full(_ length: Int) -> String { String(repeating: "🏠", count: length) }
            let account = try fixture.addAccount { new in
                new.firstName = full(100)
                new.lastName = full(100)
                new.civility = full(20)
                new.company = full(150)
                new.position = full(100)
                new.streetAddress = full(300)
                new.postalCode = full(10)
                new.city = full(100)
                new.phone = full(30)
                new.mobile = full(30)
                new.email = full(254)
            }
            let lengths = try fixture.store.database.read { connection in
                var row = try #require(
                    try connection.row(
                        """
                        SELECT first_name, last_name, civility, company, position, street_address, postal_code, city,
                               phone, mobile, email
                        FROM account WHERE id = \(account)
                        """))
                return try (0..<11).map { _ in try row.text().count }
            }
            #expect(lengths == [100, 100, 20, 150, 100, 300, 10, 100, 30, 30, 254])
        }

        @Test("un texte trop long est refusé, jamais coupé")
        func tooLongField() throws {
            #expect(failure { try fixture.addAccount { $0.city = String(repeating: "x", count: 101) } } == tooLong)
        }

        @Test("un client ne peut pas être administrateur, même par erreur")
        func constraint() throws {
            #expect(
                failure {
                    try fixture.run("UPDATE account SET is_administrator = 1 WHERE id = \(fixture.client.account)")
                }
                    == .failed(code: 4025))
        }

        @Test("un mot de passe posé ou renouvelé se relit")
        func passwords() throws {
            let (first, second) = (try anyHash(), try anyHash())
            try accounts.setPassword(first, of: fixture.client.account, at: .start)
            #expect(try accounts.credentials(of: fixture.client.name)?.passwordHash == first)
            try accounts.refreshHash(second, of: fixture.client.account)
            #expect(try accounts.credentials(of: fixture.client.name)?.passwordHash == second)
            let name = try fixture.newName()
            let new = AccountStore.NewAccount(name: name, role: .client, firstName: "Zoé", lastName: "Petit")
            _ = try accounts.add(new, passwordHash: first, at: .start)
            #expect(try accounts.credentials(of: name)?.passwordHash == first)
        }

        @Test("une empreinte illisible n’est pas prise pour une absence de mot de passe")
        func unreadableHash() throws {
            try fixture.run("UPDATE account SET password_hash = 'md5' WHERE id = \(fixture.client.account)")
            #expect(failure { try accounts.credentials(of: fixture.client.name) } == .unexpectedRow)
        }

        @Test("suspendre garde la première date, rouvrir l’efface")
        func suspension() throws {
            #expect(try accounts.suspend(fixture.client.name, at: .start))
            #expect(try accounts.suspend(fixture.client.name, at: .start + .days(1)))
            #expect(try accounts.credentials(of: fixture.client.name)?.isSuspended == true)
            #expect(
                try fixture.number(
                    """
                    SELECT COUNT(*) FROM account
                    WHERE id = \(fixture.client.account) AND suspended_at = \(Instant.start)
                    """) == 1)
            #expect(try accounts.reopen(fixture.client.name))
            #expect(try accounts.credentials(of: fixture.client.name)?.isSuspended == false)
        }

        @Test("la liste montre chacun avec son état")
        func list() throws {
            try accounts.setPassword(anyHash(), of: fixture.julie.account, at: .start)
            _ = try accounts.suspend(fixture.otherClient.name, at: .start)
            let all = try accounts.all()
            func summary(_ person: Fixture.Person) throws -> AccountStore.Summary {
                try #require(all.first { $0.name == person.name.description })
            }
            let julie = try summary(fixture.julie)
            #expect(julie.fullName == "Julie Moreau" && julie.isActivated && !julie.isSuspended)
            #expect(julie.role == .employee(isAdministrator: false))
            let sophie = try summary(fixture.otherClient)
            #expect(sophie.isSuspended && !sophie.isActivated && sophie.role == .client)
            #expect(try summary(fixture.administrator).role == .employee(isAdministrator: true))
        }
    }
}
