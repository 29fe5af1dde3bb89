import CLOModel
import CLOStore
import Foundation

/// What the database server grants and how it keeps time; only asked once it answers.
struct ServerCheck {
    let configuration: Configuration

    /// What pages and migrations need.
    private static let needed = ["SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "INDEX", "REFERENCES"]
    /// Pages at the same time, the deliverer, and whoever looks in with phpMyAdmin.
    private static let fewConnections = 10

    func findings() -> [Finding] {
        let health = Store(Database(configuration.database)).health
        do {
            let (server, sentAt) = (try health.server(), Instant.now())
            return [rights(server), connections(server), clock(server, sentAt)]
        } catch {
            // That it does not answer has been said.
            return []
        }
    }

    private func rights(_ server: HealthStore.Server) -> Finding {
        let missing = Self.needed.filter { !server.rights.contains($0) }
        guard missing.isEmpty else {
            return .warning(
                "Droits", "le compte de la base ne semble pas avoir\u{A0}: \(missing.joined(separator: ", ")).",
                remedy: "Donnez-lui tous les droits sur cette base dans le panneau de l’hébergeur.")
        }
        return .good("Droits", "le compte de la base a ceux qu’il faut.")
    }

    private func connections(_ server: HealthStore.Server) -> Finding {
        guard server.connectionLimit >= Self.fewConnections else {
            return .warning(
                "Connexions", "la base n’en admet que \(server.connectionLimit) à la fois.",
                remedy: "Demandez-en \(Self.fewConnections) au moins, ou limitez les processus FastCGI d’autant.")
        }
        return .good("Connexions", "\(server.connectionLimit) à la fois.")
    }

    /// Moments are written by the program, never by the server's clock; who of the two is wrong cannot be told from here.
    private func clock(_ server: HealthStore.Server, _ here: Instant) -> Finding {
        let seconds = Int(abs((here.since(server.now) / .seconds(1)).rounded()))
        guard seconds <= 30 else {
            return .warning(
                "Horloge", "celle de la base et celle de ce serveur diffèrent de \(seconds)\u{A0}secondes.",
                remedy:
                    "Comparez avec une horloge sûre et prévenez l’hébergeur\u{A0}: dates, sessions et codes en dépendent."
            )
        }
        // Both may be wrong alike, on one machine above all: whoever reads this has a watch.
        return .good(
            "Horloge", "ce serveur et la base sont d’accord\u{A0}: \(ParisTime(here).sentence), heure de Paris.")
    }
}
