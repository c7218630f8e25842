// swift-tools-version: 6.1
import PackageDescription

let exact: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]
let strict = exact + [.unsafeFlags(["-warnings-as-errors"])]
/// C and C++ stay optimised in debug builds, so that tests run at the speed of the product.
let optimised = ["-O3", "-fno-math-errno"]

let package = Package(
    name: "AffectStream",
    products: [
        .executable(name: "affect", targets: ["affect"]),
        .executable(name: "affect-dashboard", targets: ["affect-dashboard"]),
        .library(name: "AffectClient", targets: ["AffectClient"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swhitty/FlyingFox", exact: "0.27.1"),
    ],
    targets: [
        .systemLibrary(name: "CBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CTurboJPEG", providers: [.apt(["libturbojpeg0-dev"])]),
        .systemLibrary(name: "CV4L2", providers: [.apt(["libv4l-dev"])]),
        .systemLibrary(name: "CZMQ", providers: [.apt(["libzmq3-dev"])]),
        .target(
            name: "CDlib",
            exclude: ["HOG.inl"],
            cSettings: [.unsafeFlags(optimised)],
            cxxSettings: [.unsafeFlags(optimised)]
        ),
        .target(name: "CBLASCore", cSettings: [.unsafeFlags(optimised)]),
        .target(name: "CKernels", cSettings: [.unsafeFlags(optimised + ["-ffp-contract=fast"])]),

        .target(name: "StreamTypes", swiftSettings: strict),
        .target(name: "Matroska", swiftSettings: strict),
        .target(
            name: "Capture", dependencies: ["StreamTypes", "Matroska", "CV4L2", "CTurboJPEG"],
            swiftSettings: strict),
        .target(name: "Faces", dependencies: ["StreamTypes", "CDlib"], swiftSettings: strict),
        .target(
            name: "Inference", dependencies: ["StreamTypes", "CBLAS", "CBLASCore", "CKernels"], swiftSettings: strict),
        // For other packages, which may not depend on unsafe flags.
        .target(name: "AffectClient", dependencies: ["CZMQ"], swiftSettings: exact),
        .target(name: "Feed", dependencies: ["StreamTypes", "CZMQ"], swiftSettings: strict),
        .target(name: "Sessions", dependencies: ["StreamTypes", "Matroska"], swiftSettings: strict),
        .target(name: "Labels", dependencies: ["StreamTypes"], swiftSettings: strict),
        .target(name: "Exchange", dependencies: ["StreamTypes", "Sessions", "Labels"], swiftSettings: strict),
        .target(
            name: "Service", dependencies: ["StreamTypes", "Capture", "Faces", "Inference", "Feed", "Sessions"],
            swiftSettings: strict),
        .executableTarget(
            name: "affect",
            dependencies: [
                "Service", "Capture", "Feed", "Sessions", "Labels", "Exchange", "StreamTypes",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .target(
            name: "Dashboard",
            dependencies: [
                "StreamTypes", "Feed", "Sessions", "Labels", "Exchange",
                .product(name: "FlyingFox", package: "FlyingFox"),
                .product(name: "FlyingSocks", package: "FlyingFox"),
            ],
            exclude: ["Web"],
            swiftSettings: strict),
        .executableTarget(
            name: "affect-dashboard",
            dependencies: [
                "Dashboard", "Feed", "StreamTypes",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        .target(name: "TestKit", dependencies: ["StreamTypes"], path: "Tests/TestKit", swiftSettings: strict),
        .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter", cSettings: [.unsafeFlags(optimised)]),
        .testTarget(name: "StreamTypesTests", dependencies: ["StreamTypes", "TestKit"], swiftSettings: strict),
        .testTarget(name: "MatroskaTests", dependencies: ["Matroska", "TestKit"], swiftSettings: strict),
        .testTarget(name: "CaptureTests", dependencies: ["Capture", "TestKit"], swiftSettings: strict),
        .testTarget(name: "FacesTests", dependencies: ["Faces", "TestKit"], swiftSettings: strict),
        .testTarget(
            name: "InferenceTests", dependencies: ["Inference", "CBLASCore", "CAllocationCounter", "TestKit"],
            swiftSettings: strict),
        .testTarget(name: "FeedTests", dependencies: ["Feed", "AffectClient", "TestKit"], swiftSettings: strict),
        .testTarget(name: "SessionsTests", dependencies: ["Sessions", "Matroska", "TestKit"], swiftSettings: strict),
        .testTarget(name: "LabelsTests", dependencies: ["Labels", "TestKit"], swiftSettings: strict),
        .testTarget(
            name: "DashboardTests",
            dependencies: [
                "Dashboard", "Exchange", "Feed", "Sessions", "Labels", "TestKit",
                .product(name: "FlyingFox", package: "FlyingFox"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ExchangeTests", dependencies: ["Exchange", "Labels", "Sessions", "TestKit"], swiftSettings: strict),
        .testTarget(
            name: "ServiceTests",
            dependencies: ["Service", "Capture", "Faces", "Inference", "Feed", "Sessions", "StreamTypes", "TestKit"],
            swiftSettings: strict),
        .testTarget(
            name: "AffectTests",
            dependencies: [
                "affect", "Service", "TestKit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
    ],
    cLanguageStandard: .c17,
    cxxLanguageStandard: .cxx17
)
