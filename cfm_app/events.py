"""Which rules of the app are asked when a document is written, renamed or deleted, by DocType and event."""

from typing import Any

from cfm_app.base import doctype_access
from cfm_app.security.access_rule import outgoing_data
from cfm_app.security.administration import access_facts
from cfm_app.security.configuration import guarded_doctypes
from cfm_app.security.obligations import gate, names
from cfm_app.security.persons import processing_restriction

_DELEGATED_DELETION = {"on_trash": ["cfm_app.security.administration.delegation.check_target"]}
# What its failure quotes and held is not stored.
_TRACED = {"before_save": "cfm_app.security.sealing.error_logs.keep_words_out"}
# The framework lets every user of the desk save these without a right to it.
_MADE_BY_ALL = {"before_insert": "cfm_app.security.gates.narrowed_methods.check_made"}
_ADDED_FIELD = {
    "validate": [
        "cfm_app.security.sealing.body.check_new_field",
        "cfm_app.procedures.setup.new_columns.look_before",
    ],
    "on_update": [
        "cfm_app.procedures.setup.new_columns.leave_rows_empty",
        "cfm_app.channels.public_form.questions.follow_field",
    ],
}
# Who sees restricted cases, and that somebody does, is compared before and after.
_NOTE_ACCESS = [
    "cfm_app.security.administration.four_eyes.note_access_before",
    "cfm_app.procedures.sop.last_handlers.note_before",
]
_FOUR_EYES = {
    "before_validate": _NOTE_ACCESS,
    "on_update": [
        "cfm_app.security.administration.four_eyes.check_saving",
        "cfm_app.procedures.sop.last_handlers.check_after",
    ],
    "on_trash": _NOTE_ACCESS,
    "after_delete": [
        "cfm_app.security.administration.four_eyes.check_deleting",
        "cfm_app.procedures.sop.last_handlers.check_after",
    ],
    "before_rename": ["cfm_app.security.administration.four_eyes.check_renaming"],
}

_RENAMING = ["cfm_app.security.administration.delegation.check_merge", *_FOUR_EYES["before_rename"]]

# After each change, also one that is made without saving the document as a whole.
_SEARCHED: dict[str, dict[str, Any]] = {
    doctype: {
        "on_change": f"cfm_app.cases.search.index.{follow}",
        "after_delete": f"cfm_app.cases.search.index.{forget}",
    }
    for doctype, follow, forget in (
        ("Case", "follow_case", "forget_case"),
        ("Referral", "follow", "forget_document"),
        ("Community Member", "follow", "forget_document"),
        ("Sensitive Report", "follow_report", "follow_report"),
        ("CFM Location", "follow_place", "forget_document"),
    )
}
_SEARCHED["Case"]["on_change"] = [
    _SEARCHED["Case"]["on_change"],
    "cfm_app.figures.kept_facts.changes.follow_case",
    "cfm_app.figures.cached_counts.follow_class",
    "cfm_app.security.restricted_cases.named_duplicates.follow_case",
    "cfm_app.figures.trend_alerts.recount.follow_case",
]
_SEARCHED["Case"]["after_delete"] = [
    _SEARCHED["Case"]["after_delete"],
    "cfm_app.figures.kept_facts.changes.follow",
    "cfm_app.security.restricted_cases.named_duplicates.forget_case",
    "cfm_app.figures.trend_alerts.recount.forget_case",
]
_SEARCHED["Sensitive Report"]["on_change"] = [
    _SEARCHED["Sensitive Report"]["on_change"],
    "cfm_app.security.restricted_cases.named_duplicates.follow_report",
]
_SEARCHED["Referral"]["on_change"] = [
    _SEARCHED["Referral"]["on_change"],
    "cfm_app.figures.kept_facts.changes.follow",
    "cfm_app.exchange.agencies.outgoing.follow",
]
_SEARCHED["Referral"]["after_delete"] = [
    _SEARCHED["Referral"]["after_delete"],
    "cfm_app.figures.kept_facts.changes.follow",
]
_SEARCHED["CFM Location"]["after_rename"] = "cfm_app.cases.search.index.follow_new_name"

# Conditions on what lies under an entry follow the tree.
_TREE = {
    "on_update": "cfm_app.procedures.setup.tree_conditions.follow",
    "after_delete": "cfm_app.procedures.setup.tree_conditions.follow",
    "after_rename": "cfm_app.procedures.setup.tree_conditions.follow_name",
}

# Who has not signed or learned what their role needs writes nothing of what people told.
_OBLIGED = "cfm_app.security.obligations.gate.check_writing"
# What a person asked to be only kept is written by nobody but those who decide on it.
_ONLY_KEPT = "cfm_app.security.persons.processing_restriction.check"
_OBLIGED_TO_HANG = {"before_validate": "cfm_app.security.obligations.gate.check_hanging"}
_OWED_BY = {"on_change": "cfm_app.security.obligations.compliance.clear_cache"}


