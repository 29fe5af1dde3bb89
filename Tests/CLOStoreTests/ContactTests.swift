import CLOModel
import Testing

@testable import CLOStore

/// One after the other: the policy is the whole installation's.
@Suite("Coordonnées changées et préférences choisies", .database, .serialized)
struct ContactTests {
    private let house: TellingFixture
    private var client: Fixture.Person { house.fixture.client }

    init() throws {
        house = try TellingFixture()
    }

    private func change(_ field: DetailField, to value: String?, by person: Fixture.Person? = nil) throws {
        var details = Details()
        details[field] = value
        guard
            case .done = try house.store.details.change(
                client.account, to: details, fields: [field], by: (person ?? client).viewer, at: .start)
        else { throw Unexpected("change") }
    }

    private func letters() throws -> [String] {
        try house.texts(
            "SELECT CONCAT(letter, ' ', destination) FROM outgoing_message WHERE account_id = \(client.account)")
    }

    @Test("l’ancienne adresse apprend qu’elle a été changée, quel que soit celui qui change", arguments: [true, false])
    func email(byClient: Bool) throws {
        try change(.email, to: "nouvelle@example.fr", by: byClient ? client : house.fixture.julie)
        let old = "a\(client.account.rawValue)@example.fr"
        #expect(try letters() == ["coordonnees \(old)"])
        let claimed = try house.store.messages.claim(
            9, of: [.email], by: .init(), for: .minutes(5), at: .start + .minutes(1)
        ).first { $0.recipient.account == client.account }
        #expect(claimed?.recipient.email == old, "not the address of now")
        #expect(claimed?.letterValues[.changes] == "courriel")
    }

    @Test("un numéro changé est dit à l’adresse connue ; une rue ne l’est pas")
    func others() throws {
        try change(.mobile, to: "+33639982165")
        #expect(try letters() == ["coordonnees a\(client.account.rawValue)@example.fr"])
        try change(.city, to: "Lyon", by: house.fixture.julie)
        #expect(try letters().count == 1)
    }

    @Test("sans ancienne adresse il n’y a personne à prévenir")
    func unknown() throws {
        try house.fixture.run("UPDATE account SET email = NULL WHERE id = \(client.account)")
        try change(.email, to: "nouvelle@example.fr")
        #expect(try letters().isEmpty)
    }

    @Test("ce que le client choisit est enregistré comme tout changement, une fois")
    func preferences() throws {
        let chosen = NoticePreferences(channels: [.email, .sms], rhythm: .daily(hour: 18))
        for _ in 0..<2 {
            guard case .done = try house.store.preferences.change(to: chosen, by: client.viewer, at: .start) else {
                throw Unexpected("choice")
            }
        }
        #expect(try house.store.preferences.find(client.account)?.preferences == chosen)
        let history = try house.store.details.history(of: client.account, visibleTo: client.viewer, limit: 9)
        #expect(history.map(\.field) == [.notifications])
        #expect(history.first?.old == "Par courriel, aussitôt")
        #expect(history.first?.new == "Par courriel et SMS, dans un résumé à 18\u{A0}h")
        #expect(NoticePreferences(channels: [], rhythm: .atOnce).sentence == "Aucun message")
    }

    @Test("un choix que CLO n’ouvre pas n’est pas enregistré")
    func closed() throws {
        var policy = FieldPolicy.standard
        policy[.notifications] = .visible
        try house.store.settings.change(to: policy, by: house.fixture.administrator.account, at: .start)
        guard
            case .forbidden = try house.store.preferences.change(
                to: .init(channels: [], rhythm: .atOnce), by: client.viewer, at: .start)
        else { throw Unexpected("choice") }
        #expect(try house.store.preferences.find(client.account)?.preferences == NoticePreferences.standard)
        try house.store.settings.change(to: FieldPolicy.standard, by: house.fixture.administrator.account, at: .start)
    }
}
