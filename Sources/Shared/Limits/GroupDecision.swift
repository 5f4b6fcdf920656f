import CoreHTTP

/// Which charges of a request pay, and what the client is told.
struct GroupDecision {
    /// Indices in the flat list of charges, one a group; empty when the request is refused.
    let paying: [Int]
    /// Nil when only budgets that clients are not told of let it through.
    let verdict: RateLimitVerdict?

    /// `outcomes`: of each charge, were it to pay, in the order of the flat list.
    init(_ charges: RateLimitCharges, _ outcomes: [GCRA.Outcome]) {
        var paying: [Int] = []
        var shown: RateLimitVerdict?
        var refused: RateLimitVerdict?
        var index = 0
        for group in charges {
            let indices = index..<(index + group.count)
            index += group.count
            if let first = indices.first(where: { outcomes[$0].isAllowed }) {
                paying.append(first)
                let policy = group[first - indices.lowerBound].policy
                guard policy.disclosure == .always else { continue }
                let verdict = RateLimitVerdict(policy, outcomes[first])
                // The one that will refuse first.
                if shown.map({ verdict.remaining < $0.remaining }) ?? true { shown = verdict }
            } else {
                // The one that lets the client in again first, of those that it may know of.
                let told = zip(indices, group).filter { $1.policy.disclosure != .never }
                let verdicts = (told.isEmpty ? Array(zip(indices, group)) : told).map { RateLimitVerdict($1.policy, outcomes[$0]) }
                guard let soonest = verdicts.min(by: { $0.reset < $1.reset }) else { continue }
                if refused.map({ soonest.reset > $0.reset }) ?? true { refused = soonest }
            }
        }
        self.paying = refused == nil ? paying : []
        verdict = refused ?? shown
    }
}
