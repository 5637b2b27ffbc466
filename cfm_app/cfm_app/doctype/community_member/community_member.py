"""A person who spoke to the mechanism: identity and contact, apart from the case."""

from typing import Any

from cfm_app.procedures.sop import integrity
from cfm_app.security.access_rule.random_naming import RandomlyNamed
from cfm_app.security.persons import identity
from cfm_app.security.sealing import reporters


class CommunityMember(RandomlyNamed):
    """Found again by the normalised phone number, or by a name that sounds alike."""

    full_name: str | None
    merged_into: str | None

    def load_from_db(self) -> Any:
        loaded = super().load_from_db()
        reporters.open_words(self)
        return loaded

    def before_validate(self) -> None:
        reporters.keep_unread(self)

    def validate(self) -> None:
        before = self.get_doc_before_save()
        # What is held on one person is found by it: two records become one by merging them alone.
        self.merged_into = before.merged_into if before else None
        integrity.require_existing(self, ("location", "language"))
        identity.check_phones(self)
        self.phone_key = identity.phone_key(self.phone)
        self.second_phone_key = identity.phone_key(self.second_phone)
        if not self.full_name and not reporters.is_shut(self):
            self.full_name = self.phone or self.beneficiary_number
        if self.is_new() or self.has_value_changed("phone") or self.has_value_changed("full_name"):
            self.possible_duplicates = "\n".join(identity.possible_duplicates(self))
        elif before:
            # A form that was opened earlier may name somebody who is openly known no more.
            self.possible_duplicates = before.possible_duplicates

    def before_save(self) -> None:
        # The last event before the columns are written.
        reporters.cover(self)

    def on_update(self) -> None:
        reporters.uncover(self)

    def on_trash(self) -> None:
        identity.refuse_deletion_with_open_cases(self.name)
        # The framework keeps what was deleted as it is in memory.
        reporters.cover(self)

    def onload(self) -> None:
        reporters.hide(self)

    def apply_fieldlevel_read_permissions(self) -> None:
        super().apply_fieldlevel_read_permissions()
        reporters.hide(self)

    def db_insert(self, *args: Any, **kwargs: Any) -> Any:
        with reporters.covered(self):
            return super().db_insert(*args, **kwargs)

    def db_update(self, *args: Any, **kwargs: Any) -> Any:
        with reporters.covered(self):
            return super().db_update(*args, **kwargs)

    def __getstate__(self) -> dict[str, Any]:
        # What is put into a cache holds no words.
        return reporters.state_without_words(super().__getstate__())
