import Feed

extension Doctor {
    func endpoints() -> [Finding] {
        var findings = [finding("feed", options.feed)]
        if let control = options.control.endpoint { findings.append(finding("control", control)) }
        if let preview = options.preview { findings.append(finding("preview", preview.endpoint)) }
        if let metrics = options.metrics { findings.append(finding("metrics", metrics)) }
        if let folder = options.keys { findings.append(keys(folder)) }
        return findings
    }

    private func finding(_ name: String, _ text: String) -> Finding {
        do throws(FeedError) {
            try EndpointProbe(Endpoint(text)).check(hasKeys: options.keys != nil)
            return .ok(name, text)
        } catch {
            switch error {
            case .endpointTaken, .endpointLocked:
                return .warning(name, error.description, "If that is the stream itself, all is well.")
            default: return .failure(name, error)
            }
        }
    }

    private func keys(_ folder: String) -> Finding {
        do {
            _ = try KeyFolder(path: folder).serverKeys()
            return .ok("keys", folder)
        } catch {
            return .failure("keys", error)
        }
    }
}
