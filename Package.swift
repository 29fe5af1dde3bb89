// swift-tools-version: 6.1
import PackageDescription

// Arrows between modules point one way: CLOModel ← CLOStore ← CLOFastCGI, and CLOTool on top of all.
// The responder (CLOFastCGI) links libfcgi, libmariadb, libcrypto and libgumbo and nothing else: its
// start-up time is what a visitor of a plain CGI host waits for. Heavy libraries belong to the tool.
let package = Package(
    name: "clo",
    products: [
        .executable(name: "clo.fcgi", targets: ["CLOFastCGI"]),
        .executable(name: "clo", targets: ["CLOTool"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
    ],
    targets: [
        .systemLibrary(name: "CFastCGI", pkgConfig: "fcgi", providers: [.apt(["libfcgi-dev"])]),
        .systemLibrary(name: "CMariaDB", pkgConfig: "libmariadb", providers: [.apt(["libmariadb-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CGumbo", pkgConfig: "gumbo", providers: [.apt(["libgumbo-dev"])]),
        .systemLibrary(name: "CVipsSystem", pkgConfig: "vips", providers: [.apt(["libvips-dev"])]),
        .target(name: "CVips", dependencies: ["CVipsSystem"]),
        .systemLibrary(name: "CPango", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),
        .systemLibrary(name: "CRsvg", pkgConfig: "librsvg-2.0", providers: [.apt(["librsvg2-dev"])]),
        .systemLibrary(name: "CQPDF", pkgConfig: "libqpdf", providers: [.apt(["libqpdf-dev"])]),
        .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        // Has no package description.
        .systemLibrary(name: "CHyphen", providers: [.apt(["libhyphen-dev"])]),
        .systemLibrary(
            name: "CCurlSystem", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CCurl", dependencies: ["CCurlSystem"]),

        .target(name: "CLOModel", dependencies: ["CGumbo"]),
        .target(name: "CLOSecurity", dependencies: ["CCrypto"]),
        .target(name: "CLOStore", dependencies: ["CLOModel", "CLOSecurity", "CMariaDB"]),
        .target(
            name: "CLODocuments",
            dependencies: ["CLOModel", "CArchive", "CVips", "CPango", "CRsvg", "CQPDF", "CHyphen"]),
        .target(name: "CLOMessaging", dependencies: ["CLOModel", "CLOSecurity", "CCurl"]),
        .executableTarget(name: "CLOFastCGI", dependencies: ["CLOModel", "CLOStore", "CLOSecurity", "CFastCGI"]),
        .executableTarget(
            name: "CLOTool",
            dependencies: [
                "CLODocuments", "CLOMessaging", "CLOModel", "CLOStore", "CLOSecurity",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        .testTarget(
            name: "CLODocumentsTests", dependencies: ["CLODocuments", "CLOModel", "CVips"],
            resources: [.copy("Fixtures")]),
        .testTarget(name: "CLOMessagingTests", dependencies: ["CLOMessaging", "CLOModel", "CLOSecurity"]),
        .testTarget(name: "CLOModelTests", dependencies: ["CLOModel"]),
        .testTarget(name: "CLOSecurityTests", dependencies: ["CLOSecurity"]),
        .testTarget(name: "CLOStoreTests", dependencies: ["CLOStore", "CLOModel", "CLOSecurity"]),
        .testTarget(name: "CLOFastCGITests", dependencies: ["CLOFastCGI", "CLOModel", "CLOStore", "CLOSecurity"]),
    ],
    swiftLanguageModes: [.v6]
)
