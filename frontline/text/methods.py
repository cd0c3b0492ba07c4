"""Scene → how its map is made, in a few sentences: the policy and the method really used."""

from __future__ import annotations

from frontline.analysis.method_breaks import breaks
from frontline.language.speaker import Speaker, speaker
from frontline.scene.scene import Scene
from frontline.text.break_notes import break_words
from frontline.text.map_notes import quality_note, remarks
from frontline.text.phrases import date_words


def methods(scene: Scene) -> str:
    """Write how claims were weighed, how areas came about and how they are measured."""
    say = speaker(scene.header)
    parts = [
        *(_weighing(scene, say) if scene.control_claims else []),
        *remarks(scene),
        quality_note(scene, brief=True),
        *(_measuring(scene, say) if scene.ground.zones else []),
        *(
            f"{say('break_on', date=date_words(told.date, say.language))}. "
            f"{break_words(scene, told)}"
            for told in breaks(scene)
        ),
    ]
    return " ".join(part for part in parts if part)


def _weighing(scene: Scene, say: Speaker) -> list[str]:
    policy = scene.header.policy
    sources = {id for claim in scene.control_claims for id in claim.sources}
    days = policy.half_life_days
    return [
        say("methods_rests", claims=len(scene.control_claims), sources=len(sources)),
        say(
            "methods_weight",
            **{kind: say.percent(share) for kind, share in policy.kind.items()},
            days=say("days", count=int(days) if days == int(days) else days),
            interest=say.percent(policy.interest),
        ),
        say("methods_status", share=say.percent(policy.contested_share)),
    ]


def _measuring(scene: Scene, say: Speaker) -> list[str]:
    sliver = say("unit_km2", number=scene.header.ground.sliver_km2)
    return [say("methods_measured", km2=sliver)]
