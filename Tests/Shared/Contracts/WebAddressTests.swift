import Contracts
import Testing

@Suite("Web addresses in what people write") struct WebAddressTests {
    @Test(
        "a scheme, www. or a domain with a path is one for certain; anything else with a dot or @ may become one",
        arguments: [
            // A scheme.
            ("https://a", true, true), ("x://", true, true), ("see 7://b", true, true), ("x：／／b", true, true),
            ("://a", false, false), ("see ://a", false, false), ("x:/", false, false), ("x:/a/", false, false),
            ("x:ab", false, false),
            ("at 9:00", false, false), ("a//b", false, false), ("x:", false, false),
            // www.
            ("www.a", true, true), ("WwW.a", true, true), ("(www.a)", true, true), ("see www.ab", true, true),
            ("www。a", true, true),
            ("ww.a", false, false), ("wwww.a", false, false), ("xwww.a", false, false), ("-www.a", false, false),
            ("www.", false, false), ("www. a", false, false), ("wwx.a", false, false), ("www .a", false, false),
            // A domain with a path.
            ("a.de/x", true, true), ("see clinic.example/pay now", true, true), ("a．de／x", true, true), ("a.de//", true, true),
            ("a.d/x", false, false), ("a.de/", false, true), ("a.de/ x", false, true), ("a.de /x", false, true),
            ("a.de", false, true),
            ("a.d3/x", false, true), (".de/x", false, false), ("a .de/x", false, false), ("a.-/x", false, false),
            ("abc.de", false, true),
            // What programs make a link of.
            ("a@b", false, true), ("@", false, true), ("＠", false, true), ("a｡de", false, true), ("end.Next", false, true),
            ("a.d", false, false), (".de", false, false), ("a.", false, false), ("a. de", false, false), (".", false, false),
            // Initials.
            ("J.R.R.Tolkien", false, false), ("J.Tolkien", false, false), ("Dr J.Li", false, false), ("j.tolkien", false, true),
            ("J.tolkien", false, true), ("xJ.Tolkien", false, true), ("j.Tolkien", false, true), ("Ab.Cd", false, true),
            ("", false, false), ("plain words", false, false),
        ])
    func table(text: String, isPlain: Bool, isPossible: Bool) {
        #expect(WebAddress.isPlain(in: text) == isPlain)
        #expect(WebAddress.isPossible(in: text) == isPossible)
    }
}
