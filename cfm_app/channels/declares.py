"""What the channels do: messages in and out, push, links by mail; and what they watch."""

from cfm_app.base.declaring import Declares, Job, hooked, on

_C = "cfm_app.channels"

DECLARES = Declares(
    events=[
        *on("Webhook", "before_validate", f"{_C}.webhook_addresses.check"),
        *on("Custom Field", "on_update", f"{_C}.public_form.questions.follow_field"),
        # Links first: they ask what became of the last push.
        *on(
            "Notification Log",
            "after_insert",
            (f"{_C}.act_links.telling.wake", f"{_C}.push.sending.wake"),
        ),
    ],
    jobs=[
        Job(
            f"{_C}.conversations.process_waiting",
            "Files messages that came in and wait",
            every="all",
        ),
        Job(
            f"{_C}.outbox.deliver_waiting",
            "Sends messages that wait for their turn",
            every="all",
        ),
        Job(
            f"{_C}.push.sending.deliver",
            "Tells people on their devices that something waits",
            every="all",
        ),
        Job(
            f"{_C}.act_links.telling.deliver",
            "Tells people by mail or text message that something waits, with a link",
            every="all",
        ),
        Job(
            f"{_C}.media.fetch_waiting",
            "Fetches files that did not come at the first try",
            every="all",
        ),
        Job(
            f"{_C}.mail.fetching.fetch_all",
            "Looks into the mailboxes of the office",
            every="all",
        ),
        Job(
            f"{_C}.ringing.end_lost",
            "Ends calls whose end the telephone system did not tell",
            every="hourly",
        ),
        Job(
            f"{_C}.late_call_backs.remind_of_calls",
            "Reminds of missed calls that nobody called back in time",
            every="hourly",
        ),
        Job(
            f"{_C}.act_links.links.tidy",
            "Forgets links that were sent long ago",
            every="daily",
        ),
        Job(f"{_C}.conversations.process", "Files messages that came in"),
        Job(f"{_C}.outbox.deliver", "Sends messages"),
        Job(f"{_C}.mail.fetching.fetch", "Fetches mail"),
        Job(f"{_C}.media.fetch", "Fetches a file that somebody sent"),
    ],
    hooks=[
        hooked("on_session_creation", f"{_C}.push.devices.look_at_log_in"),
        hooked("on_logout", f"{_C}.push.devices.end_at_log_out"),
        # Before the framework of a bench writes a mail out.
        hooked("make_email_body_message", f"{_C}.mail.framework_mails.keep_headers"),
        # What says whether it runs: functions that give readings (`base/watch_readings.py`).
        hooked("watch_readings", (f"{_C}.watched.readings", f"{_C}.watched.outbox")),
    ],
)
