import CLOModel
import Testing

/// The two names of photos that these stories need.
private let facade = ChosenPhoto(name: "facade-nord", caption: "Façade nord")
private let toit = ChosenPhoto(name: "toit-2026", caption: "")
private let dalle = ChosenPhoto(name: "dalle-coulee", caption: "Dalle coulée")

private func face(
    _ text: String = "Le mur est droit.", datedAt: Instant = Instant(milliseconds: 1_795_352_700_000),
    milestone: Milestone? = nil, photos: [ChosenPhoto] = []
) throws -> Publication.Face {
    .init(body: try RichText(typed: text), datedAt: datedAt, milestone: milestone, photos: photos)
}

@Suite("Deux employés modifient à la fois")
struct MergeTests {
    @Test("ce qu’un seul a changé est gardé, de l’un comme de l’autre")
    func apart() throws {
        let base = try face()
        let theirs = try face(milestone: .finished)
        let mine = try face("Le mur est d’aplomb.")
        let merged = Publication.Face.merged(base: base, theirs: theirs, mine: mine)
        #expect(merged == (try face("Le mur est d’aplomb.", milestone: .finished)))
        #expect(Publication.Face.merged(base: base, theirs: mine, mine: theirs) == merged)
    }

    @Test("ce que les deux ont changé est tel que le second l’a écrit")
    func both() throws {
        let merged = Publication.Face.merged(base: try face(), theirs: try face("A"), mine: try face("B"))
        #expect(merged == (try face("B")))
    }

    @Test("aucune photo ni légende ajoutée par l’autre ne se perd")
    func photos() throws {
        let recaptioned = ChosenPhoto(name: facade.name, caption: "Façade est")
        let merged = Publication.Face.merged(
            base: try face(photos: [facade, toit]), theirs: try face(photos: [dalle, recaptioned, toit]),
            mine: try face(photos: [toit, facade]))
        #expect(merged.photos == [toit, recaptioned, dalle])
    }

    @Test("ce que l’un a retiré : le second l’a voulu, de l’autre on peut le vouloir encore")
    func removals() throws {
        let base = try face(photos: [facade, toit])
        #expect(
            Publication.Face.merged(base: base, theirs: base, mine: try face(photos: [toit])).photos == [toit])
        #expect(
            Publication.Face.merged(base: base, theirs: try face(photos: [toit]), mine: base).photos == [facade, toit])
    }

    @Test("une légende que les deux ont écrite est celle du second")
    func captions() throws {
        let merged = Publication.Face.merged(
            base: try face(photos: [toit]), theirs: try face(photos: [.init(name: toit.name, caption: "Toit")]),
            mine: try face(photos: [.init(name: toit.name, caption: "Toiture")]))
        #expect(merged.photos == [.init(name: toit.name, caption: "Toiture")])
    }
}

@Suite("Ce qui a changé d’une version à l’autre")
struct PublicationChangesTests {
    @Test("rien")
    func nothing() throws {
        #expect(PublicationChanges(from: try face(), to: try face()).isEmpty)
    }

    @Test("chaque changement est dit en mots")
    func sentences() throws {
        let former = try face(photos: [facade, toit])
        let latter = try face(
            "Le mur est haut.", datedAt: Instant(milliseconds: 1_795_349_100_000), milestone: .finished,
            photos: [.init(name: toit.name, caption: "Toit"), dalle])
        let changes = PublicationChanges(from: former, to: latter)
        #expect(
            changes.sentences == [
                "Texte modifié",
                "Date\u{A0}: 22\u{A0}novembre 2026 à 13\u{A0}h\u{A0}05 au lieu du 22\u{A0}novembre 2026 à 14\u{A0}h\u{A0}05",
                "Étape\u{A0}: «\u{A0}Chantier terminé\u{A0}» au lieu de aucune",
                "1\u{A0}photo ajoutée", "1\u{A0}photo retirée", "Légende ajoutée\u{A0}: «\u{A0}Toit\u{A0}»",
            ])
        #expect(changes.text != nil)
    }

    @Test("une mise en forme, un ordre, une légende")
    func subtle() throws {
        let former = try face("<p>Le mur</p>", photos: [facade, dalle])
        let latter = try face("<p>Le <b>mur</b></p>", photos: [dalle, .init(name: facade.name, caption: "")])
        let changes = PublicationChanges(from: former, to: latter)
        #expect(
            changes.sentences == [
                "Mise en forme du texte modifiée", "Ordre des photos modifié",
                "Légende «\u{A0}Façade nord\u{A0}» retirée",
            ])
        #expect(changes.text == nil)
    }
}
