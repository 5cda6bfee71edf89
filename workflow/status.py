"""The words of the domain: every enumeration that is stored, and the acts a person may be granted."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class JurisdictionLevel(TextChoices):
    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    COUNTY = "county", _("County or district")
    TOWNSHIP = "township", _("Township or subdistrict")


class AgencyKind(TextChoices):
    OFFICE = "office", _("Government office")
    DEPARTMENT = "department", _("Department")
    COUNTY_GOVERNMENT = "county_government", _("County government")
    TOWNSHIP = "township", _("Township government")
    SUBDISTRICT = "subdistrict", _("Subdistrict office")
    PARTY_ORGAN = "party_organ", _("Party organ")
    VERTICAL = "vertical", _("Vertically managed body")
    INSTITUTION = "institution", _("Institution")
    ZONE = "zone", _("Development zone committee")


class SuccessionKind(TextChoices):
    """What became of agencies by a reorganisation."""

    MERGE = "merge", _("Merger of agencies")
    SPLIT = "split", _("Split of an agency")
    RENAME = "rename", _("Renaming of an agency")


class Role(TextChoices):
    OFFICER = "officer", _("Officer")
    HEAD = "head", _("Head of agency")
    CLERK = "clerk", _("Supervision clerk")
    LEADER = "leader", _("Leader")
    INSPECTOR = "inspector", _("Inspector")
    ASSESSOR = "assessor", _("Third-party assessor")
    AUDITOR = "auditor", _("Auditor")


OFFICE_ROLES = (Role.CLERK, Role.LEADER, Role.INSPECTOR, Role.ASSESSOR, Role.AUDITOR)


class Act(TextChoices):
    """Permissions on an agency. The first group is used by the agency itself, the second by the office on every
    agency of its jurisdiction, the third by the office on itself."""

    VIEW_COMMITMENTS = "view_commitments", _("See commitments")
    ACKNOWLEDGE = "acknowledge", _("Acknowledge receipt")
    WRITE_PLAN = "write_plan", _("Write the implementation plan")
    SIGN_PLAN = "sign_plan", _("Sign the implementation plan")
    PUBLISH_PLAN = "publish_plan", _("Record where the plan was published")
    SUBMIT_REPORT = "submit_report", _("Report progress")
    SIGN_REPORT = "sign_report", _("Sign a progress report")
    CLAIM_COMPLETION = "claim_completion", _("Claim completion")
    RECTIFY = "rectify", _("Rectify a finding")
    COMMENT_DRAFT = "comment_draft", _("Comment on consultation drafts")
    ANSWER_DRAFT = "answer_draft", _("Answer a consultation for the agency")
    ASK_EXTENSION = "ask_extension", _("Ask for an extension")
    SIGN_EXTENSION = "sign_extension", _("Sign a request for an extension")
    ASK_SUSPENSION = "ask_suspension", _("Ask for a suspension")
    SIGN_SUSPENSION = "sign_suspension", _("Sign a request for a suspension")
    DISPUTE = "dispute", _("Dispute an assignment")
    SIGN_DISPUTE = "sign_dispute", _("Sign a dispute of an assignment")
    FULFIL_DUTY = "fulfil_duty", _("Fulfil a recurring duty")
    SIGN_DUTY = "sign_duty", _("Sign for a period of a recurring duty")
    REVIEW_RELEASE = "review_release", _("Review what is to be published")
    ANSWER_SLIP = "answer_slip", _("Answer a supervision slip")
    SIGN_SLIP = "sign_slip", _("Sign the answer to a supervision slip")
    REPORT_EVENT = "report_event", _("Register an event")
    ANSWER_EVENT = "answer_event", _("Record what was done on an event")
    CONTRIBUTE = "contribute", _("Contribute to the work of a lead agency")
    ASSEMBLE = "assemble", _("Assemble the contributions of other agencies")
    STATE_PART = "state_part", _("State the own part of a divided item")
    HAND_OUT = "hand_out", _("Hand an item to a section and an officer")
    COUNTERSIGN = "countersign", _("Countersign the implementation plan of another agency")
    ADD_SIGNER = "add_signer", _("Ask another agency to countersign")

    APPROVE_PLAN = "approve_plan", _("Approve an implementation plan")
    INSPECT = "inspect", _("Inspect")
    RECHECK = "recheck", _("Recheck a rectification")
    CLOSE = "close", _("Close")
    DISCONTINUE = "discontinue", _("Discontinue")
    URGE = "urge", _("Urge")
    COPY = "copy", _("Copy to colleagues")
    ADVISE_EXTENSION = "advise_extension", _("Give an opinion on an extension")
    GRANT_EXTENSION = "grant_extension", _("Grant an extension")
    GRANT_SUSPENSION = "grant_suspension", _("Grant a suspension")
    RESUME = "resume", _("Resume what is suspended")
    TRANSFER = "transfer", _("Transfer to another agency")
    REARRANGE = "rearrange", _("Split items and merge them")
    REOPEN = "reopen", _("Reopen what has ended")
    ANSWER_DIFFICULTIES = "answer_difficulties", _("Answer difficulties that were reported")
    ISSUE_SLIP = "issue_slip", _("Issue a supervision slip")
    ACCEPT_SLIP = "accept_slip", _("Accept the answer to a supervision slip")
    CONFIRM_DIVISION = "confirm_division", _("Confirm the division of work")
    ANSWER_DISPUTE = "answer_dispute", _("Answer a dispute of an assignment")
    RULE_DISPUTE = "rule_dispute", _("Rule on a dispute of an assignment")

    DRAFT_DOCUMENT = "draft_document", _("Bring in and edit work plans")
    APPROVE_DOCUMENT = "approve_document", _("Approve work plans")
    ISSUE_DOCUMENT = "issue_document", _("Issue work plans")
    MANAGE_ORGANISATION = "manage_organisation", _("Run the register of agencies and people")
    MANAGE_CALENDAR = "manage_calendar", _("Run the working-day calendar")
    VIEW_JOURNAL = "view_journal", _("Read the journal")
    NAME_LEADER = "name_leader", _("Register the responsible leader of an agency")


class PlanStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    CONSULTATION = "consultation", _("Consultation draft")
    SUBMITTED = "submitted", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    ISSUED = "issued", _("Issued")
    CLOSED = "closed", _("Closed")


class ChangeKind(TextChoices):
    ADDED = "added", pgettext_lazy("change of a plan", "Added")
    CHANGED = "changed", pgettext_lazy("change of a plan", "Changed")
    GONE = "gone", pgettext_lazy("change of a plan", "Deleted")


class Asked(TextChoices):
    """What a decision about an earlier document was about."""

    NAME = "name", pgettext_lazy("asked", "Name")
    SENTENCE = "sentence", pgettext_lazy("asked", "Sentence")
    ITEM = "item", pgettext_lazy("asked", "Item")
    DOUBT = "doubt", pgettext_lazy("asked", "Doubt")
    WORDING = "wording", pgettext_lazy("asked", "Vague wording")


class CommentKind(TextChoices):
    CHANGE = "change", _("Change of wording")
    DELETE = "delete", _("Deletion")
    ADD = "add", _("Addition")
    OWNER = "owner", _("Responsible agency")
    TIME = "time", _("Time limit")
    OTHER = "other", pgettext_lazy("kind of comment", "Other")


class CommentOutcome(TextChoices):
    """Empty while nobody has decided."""

    ADOPTED = "adopted", _("Adopted")
    PARTLY = "partly", _("Partly adopted")
    REFUSED = "refused", _("Not adopted")


class ReportPeriod(TextChoices):
    MONTH = "month", _("Monthly")
    QUARTER = "quarter", _("Quarterly")
    YEAR = "year", _("Yearly")
    NONE = "none", _("No regular reports")


class AssignmentMode(TextChoices):
    LEAD = "lead", _("Lead")
    LEAD_EACH = "lead_each", _("Separate leads")
    LEAD_WITH = "lead_with", _("Lead with partners")
    JOINT = "joint", _("Joint, no lead named")


class PartyRole(TextChoices):
    LEAD = "lead", _("Lead agency")
    CO = "co", _("Responsible agency")
    PARTNER = "partner", _("Partner agency")
    OPTIONAL = "optional", _("Agency that may follow")
    """Told to follow by analogy (参照执行): nothing is demanded of it, and it is counted apart."""


class UpperSettled(TextChoices):
    """Why no item of ours answers one of an upper-level document."""

    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    ARRANGED = "arranged", _("Arranged otherwise")


class PartyMatch(TextChoices):
    AGENCY = "agency", _("Agency")
    AGENCY_SET = "agency_set", _("Set of agencies")
    UNKNOWN = "unknown", _("Not in the register")
    LEFT_OUT = "left_out", _("Left out")


class ClockKind(TextChoices):
    IMPLEMENTATION_PLAN = "implementation_plan", _("Implementation plan")
    PUBLICATION = "publication", _("Publication of the plan")
    COMPLETION = "completion", _("Completion")
    REPORT = "report", _("Progress report")
    RECTIFICATION = "rectification", _("Rectification")
    EVENT = "event", _("After or before an event")


class ExtensionOutcome(TextChoices):
    """How a request for an extension ended; empty while it is undecided. The last two are the system's doing."""

    GRANTED = "granted", pgettext_lazy("extension", "Granted")
    REFUSED = "refused", pgettext_lazy("extension", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("extension", "Withdrawn")
    LAPSED = "lapsed", pgettext_lazy("extension", "Lapsed, not decided in time")
    DROPPED = "dropped", pgettext_lazy("extension", "Overtaken by events")


class SuspensionOutcome(TextChoices):
    """How a request for a suspension ended; empty while it is undecided. The last two are the system's doing."""

    GRANTED = "granted", pgettext_lazy("suspension", "Granted")
    REFUSED = "refused", pgettext_lazy("suspension", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("suspension", "Withdrawn")
    LAPSED = "lapsed", pgettext_lazy("suspension", "Lapsed, not decided in time")
    DROPPED = "dropped", pgettext_lazy("suspension", "Overtaken by events")


class SlipColour(TextChoices):
    """How pressing a supervision slip is; it follows from the facts on the day of its issue."""

    BLUE = "blue", pgettext_lazy("slip", "Blue")
    YELLOW = "yellow", pgettext_lazy("slip", "Yellow")
    RED = "red", pgettext_lazy("slip", "Red")


class SlipOutcome(TextChoices):
    """How a supervision slip ended; empty while it has to be answered. The last is the system's doing."""

    ACCEPTED = "accepted", pgettext_lazy("slip", "Answer accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("slip", "Withdrawn")
    DROPPED = "dropped", pgettext_lazy("slip", "Ended with the item")


class EventOutcome(TextChoices):
    """How what hangs on an event ended; empty while it has to be done. The last is the system's doing."""

    ANSWERED = "answered", pgettext_lazy("event", "Done")
    REPLACED = "replaced", pgettext_lazy("event", "Replaced by a correction")
    DROPPED = "dropped", pgettext_lazy("event", "Ended with the item")


class ContributionOutcome(TextChoices):
    """How a contribution ended; empty while it is open. The last is the system's doing."""

    TAKEN_IN = "taken_in", pgettext_lazy("contribution", "Taken in")
    WAIVED = "waived", pgettext_lazy("contribution", "No longer asked for")
    DROPPED = "dropped", pgettext_lazy("contribution", "Ended with the item")


class DivisionOutcome(TextChoices):
    """How the part of an agency in a divided item was settled; empty while it is open. The last is the system's."""

    CONFIRMED = "confirmed", pgettext_lazy("division", "Confirmed")
    DROPPED = "dropped", pgettext_lazy("division", "Ended with the item")


class SignatureOutcome(TextChoices):
    """How a countersignature ended; empty while it is asked for. The last is the system's doing."""

    SIGNED = "signed", pgettext_lazy("countersignature", "Signed")
    WITHHELD = "withheld", pgettext_lazy("countersignature", "Withheld")
    DROPPED = "dropped", pgettext_lazy("countersignature", "Overtaken by events")


class Ending(TextChoices):
    """How a commitment had ended before it was reopened."""

    CLOSED = "closed", pgettext_lazy("ending", "Closed")
    DISCONTINUED = "discontinued", pgettext_lazy("ending", "Discontinued")


class DisputeOutcome(TextChoices):
    """How a dispute of an assignment ended; empty while somebody has to answer. The last two are no answer to it."""

    UPHELD = "upheld", pgettext_lazy("dispute", "Assignment upheld")
    TRANSFERRED = "transferred", pgettext_lazy("dispute", "Transferred")
    REFUSED = "refused", pgettext_lazy("dispute", "Not signed by the head")
    WITHDRAWN = "withdrawn", pgettext_lazy("dispute", "Withdrawn")
    HANDED_IN = "handed_in", pgettext_lazy("dispute", "Ended by handing in the implementation plan")
    DROPPED = "dropped", pgettext_lazy("dispute", "Overtaken by events")


class Gate(TextChoices):
    """What a plan may demand before an implementation plan is published; each is a setting of the plan."""

    CONFIDENTIALITY = "gate_confidentiality", _("Confidentiality review")
    DISCLOSURE = "gate_disclosure", _("Disclosure attribute")
    DEIDENTIFIED = "gate_deidentified", _("De-identification")
    EXPLANATION = "gate_explanation", _("Explanation with the document")
    OPINIONS = "gate_opinions", _("Account of opinions")


class Disclosure(TextChoices):
    """公开属性, fixed at the source."""

    PROACTIVE = "proactive", pgettext_lazy("disclosure", "Published on the agency's own initiative")
    ON_REQUEST = "on_request", pgettext_lazy("disclosure", "Disclosed on request")
    WITHHELD = "withheld", pgettext_lazy("disclosure", "Not disclosed")


class RefusalGround(TextChoices):
    """Why something is not published: articles 14 to 16 of the Regulations on Open Government Information (2019)."""

    STATE_SECRET = "state_secret", _("State secret (Article 14)")
    FORBIDDEN = "forbidden", _("Forbidden by law or administrative regulation (Article 14)")
    SECURITY = "security", _("Endangers national, public or economic security or social stability (Article 14)")
    THIRD_PARTY = "third_party", _("Trade secret or privacy whose disclosure harms somebody's rights (Article 15)")
    INTERNAL = "internal", _("Internal affairs of the agency (Article 16)")
    PROCESS = "process", _("Information on work still in process (Article 16)")
    ENFORCEMENT = "enforcement", _("Files of administrative enforcement (Article 16)")


class ReleaseOutcome(TextChoices):
    """How the review before publication ended; empty while somebody has to review. The last is no answer to it."""

    PASSED = "passed", pgettext_lazy("release", "May be published as prepared")
    CHANGES = "changes", pgettext_lazy("release", "After changes")
    REFUSED = "refused", pgettext_lazy("release", "Must not be published")
    WITHDRAWN = "withdrawn", pgettext_lazy("release", "Withdrawn")
    DROPPED = "dropped", pgettext_lazy("release", "Overtaken by events")


class DutyKind(TextChoices):
    QUOTA = "per_period_min", pgettext_lazy("duty", "Quota")
    EVERY = "every_period", pgettext_lazy("duty", "Every period")
    REVIEW = "review", pgettext_lazy("duty", "Review of what is kept up to date")


class DutyLength(TextChoices):
    WEEK = "week", pgettext_lazy("duty", "Weekly")
    MONTH = "month", pgettext_lazy("duty", "Monthly")
    QUARTER = "quarter", pgettext_lazy("duty", "Quarterly")
    YEAR = "year", pgettext_lazy("duty", "Yearly")


class DutyOutcome(TextChoices):
    """How a period of a duty was closed; empty while it is open. A period ends cancelled when its item or its duty
    ended first."""

    MET = "met", pgettext_lazy("duty", "Met")
    LATE = "late", pgettext_lazy("duty", "Met after the due date")
    SHORT = "short", pgettext_lazy("duty", "Short")
    NOTHING = "nothing", pgettext_lazy("duty", "Nothing done")
    CANCELLED = "cancelled", pgettext_lazy("duty", "Cancelled")


class ClockRule(TextChoices):
    WORKING_DAYS = "working_days", _("Working days after an event")
    CALENDAR_DAYS = "calendar_days", _("Calendar days after an event")
    FIXED_DATE = "fixed_date", _("Fixed date")
    MONTHS = "months", _("Months after an event")
    HOURS = "hours", _("Hours after an event, around the clock")
    WORKING_DAYS_BEFORE = "working_days_before", _("Working days before a planned event")
    DAYS_BEFORE = "days_before", _("Calendar days before a planned event")
    MONTHS_BEFORE = "months_before", _("Months before a planned event")
    HOURS_BEFORE = "hours_before", _("Hours before a planned event, in whole days")


BEFORE_RULES = (
    ClockRule.WORKING_DAYS_BEFORE,
    ClockRule.DAYS_BEFORE,
    ClockRule.MONTHS_BEFORE,
    ClockRule.HOURS_BEFORE,
)
"""They count back from a day that is planned, so that no stop of the work moves them."""


class Stage(TextChoices):
    """Where a commitment stands, derived from its facts in this order; never stored."""

    ISSUED = "issued", _("Waiting for acknowledgement")
    PLANNING = "planning", _("Writing the implementation plan")
    APPROVAL = "approval", _("Implementation plan under approval")
    PUBLICATION = "publication", _("Waiting for publication of the plan")
    EXECUTING = "executing", _("Executing")
    INSPECTION = "inspection", _("Under inspection")
    ACCEPTED = "accepted", _("Accepted, waiting for closure")
    CLOSED = "closed", _("Closed")
    DISCONTINUED = "discontinued", _("Discontinued")
    SUSPENDED = "suspended", _("Suspended")
    TRANSFERRED = "transferred", pgettext_lazy("stage", "Transferred")


class Holder(TextChoices):
    """In whose hands a commitment is, in the order of its way; never stored. The leader's own desk is one of them; days
    on which another agency kept it waiting are that one's. While the work is suspended, or had ended before it was
    reopened, the days are charged to nobody's desk."""

    OFFICER = "officer", pgettext_lazy("holder", "Officer")
    HEAD = "head", pgettext_lazy("holder", "Head")
    LEADER = "leader", pgettext_lazy("holder", "Leader")
    INSPECTOR = "inspector", pgettext_lazy("holder", "Inspector")
    PARTNER = "partner", pgettext_lazy("holder", "Another agency")
    SUSPENDED = "suspended", pgettext_lazy("holder", "Suspended")
    ENDED = "ended", pgettext_lazy("holder", "Ended for a time")


class JobStatus(TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
