import CLOStore
import Foundation

/// The files that `clo.conf` names, and the folder that everything is kept in.
struct HostCheck {
    let configuration: Configuration
    /// In bytes: with less, the responder begins no upload of the largest photo (Uploads.begin).
    let uploadRoom: Int

    init(configuration: Configuration) {
        self.configuration = configuration
        let store = Store(Database(configuration.database))
        // What the database itself has to say is another check's.
        uploadRoom = ((try? store.settings.settings()) ?? .standard).uploadRoom
    }

    func findings() -> [Finding] {
        [files, account, dataFolder, restoration, room].compactMap { $0 }
    }

    private var files: Finding {
        let named = [
            ("CLO_LAYOUT", configuration.layoutFile), ("CLO_ASSETS", configuration.assetsFolder),
            ("CLO_SQL", configuration.sqlFolder), ("CLO_TOOL", configuration.toolFile),
            ("CLO_FONTS", configuration.fontFolder),
        ]
        let missing = named.filter { access($0.1, R_OK) != 0 }
        guard missing.isEmpty else {
            return .bad(
                "Configuration",
                "ces fichiers ne peuvent pas être lus\u{A0}: "
                    + missing.map { "\($0.1) (\($0.0))" }.joined(separator: ", ") + ".",
                remedy: "Mettez-les en place, ou corrigez ces lignes de clo.conf.")
        }
        return .good("Configuration", "lue, et les fichiers qu’elle nomme sont là.")
    }

    private var account: Finding? {
        guard geteuid() == 0 else { return nil }
        return .warning(
            "Compte", "cette commande tourne sous le compte root, qui peut tout.",
            remedy: "Relancez-la avec le compte du site\u{A0}: ce qu’il ne peut pas faire ne se voit pas d’ici.")
    }

    /// What photos need: a folder of its own, a synced file in it, and its bytes back.
    private var dataFolder: Finding {
        let folder = configuration.dataFolder
        do {
            let trial = try SendFileTrial(of: .byUs, dataFolder: folder)
            defer { trial.remove() }
            guard DataFile.read(SendFileTrial.path(trial.name, dataFolder: folder)) == trial.content else {
                return .bad(
                    "Données", "ce qui est écrit dans \(folder) ne se relit pas.",
                    remedy: "Demandez à l’hébergeur l’état de ce disque.")
            }
        } catch {
            return .bad(
                "Données", "rien ne peut être écrit dans \(folder)\u{A0}: \(String(cString: strerror(error.code))).",
                remedy: "Le compte du site doit pouvoir y écrire, et le disque avoir de la place (CLO_DATA).")
        }
        return .good("Données", "\(folder) se lit et s’écrit.")
    }

    private var restoration: Finding? {
        guard RestorationMark.isPresent(in: configuration.dataFolder) else { return nil }
        return .bad(
            "Restauration",
            "une sauvegarde est en train d’être remise en place, ou cela a été interrompu\u{A0}: le site est fermé.",
            remedy: "Attendez la fin de « clo restore », ou relancez cette commande avec la même sauvegarde.")
    }

    private var room: Finding {
        let free: Int
        do {
            let system = try FileManager.default.attributesOfFileSystem(forPath: configuration.dataFolder)
            guard let bytes = system[.systemFreeSize] as? NSNumber else { return unknownRoom }
            free = bytes.intValue
        } catch {
            return unknownRoom
        }
        let sentence = "\(Self.gigabytes(free))\u{A0}Go libres."
        if free < uploadRoom {
            return .bad("Place", sentence, remedy: "Les photos sont refusées. Libérez de la place ou prenez-en plus.")
        }
        if free < 1_000_000_000 {
            return .warning(
                "Place", sentence, remedy: "C’est peu pour des photos. Libérez de la place ou prenez-en plus.")
        }
        return .good("Place", sentence)
    }

    private var unknownRoom: Finding {
        .warning("Place", "l’hébergement ne dit pas ce qui reste.", remedy: "Voyez le panneau de l’hébergeur.")
    }

    /// Rounded down to a tenth, with a comma.
    private static func gigabytes(_ bytes: Int) -> String {
        "\(bytes / 1_000_000_000),\(bytes / 100_000_000 % 10)"
    }
}
