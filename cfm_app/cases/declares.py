"""What follows a case that was written: the search, and those whom a message tells."""

from cfm_app.base.declaring import Declares, Job, Turn, Waits, hooked, on

_C = "cfm_app.cases"
_INDEX = f"{_C}.search.index"
# After each change, also one that is made without saving the document as a whole.
_SEARCHED = [
    *on("Case", "on_change", f"{_INDEX}.follow_case"),
    *on("Case", "after_delete", f"{_INDEX}.forget_case"),
    *on(("Referral", "Community Member"), "on_change", f"{_INDEX}.follow"),
    *on("CFM Location", "on_change", f"{_INDEX}.follow_place"),
    *on("CFM Location", "after_rename", f"{_INDEX}.follow_new_name"),
    *on(
        ("Referral", "Community Member", "CFM Location"),
        "after_delete",
        f"{_INDEX}.forget_document",
    ),
    *on("Sensitive Report", ("on_change", "after_delete"), f"{_INDEX}.follow_report"),
    *on("Case Sensitivity", "on_change", f"{_INDEX}.follow_class"),
    *on("Comment", ("on_change", "after_delete"), f"{_INDEX}.follow_message"),
]

DECLARES = Declares(
    events=[
        *_SEARCHED,
        *on("Comment", "after_insert", f"{_C}.message.tell_other_side"),
        *on("Case Category", "on_update", f"{_C}.retired_category.tell"),
        # Before it is asked what links to them.
        *on("User", "on_trash", f"{_C}.assignment.forget_user"),
        *on("Case", "on_change", f"{_C}.assignment.give_back_unseen"),
        *on("User Permission", ("on_update", "after_delete"), f"{_C}.assignment.follow_limit"),
    ],
    jobs=[
        Job(f"{_INDEX}.drop_outdated", "Takes out of the search what is gone", every="all"),
        Job(
            f"{_C}.told_by_message.settle_waiting",
            "Notes whom messages have told the outcome",
            every="all",
        ),
        Job(
            f"{_C}.digest.send",
            "Tells accountability and gender focal points what was resolved",
            every="daily",
        ),
        Job(f"{_INDEX}.pack_weekly", "Keeps the search fast", every="weekly_long"),
        Job(
            f"{_C}.recompute.run",
            "Works out the due times of open cases after a change of procedure",
        ),
    ],
    hooks=[
        # Who follows what becomes of messages that went out, and who listens to those that come in.
        hooked("message_fates", f"{_C}.told_by_message.follow"),
        hooked("heard_messages", f"{_C}.satisfaction_by_message.hear"),
        hooked("site_findings", f"{_C}.missing_evidence.findings"),
        hooked("workflow_findings", f"{_C}.standard_acts.findings"),
    ],
    waits=[
        Waits(f"{_C}.wellbeing.advice.waiting", line=f"{_C}.wellbeing.advice.line", turn=Turn.LAST),
        Waits(
            f"{_C}.wellbeing.difficult_calls.to_talk_about",
            line=f"{_C}.wellbeing.difficult_calls.line",
            turn=Turn.LAST,
        ),
    ],
)
