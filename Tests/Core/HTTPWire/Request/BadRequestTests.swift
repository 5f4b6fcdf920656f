import HTTPWire
import Testing
import WireSupport

@Suite("Every bad request is refused, however it arrives")
struct BadRequestTests {
    @Test("whole, cut anywhere, octet by octet, and with octets behind it", arguments: BadRequest.all)
    func refused(_ request: BadRequest) {
        let whole = RequestTranscript([request.bytes])
        #expect(whole.error == request.error)
        #expect(request.error.status.code == request.status)
        for pieces in Cuts.all(request.bytes) {
            let cut = RequestTranscript(pieces)
            if cut != whole, cut.entries != whole.entries {
                Issue.record("cut after \(pieces[0].count): \(cut)")
                return
            }
        }
        #expect(RequestTranscript([request.bytes + octets("GET / HTTP/1.1\r\n")]).error == request.error)
    }

    @Test(
        "a blank behind the target is refused at once, without waiting for the octets behind it",
        arguments: ["GET /  ", "GET / H ", "GET / HTTP ", "GET / HTTP/1 ", "GET / HTTP/1. ", "GET / HTTP/1.1 "])
    func blankInVersion(_ text: String) {
        #expect(RequestTranscript([octets(text)]).error == .malformedVersion)
        #expect(RequestTranscript([octets(String(text.dropLast()))]).error == nil)
    }

    @Test("the names of the cases and the codes of the errors are unique")
    func names() {
        let names = BadRequest.all.map(\.name)
        #expect(names.count > 150)
        #expect(Set(BadRequest.all.map { "\($0.name)\($0.bytes)" }).count == names.count)
        let errors = BadRequest.all.map(\.error)
        #expect(Set(errors.map(\.code)).count == Set(errors.map { "\($0)" }).count)
        let listed = Set(RequestError.ofRequests.map(\.code))
        #expect(listed.count == RequestError.ofRequests.count)
        #expect(listed.isSuperset(of: errors.map(\.code)))
    }

    @Test("the end of the stream inside a message is an error, between messages it is none")
    func closed() {
        let request = octets("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\na: b\r\n\r\n")
        for count in 1..<request.count {
            #expect(RequestTranscript([Array(request[..<count])], closed: true).error == .incomplete, "after \(count)")
        }
        #expect(RequestTranscript([request], closed: true).error == nil)
        #expect(RequestTranscript([], closed: true).error == nil)
        #expect(RequestTranscript(["\r\n"].map(octets), closed: true).error == nil)
    }
}

extension BadRequest: CustomTestStringConvertible {
    package var testDescription: String { name }
}
