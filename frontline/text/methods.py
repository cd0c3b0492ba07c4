"""Scene → a short description of its policy and of the methods actually used."""

from __future__ import annotations

from frontline.analysis.method_breaks import breaks
from frontline.language.speaker import Speaker, speaker
from frontline.scene.scene import Scene
from frontline.text.break_notes import break_words
from frontline.text.map_notes import quality_note, remarks
from frontline.text.phrases import date_words


def methods(scene: Scene) -> str:
    """Describe how claims were weighed, how areas were made and how they were measured.

    Parameters
    ----------
    scene : Scene
        The map, in the language of the text.

    Returns
    -------
    str
        One paragraph.

    Examples
    --------
    >>> from importlib.resources import files
    >>> from frontline.project import build, load
    >>> scene = build(load(files("frontline") / "starter"))
    >>> methods(scene).split(". ")[0]
    'Claims of control: 4; sources: 2'
    """
    say = speaker(scene.header)
    parts = [
        *(_weighing_sentences(scene, say) if scene.control_claims else []),
        *remarks(scene),
        quality_note(scene, brief=True),
        *(_measuring_sentences(scene, say) if scene.ground.zones else []),
        *(
            f"{say('break_on', date=date_words(method_break.date, say.language))}. "
            f"{break_words(scene, method_break)}"
            for method_break in breaks(scene)
        ),
    ]
    return " ".join(part for part in parts if part)


def _weighing_sentences(scene: Scene, say: Speaker) -> list[str]:
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


def _measuring_sentences(scene: Scene, say: Speaker) -> list[str]:
    sliver = say("unit_km2", number=scene.header.ground.sliver_km2)
    return [say("methods_measured", km2=sliver)]
