import CLOModel
import Testing

@testable import CLOStore

@Suite("Qui est prévenu de quoi (S16)", .database)
struct NoticeTests {
    @Test("une publication prévient le client")
    func publication() throws {
        let house = try TellingFixture()
        try house.publish()
        #expect(try house.waiting(for: house.fixture.client) == ["email"])
        #expect(try house.waiting(for: house.fixture.julie).isEmpty)
        #expect(try house.waiting(for: house.fixture.otherClient).isEmpty)
    }

    @Test("le commentaire du client prévient l’employé qui a écrit la publication, et lui seul")
    func clientComment() throws {
        let house = try TellingFixture()
        let number = try house.publish(by: house.fixture.karim, telling: .only([]))
        try house.comment(under: number, by: house.fixture.client)
        #expect(try house.waiting(for: house.fixture.karim) == ["email"])
        #expect(try house.waiting(for: house.fixture.julie).isEmpty)
        #expect(try house.waiting(for: house.fixture.client).isEmpty)
    }

    @Test("le commentaire d’un employé prévient le client")
    func employeeComment() throws {
        let house = try TellingFixture()
        let number = try house.publish(telling: .only([]))
        try house.comment(under: number, by: house.fixture.karim)
        #expect(try house.waiting(for: house.fixture.client) == ["email"])
        #expect(try house.waiting(for: house.fixture.julie).isEmpty)
    }

    @Test("on choisit ses moyens, et l’employé peut en changer pour cette fois, sauf pour qui ne veut rien")
    func choices() throws {
        let house = try TellingFixture()
        let client = house.fixture.client
        try house.prefer(client, [.email, .sms])
        try house.publish()
        #expect(try Set(house.waiting(for: client)) == ["email", "sms"])
        try house.prefer(client, [.email])
        #expect(try house.waiting(for: client) == ["email"], "ce dont il ne veut plus n’est plus annoncé")
        try house.publish(telling: .only([.sms]))
        #expect(try house.waiting(for: client) == ["email", "sms"])
        try house.prefer(client, [])
        try house.publish(telling: .only([.email, .sms]))
        #expect(try house.waiting(for: client).isEmpty)
    }

    @Test("qui veut un SMS sans mobile est prévenu par courriel, qui n’a pas d’adresse ne l’est pas")
    func unreachable() throws {
        let house = try TellingFixture()
        let client = house.fixture.client
        try house.prefer(client, [.sms])
        try house.fixture.run("UPDATE account SET mobile = '02 61 91 40 17' WHERE id = \(client.account)")
        try house.publish()
        #expect(try house.waiting(for: client) == ["email"])
        try house.fixture.run("UPDATE account SET email = 'sans arobase' WHERE id = \(client.account)")
        try house.publish()
        #expect(try house.waiting(for: client) == ["email"])
    }

    @Test("le même envoi deux fois n’annonce qu’une fois, et ce qui n’a pas eu lieu n’est pas annoncé")
    func once() throws {
        let house = try TellingFixture()
        let submission = house.fixture.submission(by: house.fixture.julie)
        for _ in 0..<2 {
            _ = try house.store.publications.add(
                Fixture.content("Une fois."), to: house.fixture.sheet.id, by: house.fixture.julie.account,
                submission: submission, at: .start)
        }
        #expect(try house.waiting(for: house.fixture.client).count == 1)
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try house.store.database.transaction { connection in
                let locked = try #require(try SheetStore.lock(house.fixture.sheet.id, connection))
                try NoticeQueue(policy: house.store.notices).publicationAdded(
                    9, to: locked, by: house.fixture.julie.account, .asPreferred, at: .start, connection)
                throw Stop()
            }
        }
        #expect(try house.waiting(for: house.fixture.client).count == 1)
    }

    @Test("un compte suspendu n’est pas prévenu")
    func suspended() throws {
        let house = try TellingFixture()
        _ = try house.store.accounts.suspend(house.fixture.client.name, at: .start)
        try house.publish()
        #expect(try house.waiting(for: house.fixture.client).isEmpty)
    }

    @Test("un changement de mot de passe est toujours dit, par courriel")
    func passwordLetter() throws {
        let house = try TellingFixture()
        try house.prefer(house.fixture.client, [])
        try house.store.accounts.setPassword(anyHash(), of: house.fixture.client.account, at: .start)
        #expect(
            try house.texts("SELECT letter FROM outgoing_message WHERE account_id = \(house.fixture.client.account)")
                == ["mot-de-passe"])
    }

    @Test("les valeurs d’une lettre se relisent, même tordues")
    func letterValues() {
        let values: NoticeTemplate.Values = [.link: "https://x/?a=b&c=d", .device: "Fire\nfox = 3"]
        #expect(
            LetterValues.values(LetterValues.text(values)) == [.link: "https://x/?a=b&c=d", .device: "Fire fox = 3"])
    }
}

