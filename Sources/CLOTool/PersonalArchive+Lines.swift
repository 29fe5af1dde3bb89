import CLOModel

// What the files of the archive say, in the words of its reader. Moments are UTC, `2026-11-22T13:05:00Z`.

extension PersonalArchive {
    struct Information: Encodable {
        let identifiant: String
        let compteCree: String
        let motDePasseChange: String?
        /// By ``DetailField``'s raw value.
        let informations: [String: String]
        let notifications: String
        let changements: [Change]
        let sessions: [Session]
        let demandeEffacement: Erasure?

        struct Change: Encodable {
            let champ: String
            let avant: String?
            let apres: String?
            let par: String
            let le: String
        }

        struct Session: Encodable {
            let debut: String
            let derniereVisite: String
            let adresse: String
            let navigateur: String
        }

        struct Erasure: Encodable {
            let le: String
            let motif: String?
            let reponseLe: String?
            let reponse: String?
        }
    }

    struct JournalLine: Encodable {
        let le: String
        let quoi: String
        let par: String
        let objet: String?
        let detail: String?
        let adresse: String?
        let navigateur: String?
    }

    struct ContractLine: Encodable {
        let intitule: String
        let signeLe: String
        let chantier: String?
        let ajouteLe: String
        /// Inside the archive; missing when CLO's own copy is.
        let fichier: String?
    }

    struct SheetHeader: Encodable {
        let chantier: String
        let intitule: String
        let client: String
        let adresse: [String]
        let debut: String?
        let finPrevue: String?

        init(_ header: ProgressSheet.Header) {
            chantier = header.code.description
            intitule = header.title
            client = header.clientName
            adresse = header.clientAddress
            debut = header.startsOn?.iso
            finPrevue = header.plannedEndOn?.iso
        }
    }

    struct PublicationLine: Encodable {
        let numero: Int
        let date: String
        let auteur: String
        let texte: String
        let html: String
        let etape: String?
        let modifieeLe: String?
        let annulation: Cancellation?
        let photos: [PhotoLine]
        let commentaires: [CommentLine]

        struct Cancellation: Encodable {
            let le: String
            let par: String
            let motif: String?
        }

        struct PhotoLine: Encodable {
            let fichier: String
            let legende: String
            let priseLe: String?
        }

        struct CommentLine: Encodable {
            /// « 12.3 »
            let numero: String
            /// What it answers, when that is a comment.
            let repondA: String?
            let auteur: String
            let le: String
            let texte: String
        }

        init(_ publication: Publication, thread: CommentThread, photos: [(name: String, photo: Photo)]) throws {
            numero = publication.number
            date = publication.datedAt.iso
            auteur = Self.name(publication.author)
            texte = try RichText(html: publication.body.text).plainText
            html = publication.body.text
            etape = publication.milestone?.rawValue
            modifieeLe = publication.edit?.at.iso
            annulation = publication.cancellation.map {
                Cancellation(le: $0.at.iso, par: $0.by, motif: $0.reason)
            }
            self.photos = photos.map {
                PhotoLine(fichier: $0.name, legende: $0.photo.caption, priseLe: $0.photo.capturedAt?.iso)
            }
            let comments = thread.entries.map(\.comment)
            let numbers = Dictionary(uniqueKeysWithValues: comments.map { ($0.id, $0.number) })
            commentaires = comments.map { comment in
                CommentLine(
                    numero: "\(publication.number).\(comment.number)",
                    repondA: comment.parent.flatMap { numbers[$0] }.map { "\(publication.number).\($0)" },
                    auteur: Self.name(comment.author), le: comment.writtenAt.iso, texte: comment.text)
            }
        }

        private static func name(_ author: Author) -> String {
            author.isEmployee ? "\(author.name), CLO" : author.name
        }
    }
}