def _before_writing(doctype: str) -> list[str]:
    """What is asked before a protected document is written, deleted or renamed."""
    obliged = [_OBLIGED] if doctype in gate.RECORDED else []
    return obliged + ([_ONLY_KEPT] if doctype in processing_restriction.WRITTEN else [])


# After all other events of the same name, and before the framework looks at the conditions of webhooks.
_MAY_LEAVE = "cfm_app.security.access_rule.outgoing_data.attach_answer"

DOC_EVENTS: dict[str, dict[str, Any]] = {
    "*": {
        **dict.fromkeys(outgoing_data.EVENTS, _MAY_LEAVE),
        "before_insert": [
            "cfm_app.base.cell_values.check",
            "cfm_app.security.gates.child_rows.check",
        ],
        # Before: some records of the framework are saved without being validated.
        "before_validate": [
            "cfm_app.base.cell_values.check",
            "cfm_app.security.gates.child_rows.check",
            "cfm_app.security.configuration.part_of_office.check",
            "cfm_app.security.lawful_basis.unrecorded_writes.check_attached",
        ],
        "autoname": "cfm_app.security.access_rule.random_naming.name_own",
        "before_rename": [
            "cfm_app.security.configuration.part_of_office.check",
            "cfm_app.security.access_rule.deletion.note_merge",
        ],
        "after_rename": "cfm_app.figures.kept_facts.changes.follow_new_name",
        "on_trash": [
            "cfm_app.security.configuration.part_of_office.check",
            "cfm_app.security.gates.child_rows.refuse_alone",
            "cfm_app.security.access_rule.deletion.refuse_naming_cases",
            _MAY_LEAVE,
        ],
        "validate": [
            "cfm_app.security.markup.neutralise_json",
            "cfm_app.procedures.setup.office_names.refuse_lost_name",
        ],
    },
    # Before: some records of the framework are saved without being validated.
    **{
        doctype: {
            "before_validate": [
                path
                for path, doctypes in {
                    "cfm_app.security.configuration.template_checks.check": guarded_doctypes.PROGRAMS,
                    "cfm_app.security.configuration.filled_texts.check": guarded_doctypes.FILLED_IN,
                    "cfm_app.security.configuration.configuration_leaks.check": guarded_doctypes.CARRYING,
                    "cfm_app.security.administration.administrator_only.check": guarded_doctypes.RESERVED,
                    "cfm_app.security.administration.delegation.check_target": guarded_doctypes.DELEGATED_TARGETS,
                    "cfm_app.security.administration.delegation.check_subject": guarded_doctypes.DELEGATED_SUBJECTS,
                    "cfm_app.security.access_rule.outgoing_data.guard_webhook": ("Webhook",),
                    "cfm_app.data_protection.personal_data.outgoing.check": ("Webhook",),
                    "cfm_app.channels.webhook_addresses.check": ("Webhook",),
                }.items()
                if doctype in doctypes
            ],
            **(_DELEGATED_DELETION if doctype in guarded_doctypes.DELEGATED_TARGETS else {}),
            **(_ADDED_FIELD if doctype == "Custom Field" else {}),
            **(_TRACED if doctype == "Prepared Report" else {}),
            **(_MADE_BY_ALL if doctype in ("Prepared Report", "Report") else {}),
        }
        for doctype in (
            *guarded_doctypes.PROGRAMS,
            *guarded_doctypes.CARRYING,
            *guarded_doctypes.RESERVED,
            *guarded_doctypes.DELEGATED_TARGETS,
        )
    },
    **{
        doctype: {
            "before_validate": "cfm_app.security.administration.administrator_only.check_token"
        }
        for doctype in ("OAuth Authorization Code", "OAuth Bearer Token", "Token Cache")
    },
    # Before, so that due times follow from the moment that is stored; after, for those computed.
    **{
        doctype: {
            "before_validate": [
                *_before_writing(doctype),
                "cfm_app.base.arguments.read_texts",
                "cfm_app.procedures.sop.timestamps.date_new_rows",
                "cfm_app.procedures.sop.timestamps.to_the_minute",
            ],
            "validate": "cfm_app.procedures.sop.timestamps.to_the_minute",
            **dict.fromkeys(("on_trash", "before_rename"), _before_writing(doctype)),
            **_SEARCHED.get(doctype, {}),
        }
        for doctype in doctype_access.PROTECTED
    },
    "CFM Location": {
        **_TREE,
        **_SEARCHED["CFM Location"],
        "after_delete": [_TREE["after_delete"], _SEARCHED["CFM Location"]["after_delete"]],
        "after_rename": [_TREE["after_rename"], _SEARCHED["CFM Location"]["after_rename"]],
    },
    **dict.fromkeys((names.SETTINGS, names.AGREEMENT, names.COURSE), _OWED_BY),
    "File": {
        **_OBLIGED_TO_HANG,
        "validate": [
            "cfm_app.security.restricted_cases.written_about.check_file",
            "cfm_app.data_protection.personal_data.attached_files.keep",
        ],
        "on_trash": "cfm_app.data_protection.personal_data.attached_files.keep",
    },
    "Comment": {
        **_OBLIGED_TO_HANG,
        "validate": "cfm_app.security.restricted_cases.written_about.check_comment",
        "after_insert": "cfm_app.cases.message.tell_other_side",
        "on_update": "cfm_app.security.restricted_cases.written_about.clear_columns",
        "on_change": "cfm_app.cases.search.index.follow_message",
        "after_delete": "cfm_app.cases.search.index.follow_message",
    },
    "ToDo": {
        **_OBLIGED_TO_HANG,
        "validate": "cfm_app.security.restricted_cases.written_about.check_task",
        "on_update": "cfm_app.security.restricted_cases.written_about.clear_columns",
    },
    "Communication": {
        **_OBLIGED_TO_HANG,
        "on_update": "cfm_app.security.restricted_cases.written_about.clear_columns",
    },
    "Notification Log": {
        # Before: it asks what became of the last push.
        "after_insert": [
            "cfm_app.channels.act_links.telling.wake",
            "cfm_app.channels.push.sending.wake",
        ]
    },
    "Access Log": {"before_insert": "cfm_app.security.second_factor.step_up.check_export"},
    outgoing_data.LOG: {"before_insert": "cfm_app.security.access_rule.outgoing_data.redact_log"},
    "Error Log": {"before_insert": "cfm_app.security.sealing.error_logs.keep_words_out"},
    "Scheduled Job Log": {"before_insert": "cfm_app.security.sealing.error_logs.keep_words_out"},
    "Email Queue": {
        "before_insert": [
            "cfm_app.security.restricted_cases.written_about.filter_recipients",
            "cfm_app.data_protection.personal_data.mailed_reports.look",
        ]
    },
    **dict.fromkeys(access_facts.SOURCES, _FOUR_EYES),
    "Case Category": {
        **_FOUR_EYES,
        **{event: [*_FOUR_EYES.get(event, []), follow] for event, follow in _TREE.items()},
    },
    "User": {
        **_FOUR_EYES,
        "before_validate": [
            *_FOUR_EYES["before_validate"],
            "cfm_app.security.administration.accounts.queue_invitation",
            "cfm_app.security.administration.accounts.check_own_credentials",
            "cfm_app.security.administration.accounts.note_new_credentials",
            "cfm_app.security.administration.delegation.check_api_key",
            "cfm_app.security.administration.delegation.note_roles",
            "cfm_app.security.administration.administrator_only.check_log_ins",
        ],
        "validate": [
            "cfm_app.security.administration.delegation.check_roles",
            "cfm_app.security.entitlement.casework_role.sync",
            "cfm_app.security.gates.narrowed_methods.check_default_app",
        ],
        "before_rename": _RENAMING,
        "after_rename": "cfm_app.security.audit.note_new_name",
        "on_update": [
            *_FOUR_EYES["on_update"],
            "cfm_app.security.sealing.unlocking.end_with_entrance",
            "cfm_app.security.administration.accounts.make_known",
        ],
    },
    "Workspace": dict.fromkeys(
        ("validate", "on_trash", "before_rename"),
        "cfm_app.security.configuration.workspaces.refuse_shared",
    ),
    "Role": {**_FOUR_EYES, "before_rename": _RENAMING},
    "Case Sensitivity": {
        **_FOUR_EYES,
        "on_update": [
            *_FOUR_EYES["on_update"],
            "cfm_app.security.entitlement.casework_role.give_to_handlers",
        ],
        "on_change": [
            "cfm_app.cases.search.index.follow_class",
            "cfm_app.security.restricted_cases.named_duplicates.follow_class",
            "cfm_app.figures.trend_alerts.recount.follow_class",
            "cfm_app.figures.kept_facts.changes.follow_class",
            "cfm_app.figures.cached_counts.forget_class",
        ],
    },
    "Role Profile": {
        **_FOUR_EYES,
        "validate": ["cfm_app.security.administration.delegation.check_roles"],
    },
    **{
        doctype: {"before_validate": "cfm_app.security.gates.backups.refuse_elsewhere"}
        for doctype in ("Dropbox Settings", "Google Drive", "S3 Backup Settings")
    },
    "Auto Email Report": {
        "validate": [
            "cfm_app.security.configuration.auto_email_reports.check",
            "cfm_app.data_protection.personal_data.mailed_reports.check",
        ],
        "on_update": "cfm_app.data_protection.personal_data.mailed_reports.tell",
    },
    "Tag Link": {
        **_OBLIGED_TO_HANG,
        "validate": "cfm_app.security.restricted_cases.written_about.check_tag",
    },
    "DocShare": {"validate": "cfm_app.security.restricted_cases.written_about.check_share"},
}