/// One after another: grouping deals with whatever is due in the database.
@Suite("Regrouper", .database, .serialized)
struct GroupingTests {
    private let due = Instant.start + .minutes(3)

    @Test("ce qui arrive en quelques minutes sur une fiche fait un seul message")
    func grouping() throws {
        let house = try TellingFixture()
        let number = try house.publish()
        try house.comment(under: number, by: house.fixture.karim, at: .start + .minutes(2))
        try house.group(at: due - .milliseconds(1))
        #expect(try house.messages(for: house.fixture.client).isEmpty)
        try house.group(at: due)
        #expect(try house.messages(for: house.fixture.client).count == 1)
        #expect(try house.events(for: house.fixture.client).count == 2)
        #expect(try house.waiting(for: house.fixture.client).isEmpty)
    }

    @Test("ce qui est supprimé ou annulé avant l’envoi n’est pas annoncé")
    func gone() throws {
        let house = try TellingFixture()
        let (deleted, cancelled) = (try house.publish(), try house.publish())
        _ = try house.store.publications.delete(
            number: deleted, in: house.fixture.sheet.id, by: house.fixture.julie.account, at: .start)
        _ = try house.store.publications.cancel(
            number: cancelled, in: house.fixture.sheet.id, reason: nil, by: house.fixture.julie.account, at: .start)
        try house.group(at: due)
        #expect(try house.messages(for: house.fixture.client).isEmpty)
        let third = try house.publish()
        try house.group(at: due)
        _ = try house.store.publications.delete(
            number: third, in: house.fixture.sheet.id, by: house.fixture.julie.account, at: .start)
        #expect(try house.messages(for: house.fixture.client).count == 1)
        #expect(try house.events(for: house.fixture.client).isEmpty, "supprimé entre le regroupement et l’envoi")
    }

    @Test("un résumé réunit les fiches à son heure, sans ce qui a déjà été lu, et n’est jamais vide")
    func digest() throws {
        let house = try TellingFixture()
        let client = house.fixture.client
        try house.prefer(client, [.email], .daily(hour: 18))
        try house.publish()
        let due = ParisTime.next(hour: 18, after: .start)
        try house.group(at: due - .milliseconds(1))
        #expect(try house.messages(for: client).isEmpty)
        _ = try house.fixture.visit(by: client, at: .start + .minutes(1))
        try house.group(at: due)
        #expect(try house.messages(for: client).isEmpty, "tout était lu")
        #expect(try house.waiting(for: client).isEmpty)

        try house.publish(at: .start + .minutes(2))
        let other = try house.fixture.addSheet(of: client)
        _ = try house.store.publications.add(
            Fixture.content("Ailleurs."), to: other.id, by: house.fixture.julie.account,
            submission: house.fixture.submission(by: house.fixture.julie), at: .start + .minutes(2))
        try house.group(at: due)
        #expect(try house.messages(for: client).count == 1)
        #expect(try Set(house.events(for: client).map(\.code)) == [house.fixture.sheet.code, other.code])
    }

