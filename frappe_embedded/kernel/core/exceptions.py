"""The exceptions of Frappe's API, each with the HTTP status that it answers with.

They bear the module name ``frappe.exceptions`` because clients see it in error bodies and apps
import them from there.
"""


class _Named(Exception):
    def __init_subclass__(cls) -> None:
        if cls.__module__.startswith("frappe_embedded."):
            cls.__module__ = "frappe.exceptions"


class ValidationError(_Named):
    http_status_code = 417


class IncorrectSitePath(_Named):
    http_status_code = 404


class AuthenticationError(_Named):
    http_status_code = 401


class PermissionError(_Named):
    http_status_code = 403


class DoesNotExistError(ValidationError):
    http_status_code = 404


class PageDoesNotExistError(ValidationError):
    http_status_code = 404


class NameError(_Named):
    http_status_code = 409


class OutgoingEmailError(_Named):
    http_status_code = 501


class Redirect(_Named):
    pass


class CSRFTokenError(_Named):
    http_status_code = 400


class TooManyRequestsError(_Named):
    http_status_code = 429
    retry_after = 0
    """Seconds until the next try may succeed, where whoever refuses knows them."""


class RateLimitExceededError(ValidationError):
    http_status_code = 429
    retry_after = 0


class DuplicateEntryError(NameError):
    pass


class DataError(ValidationError):
    pass


class MandatoryError(ValidationError):
    pass


class NonNegativeError(ValidationError):
    pass


class CannotChangeConstantError(ValidationError):
    pass


class CharacterLengthExceededError(ValidationError):
    pass


class UpdateAfterSubmitError(ValidationError):
    pass


class LinkValidationError(ValidationError):
    pass


class CancelledLinkError(LinkValidationError):
    pass


class DocstatusTransitionError(ValidationError):
    pass


class FileTypeNotAllowed(ValidationError):
    pass


class TimestampMismatchError(ValidationError):
    pass


class LinkExistsError(ValidationError):
    pass


class InvalidEmailAddressError(ValidationError):
    pass


class InvalidNameError(ValidationError):
    pass


class InvalidPhoneNumberError(ValidationError):
    pass


class UniqueValidationError(ValidationError):
    pass


class AppNotInstalledError(ValidationError):
    pass


class DocumentLockedError(ValidationError):
    pass


class DocumentAlreadyRestored(ValidationError):
    pass


class AttachmentLimitReached(_Named):
    pass


class InvalidColumnName(ValidationError):
    pass


class QueryTimeoutError(_Named):
    pass


class StatementTooLarge(_Named):
    """A statement takes longer, or gives more, than it may."""


class QueryDeadlockError(_Named):
    pass


class WorkflowStateError(ValidationError):
    pass


class WorkflowTransitionError(ValidationError):
    pass


class WorkflowPermissionError(ValidationError):
    pass


class InvalidRoundingMethod(FileNotFoundError):
    pass


class MaxFileSizeReachedError(ValidationError):
    pass


class FrappeTypeError(ValidationError, TypeError):
    """An argument of a whitelisted method is missing or of the wrong type."""
