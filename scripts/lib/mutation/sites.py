"""Where Swift code can be made wrong by one operator, and how all of it is compiled at once.

Each site gets an operator of its own, spelled by the old one and a sign that stands for its number. It does what the old one does, or,
when the environment says MUTANT=number, what the mutant does. So a program is built once for all its mutants."""
import dataclasses
import re

COMPARISONS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
LOGIC = {"&&": "||", "||": "&&"}
STEPS = {"+": "nothing added", "-": "nothing taken away"}
# Between blanks, as swift-format has all operators of two sides; "+ 1" and "- 1" only.
OPERATOR = re.compile(r"(?<=[^\s(\[{,]) (<=|>=|==|!=|<|>|&&|\|\||[+-](?= 1\b(?![._\d]))) (?=\S)")
NOISE = re.compile(r'//[^\n]*|/\*.*?\*/|#*"""(?:\\.|.)*?"""#*|#?"(?:\\.|[^"\\\n])*"#?', re.DOTALL)
# Types are compared there, not values; directives are no code; no test breaks what is said of our own misuse.
NOT_CODE = re.compile(r"\b(?:assert|precondition)\(.*$|^\s*#(?:if|elseif)\b.*$|\bfunc\s+[<>=!&|+-]+|\b(?:extension|func|init|struct|enum|class|protocol|typealias)\b[^{}\n]*\bwhere\b[^{}]*\{", re.MULTILINE)
# Signs that may stand in an operator, one for each site.
SIGNS = [chr(code) for first, last in ((0x2190, 0x23FF), (0x2500, 0x2775), (0x2794, 0x2BFF)) for code in range(first, last + 1)]


@dataclasses.dataclass(frozen=True)
class Site:
    path: str  # from the checkout
    offset: int
    line: int
    operator: str
    text: str  # the line, with the operator between marks: `a «<» b`

    @property
    def mutant(self):
        return COMPARISONS.get(self.operator) or LOGIC.get(self.operator) or STEPS[self.operator]

    def __str__(self):
        return f"{self.path}:{self.line}: {self.text}  ->  {self.mutant}"


def blank(text):
    """The same length, with blanks for comments, strings and whatever is no expression."""
    def blanks(match):
        return re.sub(r"[^\n]", " ", match[0])
    return NOT_CODE.sub(blanks, NOISE.sub(blanks, text))


def sites(path, text):
    for match in OPERATOR.finditer(blank(text)):
        at = match.start(1)
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        marked = text[start:at] + "«" + match[1] + "»" + text[match.end(1):end]
        yield Site(path, at, text.count("\n", 0, at) + 1, match[1], " ".join(marked.split()))


def rewritten(text, numbered):
    """The file with the operators of its sites, [(number, site)]."""
    for number, site in sorted(numbered, key=lambda each: -each[1].offset):
        end = site.offset + len(site.operator)
        text = text[:site.offset] + site.operator + SIGNS[number] + text[end:]
    return text


def definitions(numbered):
    """What a target's sites need: a file of its own."""
    parts = ["import Glibc", "", 'nonisolated(unsafe) private let active = getenv("MUTANT").flatMap { Int(String(cString: $0)) } ?? -1', ""]
    for number, site in numbered:
        old, new, spelled = site.operator, site.mutant, site.operator + SIGNS[number]
        if old in COMPARISONS:
            parts.append(f"infix operator {spelled}: ComparisonPrecedence")
            bound = "Equatable" if old in ("==", "!=") else "Comparable"
            function(parts, spelled, number, f"<T: {bound}>", "T", "T", old, new)
            function(parts, spelled, number, "<T: BinaryInteger, U: BinaryInteger>", "T", "U", old, new)
            if bound == "Equatable":
                function(parts, spelled, number, "<T>", "T?", "_OptionalNilComparisonType", old, new)
                function(parts, spelled, number, "", "Any.Type?", "Any.Type?", old, new)
            for kind in ("A, B", "A, B, C"):
                generic = "<" + ", ".join(f"{each}: {bound}" for each in kind.split(", ")) + ">"
                function(parts, spelled, number, generic, f"({kind})", f"({kind})", old, new)
        elif old in LOGIC:
            parts.append(f"infix operator {spelled}: Logical{'Conjunction' if old == '&&' else 'Disjunction'}Precedence")
            parts.append(f"@usableFromInline func {spelled} (a: Bool, b: @autoclosure () throws -> Bool) rethrows -> Bool {{")
            parts.append(f"    active == {number} ? (a {'? true : try b()' if new == '||' else '? try b() : false'})")
            parts.append(f"        : (a {'? try b() : false' if old == '&&' else '? true : try b()'})")
            parts.append("}")
        else:
            parts.append(f"infix operator {spelled}: AdditionPrecedence")
            parts.append(f"@usableFromInline func {spelled} <T: AdditiveArithmetic>(a: T, b: T) -> T {{ active == {number} ? a : a {old} b }}")
            parts.append(f"@usableFromInline @_disfavoredOverload func {spelled} <T: Strideable>(a: T, b: T.Stride) -> T {{ active == {number} ? a : a.advanced(by: {'' if old == '+' else '0 - '}b) }}")
    return "\n".join(parts) + "\n"


def function(parts, spelled, number, generic, left, right, old, new):
    rank = "" if left == right == "T" else "@_disfavoredOverload "
    parts.append(f"@usableFromInline {rank}func {spelled} {generic}(a: {left}, b: {right}) -> Bool {{ active == {number} ? a {new} b : a {old} b }}")
