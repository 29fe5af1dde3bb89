import CLOModel
import CLOStore
import Glibc

/// What a monitor asks every few minutes: `GET /compte-client/sante` is 200 when all is well, else 503, and names in JSON
/// what is not, one word each. No session, no person's data, no version and no path; a fixed number of short queries, and
/// nothing is started.
///
///     {"etat":"ok","base":"ok","schema":"ok","donnees":"ok","place":"ok","messages":"a-jour"}
enum ShowHealth {
    /// Messages that have been due for longer are no longer a matter of the next run of an hourly cron.
    static let messagePatience = Duration.hours(3)

    static func answer(_ responder: Responder, at now: Instant) -> Response {
        var parts: [(name: String, word: String, isWell: Bool)] = []
        do {
            let schema = try responder.store.health.schema(
                expecting: Migrations.numbers(in: responder.configuration.sqlFolder))
            parts.append(("base", "ok", true))
            parts.append(("schema", word(schema), schema == .current))
        } catch {
            Log.write("health-database", ["error": "\(error)"])
            parts.append(("base", "injoignable", false))
        }
        let folder = responder.configuration.dataFolder
        let isWritable = access(folder, R_OK | W_OK | X_OK) == 0
        parts.append(("donnees", isWritable ? "ok" : "non-inscriptibles", isWritable))
        // Where the system does not tell, uploads are taken as well.
        let hasRoom = UploadFile.room(in: folder).map { $0 >= Settings.standard.uploadRoom } ?? true
        parts.append(("place", hasRoom ? "ok" : "insuffisante", hasRoom))
        if parts.allSatisfy({ $0.name != "base" && $0.name != "schema" || $0.isWell }) {
            parts.append(messages(responder, at: now))
        }
        let isWell = parts.allSatisfy(\.isWell)
        let members = [("etat", isWell ? "ok" : "en-panne")] + parts.map { ($0.name, $0.word) }
        return Response.json(
            .object(members.map { (name: $0.0, value: JSON.text($0.1)) }), status: isWell ? .ok : .unavailable
        ).adding("Cache-Control", "no-store")
    }

    private static func word(_ schema: HealthStore.Schema) -> String {
        switch schema {
        case .current: return "ok"
        case .older: return "a-migrer"
        case .newer: return "trop-recent"
        }
    }

    /// How long the message has been due that has been so for longest.
    private static func messages(_ responder: Responder, at now: Instant) -> (String, String, Bool) {
        do {
            guard let due = try responder.store.messages.nextDue(), due < now else {
                return ("messages", "a-jour", true)
            }
            switch now.since(due) {
            case ..<Duration.minutes(10): return ("messages", "moins-de-10-minutes", true)
            case ..<Duration.hours(1): return ("messages", "moins-d-une-heure", true)
            case ..<messagePatience: return ("messages", "moins-de-3-heures", true)
            default: return ("messages", "en-retard", false)
            }
        } catch {
            Log.write("health-messages", ["error": "\(error)"])
            return ("messages", "inconnus", false)
        }
    }
}
