import CLOModel
import CLOStore
import Foundation

/// The files of the data folder, held for a while: a backup copies those that the rows of its snapshot name, and until
/// then nobody may delete one, even when its row goes; `clo purge`, which alone deletes such files, holds them to
/// delete.
///
/// A lease in the database, so that it holds for all hosts that share the folder, and ends by itself with a process
/// that was killed.
final class FileHold {
    private let duty: DutyStore
    private let owner = DutyStore.Owner()
    private var keptAt = ContinuousClock.now

    private static let lease = Duration.seconds(6)
    private static let rhythm = Duration.seconds(2)

    /// - Parameter duty: on a connection of its own when the holder reads in a long transaction.
    /// - Parameter patience: how long to wait for another's.
    /// - Returns: `nil` when it is still somebody else's then.
    init?(_ duty: DutyStore, patience: Duration) throws {
        self.duty = duty
        let end = ContinuousClock.now + patience
        while try !duty.take(owner, for: Self.lease, at: .now()) {
            guard ContinuousClock.now < end else { return nil }
            usleep(250_000)
        }
    }

    /// To be called often, at least between one file and the next.
    /// - Throws: ``BackupFailure`` when it was lost, because this process stood still for too long.
    func keep() throws {
        guard ContinuousClock.now - keptAt > Self.rhythm else { return }
        guard try duty.keep(owner, for: Self.lease, at: .now()) else {
            throw BackupFailure(
                "Le dossier de données a pu changer pendant ce travail, resté arrêté trop longtemps\u{A0}: relancez-le."
            )
        }
        keptAt = .now
    }

    func release() throws {
        try duty.release(owner, at: .now())
    }
}
