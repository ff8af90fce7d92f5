"""Tell the channel a letter goes on: administrative, discipline or litigation (Regulation, art. 22, 28, 30, 31)."""

from records import Candidate, Judgement

MADE_BY = "rule:channels/2"


def judge_channel(accusation: Judgement, litigation: Judgement, matter_class: Judgement) -> Judgement:
    """Answer the channel by the two gates, or abstain with `channel.unsure`.

    The gate of discipline comes first: a letter whose class is an accusation never takes another way. One that asks
    for its own and accuses besides is left open, for its matters go different ways. Then litigation; all the rest is
    administrative.
    """
    if matter_class.answer == "accusation":
        return _channel("discipline", accusation, None)
    if accusation.leans_to("yes"):
        return _open(accusation, "discipline")
    if litigation.answer == "yes":
        return _channel("litigation", litigation, None)
    if litigation.answer is None:
        return _open(litigation, "litigation")
    score = min(accusation.score, litigation.score)
    return Judgement(question="channel", answer="administrative", score=score, made_by=MADE_BY)


def _channel(answer: str, gate: Judgement, doubt: str | None) -> Judgement:
    return Judgement(question="channel", answer=answer, score=gate.score, cues=gate.cues, made_by=MADE_BY, doubt=doubt)


def _open(gate: Judgement, answer: str) -> Judgement:
    scores = {gate.answer: gate.score} | {runner.answer: runner.score for runner in gate.runners_up}
    yes = scores.get("yes", 0.0)
    both = (Candidate(answer=answer, score=yes), Candidate(answer="administrative", score=round(1 - yes, 4)))
    ranked = tuple(sorted(both, key=lambda candidate: -candidate.score))
    return Judgement(
        question="channel",
        answer=None,
        score=ranked[0].score,
        runners_up=ranked,
        cues=gate.cues,
        made_by=MADE_BY,
        doubt="channel.unsure",
    )
