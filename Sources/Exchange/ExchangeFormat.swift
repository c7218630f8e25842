/// The files that other programs read.
public enum ExchangeFormat: String, CaseIterable, Sendable {
    case avec, openface, nova, elan, xdf, mcap, csv
}
