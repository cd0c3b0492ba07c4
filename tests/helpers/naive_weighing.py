"""A slow reference implementation of claim weighing: one place, plain Python, as documented."""

from types import MappingProxyType

from frontline.model import Control


def trust(source, by_id, policy):
    own = policy.reliability[source.reliability or "F"]
    return min(own, trust(by_id[source.upstream], by_id, policy)) if source.upstream else own


def origin(source, by_id):
    return origin(by_id[source.upstream], by_id) if source.upstream else source.id


def allied(first, second, blocs):
    """Return whether two sides are the same or of one bloc; `blocs` names that of each ally."""
    return first == second or (first in blocs and blocs[first] == blocs.get(second))


def weight_by_control(claim, sides, blocs):
    """Split one unit of a claim's weight over the sides and None, which means contested."""
    if claim.side is None:
        return {None: 1.0}
    if claim.stance != "denies":
        return {claim.side: 1.0}
    others = [side for side in sides if not allied(side, claim.side, blocs)] or [None]
    return {side: 1 / len(others) for side in others}


def sides_of_source(source, by_id):
    upstream_sides = sides_of_source(by_id[source.upstream], by_id) if source.upstream else []
    return [*upstream_sides, source.side]


def favours(claim, side, blocs):
    if side is None or claim.side is None:
        return False
    return allied(claim.side, side, blocs) != (claim.stance == "denies")


def position_of(claim, sides):
    """Return a claim's position in normal form: between two sides, a denial asserts the other."""
    if claim.side is None:
        return ("contested",)
    if claim.stance == "denies":
        if len(sides) == 2:
            return ("asserts", next(side for side in sides if side != claim.side))
        return ("denies", claim.side)
    return ("asserts", claim.side)


def contradicts(first, second):
    if "contested" in (first[0], second[0]):
        return {first[0], second[0]} == {"contested", "asserts"}
    if first[0] == second[0]:
        return first[0] == "asserts" and first[1] != second[1]
    return first[1] == second[1]


def is_amended(claim, claims, known):
    return any(
        amendment.target == claim.id
        and amendment.known.instant <= known
        and not is_amended(amendment, claims, known)
        for amendment in claims
    )


def judge(claims, sources, sides, policy, day, known, blocs=MappingProxyType({})):
    """Return the control of the one place that all claims concern, and the share of each side."""
    by_id = {source.id: source for source in sources}

    def valid(claim):
        if (
            claim.known.instant > known
            or claim.stance == "retracts"
            or is_amended(claim, claims, known)
        ):
            return False
        if claim.when.start and claim.when.start > day:
            return False
        return not ("/" in claim.when.text and claim.when.end and claim.when.end <= day)

    valid_claims = [claim for claim in claims if valid(claim)]

    def moment(claim):
        start = claim.when.start.toordinal() if claim.when.start else 0
        return (start, claim.known.instant)

    valid_claims = [
        claim
        for claim in valid_claims
        if not any(
            other.claimant == claim.claimant
            and moment(other) > moment(claim)
            and contradicts(position_of(other, sides), position_of(claim, sides))
            for other in valid_claims
        )
    ]

    def interested(claim, source):
        return any(favours(claim, side, blocs) for side in sides_of_source(source, by_id))

    def weights(claim):
        factor = policy.kind[claim.kind] * (policy.uncertain if claim.when.uncertain else 1)
        dated = claim.when.start or claim.known.day
        age = max((day - dated).days, 0)
        cited = [by_id[id] for id in claim.sources]
        full = max(
            trust(s, by_id, policy) * (policy.interest if interested(claim, s) else 1)
            for s in cited
        )
        word = max(trust(s, by_id, policy) for s in cited)
        own = claim.kind == "claimed" or all(interested(claim, s) for s in cited)
        aged = full * factor * 2 ** (-age / policy.half_life_days)
        return {"aged": aged, "full": full * factor, "word": word * factor, "own": own}

    def copied_origins(claim):
        """Return the origins of a claim whose sources all copy others, and else nothing."""
        if not all(by_id[id].upstream for id in claim.sources):
            return frozenset()
        return frozenset(origin(by_id[id], by_id) for id in claim.sources)

    def is_heaviest(claim, others):
        return not any(
            (weights(other)["aged"], claim.id) > (weights(claim)["aged"], other.id)
            for other in others
        )

    counted = []
    for position in {position_of(claim, sides) for claim in valid_claims}:
        alike = [claim for claim in valid_claims if position_of(claim, sides) == position]
        originals = [claim for claim in alike if not copied_origins(claim)]
        counted += [
            claim
            for claim in originals
            if is_heaviest(claim, [c for c in originals if c.claimant == claim.claimant])
        ]
        heard = {id for claim in originals for id in claim.sources}
        copies = [claim for claim in alike if copied_origins(claim)]
        copies.sort(key=lambda c: (len(copied_origins(c)), -weights(c)["aged"], c.id))
        for claim in copies:
            if not copied_origins(claim) <= heard:
                counted.append(claim)
                heard |= copied_origins(claim)

    def scores(name, counts=lambda weight: True):
        total = dict.fromkeys((*sides, None), 0.0)
        for claim in counted:
            weight = weights(claim)
            if counts(weight):
                for side, share_of_claim in weight_by_control(claim, sides, blocs).items():
                    total[side] += weight[name] * share_of_claim
        return total

    if not counted:
        return Control("unknown"), {}
    score = scores("aged")
    if sum(score.values()) <= 0:
        score = scores("word")
    sum_of_scores = sum(score.values())
    shares = {
        side: value / sum_of_scores if sum_of_scores else 0.0 for side, value in score.items()
    }

    def of_bloc(values, side):
        return sum(value for ally, value in values.items() if ally and allied(ally, side, blocs))

    leader = max(sides, key=lambda side: (round(of_bloc(shares, side), 12), -sides.index(side)))
    members = [side for side in sides if allied(side, leader, blocs)]
    most = max(shares[side] for side in members)
    first = next(side for side in members if shares[side] >= most - 1e-9)
    independent = of_bloc(scores("full", lambda weight: not weight["own"]), first)
    rivals = [of_bloc(shares, side) for side in sides if side not in members]
    rival, leading = max([*rivals, shares[None]]), of_bloc(shares, first)
    has_own_word = any(weights(claim)["own"] for claim in counted)
    if sum(scores("full").values()) < policy.minimum - 1e-9 and not has_own_word:
        return Control("unknown"), shares
    if 1 - leading >= policy.contested_share - 1e-9 or rival >= leading - 1e-9:
        return Control("contested"), shares
    return Control("held" if independent >= policy.minimum - 1e-9 else "claimed", first), shares
