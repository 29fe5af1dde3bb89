import ArgumentParser
import CLOModel
import CLOSecurity
import CLOStore
import Glibc

struct DeliverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliver", abstract: "Envoie les courriels et les SMS qui attendent.",
        discussion: """
            À lancer par cron, toutes les cinq minutes si possible ; le site le lance aussi après une publication ou \
            un commentaire. Un seul envoi a lieu à la fois, toutes machines confondues. Il fait aussi ce que fait clo \
            purge, quand personne ne l’a fait depuis plus d’un jour.
            """)

    @Option(
        name: .customLong("attendre"),
        help: "Reste tant que quelque chose sera à envoyer dans les tant de secondes qui suivent.")
    var patience = 0
    @Option(name: .customLong("bail"), help: "Secondes pendant lesquelles un message n’est qu’à cet envoi (10 à 3600).")
    var lease = 120
    @Flag(
        name: .customLong("en-parallele"),
        help: "Envoie même si un autre envoi est en cours : pour écouler une longue file.")
    var alongside = false
    @Option(
        name: .customLong("charge"),
        help: ArgumentHelp("Ce que le site a réservé pour cet envoi en le lançant.", visibility: .private),
        transform: { text in
            guard let owner = DutyStore.Owner(text: text) else {
                throw ValidationError("« \(text) » n’est pas une réservation.")
            }
            return owner
        })
    var owner = DutyStore.Owner()
    @Flag(name: .customLong("adresse"), help: "N’envoie rien ; affiche l’adresse qu’un cron peut ouvrir.")
    var printsAddress = false

    func validate() throws {
        guard (10...3_600).contains(lease), (0...3_600).contains(patience) else {
            throw ValidationError("--bail va de 10 à 3600 secondes, --attendre de 0 à 3600.")
        }
    }

    func run() throws {
        let installation = try Installation()
        guard let settings = installation.configuration.messaging else {
            throw ValidationError("Aucun envoi n’est réglé : CLO_MAIL et CLO_SMS manquent dans clo.conf.")
        }
        if printsAddress {
            let secret = DeliverySecret.text(key: installation.configuration.pepper)
            print("\(settings.site)\(NoticeLink.deliver(secret: secret))")
            return
        }
        // A sendmail that ends early must not end us while we write to it.
        signal(SIGPIPE, SIG_IGN)
        StopRequest.listen()
        // Pages go first.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        let desk = try LetterDesk(installation: installation, settings: settings)
        var deliverer = Deliverer(
            store: installation.store, desk: desk, posts: Posts(settings, timeout: .seconds(lease / 2)),
            lease: .seconds(lease), owner: owner, isAlongside: alongside)
        guard let count = try deliverer.run(patience: .seconds(patience)) else {
            print("Un envoi est déjà en cours.")
            return
        }
        if !StopRequest.wasMade { try Purge(installation).runIfOverdue(at: .now()) }
        print(
            "Envoyés : \(count.sent), remis : \(count.postponed), échoués : \(count.failed), "
                + "sans objet : \(count.dropped).")
    }
}

/// Being asked to end: what is under way is finished, nothing else is begun.
enum StopRequest {
    /// Written by the signal handler alone, and only ever to true.
    nonisolated(unsafe) private static var isMade = false

    static var wasMade: Bool { isMade }

    static func listen() {
        for number in [SIGTERM, SIGINT, SIGHUP] { signal(number) { _ in StopRequest.isMade = true } }
    }
}
