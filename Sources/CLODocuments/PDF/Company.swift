import CLOModel

/// Whose sheet is printed: what stands in the title block, beside the names of its people, and in which colour.
public struct Company {
    public let name: String
    let accent: Colour
    let logo: Logo?

    /// - Parameter logo: `nil` leaves the logo's cell of the title block empty.
    public init(name: String, accent: Colour, logo: Logo?) {
        self.name = name
        self.accent = accent
        self.logo = logo
    }
}
