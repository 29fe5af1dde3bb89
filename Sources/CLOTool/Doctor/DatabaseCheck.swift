import CLOModel
import CLOStore

/// The database: reached, new enough, and with all tables.
struct DatabaseCheck {
    let configuration: Configuration

    private static let subject = "Base de données"

    func findings() -> [Finding] {
        let nodes = configuration.database.filter(\.isClusterNode)
        return schemaFindings() + nodes.map { nodeFinding($0, of: nodes.count) }
    }

    /// Each node by itself: one that is away, or that has left the cluster, is not noticed while the others answer.
    private func nodeFinding(_ node: Connection.Address, of count: Int) -> Finding {
        let subject = "Serveur \(node.host ?? ""):\(node.port)"
        do {
            let state = try ClusterState(of: Database(node))
            guard state.isReady else {
                return .bad(
                    subject, "il n’est pas prêt\u{A0}: \(state.comment).",
                    remedy: "Vérifiez que Galera y est en marche et qu’il voit les autres serveurs.")
            }
            guard state.size >= count else {
                return .bad(
                    subject, "il ne voit que \(state.size) serveur\(state.size > 1 ? "s" : "") sur \(count).",
                    remedy: "Remettez en marche les serveurs qui manquent à la grappe.")
            }
            return .good(subject, "nœud Galera, \(state.comment), \(state.size) serveurs.")
        } catch {
            return .bad(
                subject, "il ne répond pas comme il faut\u{A0}: \(error)",
                remedy: "Plusieurs noms dans CLO_DB_HOST sont les nœuds d’une même grappe Galera, tous en marche.")
        }
    }

    private func schemaFindings() -> [Finding] {
        let database = Database(configuration.database)
        do {
            let version = try ServerVersion(of: database)
            guard version.isSupported else {
                return [
                    .bad(
                        Self.subject, "la version \(version.text) est trop ancienne.",
                        remedy: "Il faut MariaDB 10.3 ou MySQL 8, ou plus récent.")
                ]
            }
            let files = try Migrations.files(in: configuration.sqlFolder)
            guard try Store(database).health.schema(expecting: files.map(\.number)) != .newer else {
                return [
                    .bad(
                        Self.subject, "elle a été mise à jour par une version plus récente du programme.",
                        remedy: "Remettez en place cette version, ou restaurez une sauvegarde d’avant elle.")
                ]
            }
            let missing = try Migrations(database).missing(among: files)
            guard missing.isEmpty else {
                return [
                    .bad(
                        Self.subject, "il y manque \(missing.map(\.name).joined(separator: ", ")).",
                        remedy: "Lancez clo migrate, ou ouvrez \(SitePaths.installed.office)/installation.")
                ]
            }
            return [.good(Self.subject, "\(version.text), à jour.")]
        } catch {
            return [
                .bad(
                    Self.subject, "elle ne répond pas comme il faut\u{A0}: \(error)",
                    remedy: "Vérifiez les lignes CLO_DB_… de clo.conf, et que la base est en marche.")
            ]
        }
    }
}