    @Test("un SMS attend la fin de la nuit")
    func quiet() throws {
        let house = try TellingFixture()
        try house.prefer(house.fixture.client, [.sms])
        let evening = try #require(ParisTime.instant(local: "2026-11-22T21:00"))
        try house.publish(at: evening)
        try house.group(at: evening + .hours(10))
        #expect(try house.messages(for: house.fixture.client).isEmpty)
        try house.group(at: evening + .hours(11))
        #expect(try house.messages(for: house.fixture.client).count == 1)
    }

    @Test("deux regroupements à la fois ne font pas deux messages")
    func concurrently() async throws {
        let house = try TellingFixture(grouping: .zero)
        for _ in 0..<5 { try house.publish() }
        let address = house.fixture.address
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    _ = try Store(Database(address)).messages.group(limit: 50, at: .start + .minutes(5))
                }
            }
            try await group.waitForAll()
        }
        #expect(try house.messages(for: house.fixture.client).count == 1)
        #expect(try house.events(for: house.fixture.client).count == 5)
    }
}

/// Apart from the others, in a database of its own: claims take whatever is due.
@Suite("Envoyer une fois", .database, .serialized)
struct ClaimTests {
    private let lease = Duration.minutes(2)
    private let now = Instant.start + .minutes(10)

    private func house(with count: Int) throws -> TellingFixture {
        let house = try TellingFixture(grouping: .zero)
        try house.fixture.run("DELETE FROM outgoing_message")
        for _ in 0..<count {
            try house.publish()
            try house.group(at: now)
        }
        return house
    }

    @Test("un message n’est qu’à un envoi à la fois, et revient quand le bail finit")
    func leases() throws {
        let house = try self.house(with: 2)
        let (first, second) = (DutyStore.Owner(), DutyStore.Owner())
        let messages = house.store.messages
        let claimed = try messages.claim(10, of: [.email], by: first, for: lease, at: now)
        #expect(claimed.count == 2 && claimed.allSatisfy { $0.attempts == 0 && $0.letter == nil })
        #expect(try messages.claim(10, of: [.email], by: second, for: lease, at: now + .minutes(1)).isEmpty)
        #expect(try messages.renew(claimed[0].id, by: first, for: lease, at: now + .minutes(1)))
        let late = now + lease + .milliseconds(1)
        #expect(try messages.claim(10, of: [.email], by: second, for: lease, at: late).map(\.id) == [claimed[1].id])
        #expect(try !messages.renew(claimed[1].id, by: first, for: lease, at: late), "il est à un autre")
        try messages.note(.sent(.init(destination: "x")), of: claimed[1].id, by: first, at: late)
        #expect(try house.texts("SELECT state FROM outgoing_message WHERE id = \(claimed[1].id)") == ["waiting"])
        try messages.note(.sent(.init(destination: "x")), of: claimed[1].id, by: second, at: late)
        #expect(try house.texts("SELECT state FROM outgoing_message WHERE id = \(claimed[1].id)") == ["sent"])
    }

