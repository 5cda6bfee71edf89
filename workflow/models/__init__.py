"""Tables of the domain, one concept a module."""

from workflow.models.attachments import Attachment, Evidence
from workflow.models.calendar import CalendarDay, CalendarYear
from workflow.models.commitments import Clock, Commitment
from workflow.models.consultations import Consultation, ConsultationComment, ConsultedAgency
from workflow.models.delegations import Delegation
from workflow.models.disputes import Dispute
from workflow.models.divisions import Division
from workflow.models.documents import ImportDraft, PlanDocument
from workflow.models.drafts import StepDraft
from workflow.models.duties import Duty, DutyPeriod, DutyRecord
from workflow.models.events import EventResponse, PlanEvent
from workflow.models.extensions import Extension
from workflow.models.following import Follow
from workflow.models.grants import AgencyGroupPermission, AgencyUserPermission
from workflow.models.inspections import CompletionClaim, Finding, Inspection, Rectification
from workflow.models.jobs import Job
from workflow.models.journal import JournalEntry, Outbox
from workflow.models.leaders import ResponsibleLeader
from workflow.models.memory import RememberedDecision
from workflow.models.organisation import (
    Agency,
    AgencyAlias,
    AgencySet,
    AgencySetAlias,
    AgencySetMember,
    Jurisdiction,
    Membership,
)
from workflow.models.parts import Contribution, CoSigner, Countersignature
from workflow.models.plan_chain import UpperDocument, UpperItem, UpperLink
from workflow.models.plans import (
    Assignment,
    AssignmentParty,
    ItemDeadline,
    ItemRecurrence,
    Plan,
    PlanDoubt,
    PlanItem,
)
from workflow.models.releases import Release
from workflow.models.reopenings import Reopening
from workflow.models.slips import SlipCounter, SupervisionSlip
from workflow.models.succession import SucceededCommitment, Succession
from workflow.models.suspensions import Suspension
from workflow.models.users import User
from workflow.models.versions import PlanChange
from workflow.models.work import ImplementationPlan, Measure, PlanPublication, ProgressReport

__all__ = [
    "Agency",
    "AgencyAlias",
    "AgencyGroupPermission",
    "AgencySet",
    "AgencySetAlias",
    "AgencySetMember",
    "AgencyUserPermission",
    "Assignment",
    "AssignmentParty",
    "Attachment",
    "CalendarDay",
    "CalendarYear",
    "Clock",
    "CoSigner",
    "Commitment",
    "CompletionClaim",
    "Consultation",
    "ConsultationComment",
    "ConsultedAgency",
    "Contribution",
    "Countersignature",
    "Delegation",
    "Dispute",
    "Division",
    "Duty",
    "DutyPeriod",
    "DutyRecord",
    "EventResponse",
    "Evidence",
    "Extension",
    "Finding",
    "Follow",
    "ImplementationPlan",
    "ImportDraft",
    "Inspection",
    "ItemDeadline",
    "ItemRecurrence",
    "Job",
    "JournalEntry",
    "Jurisdiction",
    "Measure",
    "Membership",
    "Outbox",
    "Plan",
    "PlanChange",
    "PlanDocument",
    "PlanDoubt",
    "PlanEvent",
    "PlanItem",
    "PlanPublication",
    "ProgressReport",
    "Rectification",
    "Release",
    "RememberedDecision",
    "Reopening",
    "ResponsibleLeader",
    "SlipCounter",
    "StepDraft",
    "SucceededCommitment",
    "Succession",
    "SupervisionSlip",
    "Suspension",
    "UpperDocument",
    "UpperItem",
    "UpperLink",
    "User",
]
