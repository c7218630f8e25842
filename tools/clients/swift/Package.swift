// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "Example",
    dependencies: [.package(name: "AffectStream", path: "../../..")],
    targets: [
        .executableTarget(
            name: "Example", dependencies: [.product(name: "AffectClient", package: "AffectStream")])
    ]
)
