import FlyingFox
import FoundationEssentials

/// Answers, each with the headers that keep other sites out.
enum Reply {
    static func bytes(
        _ bytes: Data, type: String, status: HTTPStatusCode = .ok, more: [(HTTPHeader, String)] = []
    ) -> HTTPResponse {
        var headers: HTTPHeaders = [
            .contentType: type, .cacheControl: "no-store", HTTPHeader("X-Content-Type-Options"): "nosniff",
            HTTPHeader("Cross-Origin-Resource-Policy"): "same-origin", HTTPHeader("Referrer-Policy"): "no-referrer",
        ]
        headers.addValue(
            """
            default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; \
            form-action 'none'; base-uri 'none'; frame-ancestors 'none'
            """, for: HTTPHeader("Content-Security-Policy"))
        for (header, value) in more { headers.addValue(value, for: header) }
        return HTTPResponse(statusCode: status, headers: headers, body: bytes)
    }

    static func json(_ value: some Encodable, status: HTTPStatusCode = .ok) -> HTTPResponse {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return problem(.internalServerError, "no JSON") }
        return bytes(data, type: "application/json", status: status)
    }

    /// A sentence for people, as `{"message": …}`.
    static func problem(_ status: HTTPStatusCode, _ sentence: String) -> HTTPResponse {
        json(["message": sentence], status: status)
    }

    /// A sentence for a browser's window.
    static func page(_ status: HTTPStatusCode, _ sentence: String) -> HTTPResponse {
        bytes(
            Data(
                """
                <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <title>AffectStream</title><h1>AffectStream</h1><p>\(sentence)</p></html>
                """.utf8), type: "text/html; charset=utf-8", status: status)
    }
}
