import Testing

@testable import Dashboard

@Suite struct RouteTests {
    @Test func knownPaths_areTheirRoutes() {
        #expect(Route(method: "GET", path: "/") == .page)
        #expect(Route(method: "GET", path: "/web/app.js") == .file("app.js"))
        #expect(Route(method: "GET", path: "/api/about") == .about)
        #expect(Route(method: "GET", path: "/api/live") == .live)
        #expect(Route(method: "POST", path: "/api/control") == .control)
    }

    @Test(arguments: [
        "", "//", "/web/", "/web/../Package.swift", "/web/a/b", "/api", "/api/", "/api/live/", "/api/control",
        "/index.html",
        "/%2e%2e/etc/passwd", "web/app.js",
    ])
    func otherPaths_areNone(path: String) {
        #expect(Route(method: "GET", path: path) == nil)
    }

    @Test(arguments: ["..", "../Package.swift", "..%2fPackage.swift", "/etc/passwd", "", "missing.js"])
    func namesOutsideTheFolder_areNotServed(name: String) {
        #expect(WebFiles(folder: WebFilesTests.folder).file(name) == nil)
    }
}
