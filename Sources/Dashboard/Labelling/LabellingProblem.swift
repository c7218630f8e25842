/// Why a page's request to label cannot be carried out, beyond what ``LabelError`` says.
enum LabellingProblem: Error, Equatable, CustomStringConvertible {
    case malformed
    case isRecording(String)
    case goldIsNoRater

    var description: String {
        switch self {
        case .malformed: "That is no request that this program understands. Reload the page."
        case .isRecording(let name):
            "\(name) is being recorded at this moment. Stop the recording first, then label it."
        case .goldIsNoRater: "\"gold\" stands for the gold standard of all raters. Use another rater's name."
        }
    }
}
