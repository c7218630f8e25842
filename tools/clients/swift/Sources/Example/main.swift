import AffectClient

let endpoint = CommandLine.arguments.dropFirst().first ?? AffectFeed.standardEndpoint
let feed = try AffectFeed(endpoint)
var left = 20
while left > 0 {
    guard let estimate = try feed.next(timeout: .seconds(10)) else { fatalError("no message for 10 seconds") }
    guard let arousal = estimate.arousal, let valence = estimate.valence else { continue }
    print(estimate.tick, estimate.state, arousal, valence)
    left -= 1
}
