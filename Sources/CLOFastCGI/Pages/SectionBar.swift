import CLOModel

/// The bar at the top of the section: where one is, who one is, and the way out.
enum SectionBar {
    static func html(for page: Page) -> HTML {
        guard let viewer = page.viewer else {
            return """
                <div class="clo-barre"><span class="clo-barre-titre">\(page.area == .client ? "Compte client" : "Espace CLO")</span></div>
                """
        }
        guard viewer.role.isEmployee else { return ClientBar.html(for: page, viewer) }
        return OfficeBar.html(for: page, viewer)
    }
}
