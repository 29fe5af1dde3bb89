import CLOModel

/// « Exporter en PDF »: the whole sheet by one click, a part of it by a small form. The same for clients and employees.
enum PDFForm {
    static func html(_ area: Area, _ code: WorksiteCode) -> HTML {
        let all = Route.pdf(area, code, .everything)
        return """
            <div class="export"><a href="\(all)">Exporter en PDF</a> <details class="export-choix"><summary>Choisir</summary><form method="get" action="\(all)">
            <div class="champ"><label for="export-du">Du</label><input type="date" id="export-du" name="du"></div>
            <div class="champ"><label for="export-au">Au</label><input type="date" id="export-au" name="au"></div>
            <div class="champ"><label for="export-n">Publication n° <span class="indice">vide\u{A0}: toutes</span></label><input type="number" id="export-n" name="n" min="1" inputmode="numeric"></div>
            <div class="champ"><label><input type="checkbox" name="commentaires" value="non"> Sans les commentaires</label></div>
            <div class="champ"><label><input type="checkbox" name="photos" value="non"> Sans les photos</label></div>
            <button type="submit" class="bouton">Exporter</button>
            </form></details></div>
            """
    }
}
