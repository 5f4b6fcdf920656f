import Access
import AuthDomain
import CoreHTTP

extension ListQuery {
    /// `q`: the beginnings of words.
    func words() throws(Problem) -> SearchWords? {
        try value("q", "a text of at most \(SearchWords.lengthLimit) characters without U+0000") { text in
            text.utf8.contains(0) ? nil : SearchWords(text)
        }
    }

    /// The beginning of a specialization.
    func specialization() throws(Problem) -> String? {
        try value("specialization", "a text of at most 255 characters without U+0000") { text in
            text.utf8.contains(0) || text.unicodeScalars.count > 255 ? nil : text
        }
    }
}
