"""A second, slow way to weigh claims: one place, plain Python, straight from the method page."""

from frontline.model import Control


def trust(source, by_id, policy):
    own = policy.reliability[source.reliability or "F"]
    return min(own, trust(by_id[source.upstream], by_id, policy)) if source.upstream else own


def root(source, by_id):
    return root(by_id[source.upstream], by_id) if source.upstream else source.id


def speaks_for(claim, sides):
    """How one unit of a claim's weight is spread over the sides and "contested"."""
    if claim.side is None:
        return {None: 1.0}
    if claim.stance != "denies":
        return {claim.side: 1.0}
    others = [side for side in sides if side != claim.side] or [None]
    return {side: 1 / len(others) for side in others}


def speaks(source, by_id):
    above = speaks(by_id[source.upstream], by_id) if source.upstream else []
    return [*above, source.side]


def favours(claim, side):
    if side is None or claim.side is None:
        return False
    return claim.side != side if claim.stance == "denies" else claim.side == side


def what(claim, sides):
    """What a claim says, in one form: among two sides a denial asserts the other."""
    if claim.side is None:
        return ("contested",)
    if claim.stance == "denies":
        if len(sides) == 2:
            return ("asserts", next(side for side in sides if side != claim.side))
        return ("denies", claim.side)
    return ("asserts", claim.side)


def contradicts(a, b):
    if "contested" in (a[0], b[0]):
        return {a[0], b[0]} == {"contested", "asserts"}
    if a[0] == b[0]:
        return a[0] == "asserts" and a[1] != b[1]
    return a[1] == b[1]


def dropped(claim, claims, known):
    return any(
        other.target == claim.id
        and other.known.instant <= known
        and not dropped(other, claims, known)
        for other in claims
    )


def judge(claims, sources, sides, policy, day, known):
    """Return the control of the one place that the claims are of, and the shares."""
    by_id = {source.id: source for source in sources}
    copied = {source.upstream for source in sources if source.upstream}

    def valid(claim):
        if (
            claim.known.instant > known
            or claim.stance == "retracts"
            or dropped(claim, claims, known)
        ):
            return False
        if claim.when.start and claim.when.start > day:
            return False
        return not ("/" in claim.when.text and claim.when.end and claim.when.end <= day)

    live = [claim for claim in claims if valid(claim)]

    def moment(claim):
        start = claim.when.start.toordinal() if claim.when.start else 0
        return (start, claim.known.instant)

    live = [
        claim
        for claim in live
        if not any(
            other.claimant == claim.claimant
            and moment(other) > moment(claim)
            and contradicts(what(other, sides), what(claim, sides))
            for other in live
        )
    ]

    def interested(claim, source):
        return any(favours(claim, side) for side in speaks(source, by_id))

    def weights(claim):
        factor = policy.kind[claim.kind] * (policy.uncertain if claim.when.uncertain else 1)
        since = claim.when.start or claim.known.day
        age = max((day - since).days, 0)
        cited = [by_id[id] for id in claim.sources]
        full = max(
            trust(s, by_id, policy) * (policy.interest if interested(claim, s) else 1)
            for s in cited
        )
        word = max(trust(s, by_id, policy) for s in cited)
        own = claim.kind == "claimed" or all(interested(claim, s) for s in cited)
        aged = full * factor * 2 ** (-age / policy.half_life_days)
        return {"aged": aged, "full": full * factor, "word": word * factor, "own": own}

    def voice(claim):
        for id in claim.sources:
            if by_id[id].upstream or id in copied:
                return ("source", root(by_id[id], by_id))
        return ("claimant", claim.claimant)

    loudest = {}
    for claim in sorted(live, key=lambda claim: claim.id):
        key = (voice(claim), what(claim, sides))
        if key not in loudest or weights(claim)["aged"] > weights(loudest[key])["aged"]:
            loudest[key] = claim
    counted = list(loudest.values())

    def scores(name, only=lambda w: True):
        total = dict.fromkeys((*sides, None), 0.0)
        for claim in counted:
            w = weights(claim)
            if only(w):
                for side, part in speaks_for(claim, sides).items():
                    total[side] += w[name] * part
        return total

    if not counted:
        return Control("unknown"), {}
    score = scores("aged")
    if sum(score.values()) <= 0:
        score = scores("word")
    whole = sum(score.values())
    share = {side: value / whole if whole else 0.0 for side, value in score.items()}
    first = max(sides, key=lambda side: (share[side], -sides.index(side)))
    beyond = scores("full", lambda w: not w["own"])
    rival = max(value for side, value in share.items() if side != first)
    words = any(weights(claim)["own"] for claim in counted)
    if sum(scores("full").values()) < policy.minimum and not words:
        return Control("unknown"), share
    if 1 - share[first] >= policy.contested_share or rival >= share[first] - 1e-9:
        return Control("contested"), share
    return Control("held" if beyond[first] >= policy.minimum else "claimed", first), share