    @Test("un échec passager attend de plus en plus longtemps, puis reste visible avec sa raison")
    func retries() throws {
        let house = try self.house(with: 1)
        let owner = DutyStore.Owner()
        var time = now
        var delays: [Duration] = []
        for attempt in 1...20 {
            let claimed = try house.store.messages.claim(1, of: [.email], by: owner, for: lease, at: time)
            let message = try #require(claimed.first, "essai \(attempt)")
            #expect(message.attempts == attempt - 1)
            guard let delay = RetrySchedule.delay(after: attempt) else {
                try house.store.messages.note(.failed(reason: "Boîte pleine."), of: message.id, by: owner, at: time)
                break
            }
            delays.append(delay)
            try house.store.messages.note(
                .later(reason: "Boîte pleine.", at: time + delay), of: message.id, by: owner, at: time)
            #expect(
                try house.store.messages.claim(
                    1, of: [.email], by: owner, for: lease, at: time + delay - .milliseconds(1)
                ).isEmpty)
            time = time + delay
        }
        #expect(delays == delays.sorted() && delays.reduce(.zero, +) > .days(1))
        let entry = try #require(try house.store.messages.troubled(limit: 10).first)
        #expect(entry.state == .failed && entry.reason == "Boîte pleine." && entry.attempts == delays.count + 1)
        #expect(try house.store.messages.resend(entry.id, at: time))
        #expect(try house.store.messages.claim(1, of: [.email], by: owner, for: lease, at: time).count == 1)
        try house.store.messages.note(.sent(.init(destination: "x")), of: entry.id, by: owner, at: time)
        #expect(try !house.store.messages.resend(entry.id, at: time), "parti, il ne repart pas")
    }

    @Test("ce qui est pris et non envoyé est rendu sans compter comme un essai")
    func release() throws {
        let house = try self.house(with: 1)
        let owner = DutyStore.Owner()
        #expect(try house.store.messages.claim(1, of: [.email], by: owner, for: lease, at: now).count == 1)
        #expect(try house.store.messages.claim(1, of: [.sms], by: DutyStore.Owner(), for: lease, at: now).isEmpty)
        try house.store.messages.release(owner)
        let again = try house.store.messages.claim(1, of: [.email], by: DutyStore.Owner(), for: lease, at: now)
        #expect(again.map(\.attempts) == [0])
    }

    @Test("la charge d’envoyer n’est qu’à un à la fois, et tombe d’elle-même")
    func duty() throws {
        let house = try self.house(with: 0)
        let (first, second) = (DutyStore.Owner(), DutyStore.Owner())
        let duties = house.store.duties
        #expect(try duties.take(first, for: lease, at: now))
        #expect(try duties.take(first, for: lease, at: now), "la sienne, encore")
        #expect(try !duties.take(second, for: lease, at: now + .minutes(1)))
        #expect(try duties.take(second, for: lease, at: now + lease), "elle a pris fin")
        try duties.release(first, at: now + lease)
        #expect(try !duties.take(first, for: lease, at: now + lease), "rendre celle d’un autre ne la rend pas")
        #expect(try duties.isHeld(at: now + lease) && !duties.isHeld(at: now + lease + lease))
        try duties.release(second, at: now + lease)
        #expect(try !duties.isHeld(at: now + lease))
        #expect(try duties.take(first, for: lease, at: now + lease))

        let handed = try #require(DutyStore.Owner(text: first.text))
        #expect(try handed == first && duties.take(handed, for: lease, at: now + lease), "qui la prend la passe")
        try duties.release(handed, at: now + lease)
    }

    @Test("qui passe la charge d’envoyer le fait en 32 chiffres, et rien d’autre n’en est une")
    func handingOver() {
        let text = DutyStore.Owner().text
        #expect(text.count == 32 && DutyStore.Owner(text: text)?.text == text)
        for other in ["", String(text.dropLast()), text.dropLast() + "g", text.dropLast() + "é"] {
            #expect(DutyStore.Owner(text: String(other)) == nil)
        }
    }

    @Test("le registre compte messages, segments et coût par chantier, et le budget son mois")
    func ledger() throws {
        let house = try self.house(with: 2)
        let owner = DutyStore.Owner()
        let claimed = try house.store.messages.claim(2, of: [.email], by: owner, for: lease, at: now)
        try house.store.messages.note(.sent(.init(destination: "a@example.fr")), of: claimed[0].id, by: owner, at: now)
        try house.fixture.run("UPDATE outgoing_message SET channel = 'sms' WHERE id = \(claimed[1].id)")
        try house.store.messages.note(
            .sent(.init(destination: "+33639982164", segments: 2, cost: 120_000, gatewayReference: "x")),
            of: claimed[1].id, by: owner, at: now)
        let lines = try house.store.messages.ledger(from: ParisTime.startOfMonth(now), until: now + .days(1))
        let line = try #require(lines.first { $0.code == house.fixture.sheet.code })
        #expect((line.emails, line.messages, line.segments, line.cost) == (1, 1, 2, 120_000))
        #expect(try house.store.messages.cost(since: ParisTime.startOfMonth(now)) == 120_000)
        #expect(try house.store.messages.cost(since: now + .milliseconds(1)) == 0)
    }
}
