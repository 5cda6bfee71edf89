"""What the acts of the journal are called, for people."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTS: Mapping[str, Promise] = {
    # register
    "jurisdiction_created": _("Jurisdiction entered"),
    "agency_created": _("Agency entered"),
    "agency_changed": _("Agency changed"),
    "agency_deactivated": _("Agency deactivated"),
    "agency_reactivated": _("Agency active again"),
    "alias_added": _("Alias added"),
    "alias_removed": _("Alias removed"),
    "set_created": _("Set of agencies entered"),
    "set_changed": _("Set of agencies changed"),
    "set_member_added": _("Agency added to a set"),
    "set_member_ended": _("Agency left a set"),
    "membership_added": _("Role given"),
    "membership_ended": _("Role ended"),
    "person_changed": _("Person's details changed"),
    "person_deactivated": _("Account deactivated"),
    "person_reactivated": _("Account active again"),
    "password_reset": _("One-time password given"),
    "register_imported": _("Register imported"),
    # calendar
    "calendar_entered": _("Official notice entered"),
    "due_date_moved": _("Due date counted again"),
    # plan document
    "plan_created": _("Work plan entered"),
    "doubts_decided": _("Doubts of the document decided"),
    "doubt_settled": _("Doubt of the document settled"),
    "plan_settings_changed": _("Settings of the work plan changed"),
    "plan_submitted": _("Work plan handed in for approval"),
    "plan_approved_document": _("Work plan approved"),
    "plan_returned_document": _("Work plan returned"),
    "plan_issued": _("Work plan issued"),
    # plan chain
    "upper_document_added": _("Upper-level document taken in"),
    "upper_document_dropped": _("Upper-level document taken out"),
    "upper_linked": _("Linked to upper-level items"),
    "upper_confirmed": _("Proposed links to upper-level items confirmed"),
    "upper_unlinked": _("Link to an upper-level item removed"),
    "upper_settled": _("Upper-level item marked as without one of ours"),
    "upper_reopened": _("Mark of an upper-level item taken back"),
    "upper_carried": _("Plan chain taken over from the plan before"),
    "version_compared": _("New version compared with the plan in force"),
    "plan_amended": _("Changed by a new version"),
    # consultation
    "consultation_opened": _("Consultation opened"),
    "consultation_closed": _("Consultation closed early"),
    "comment_added": _("Comment on the draft written"),
    "comment_changed": _("Comment on the draft changed"),
    "comment_withdrawn": _("Comment on the draft withdrawn"),
    "no_comment_answered": _("Answered that there is no comment"),
    "no_comment_taken_back": _("Answer “no comment” taken back"),
    "comment_decided": _("Comment on the draft decided"),
    "item_reworded": _("Item reworded after the consultation"),
    "item_reassigned": _("Agencies of an item changed after the consultation"),
    "item_taken_out": _("Item taken out after the consultation"),
    "item_put_back": _("Item put back into the draft"),
    "item_added": _("Item added after the consultation"),
    # commitment
    "commitment_opened": _("Commitment opened"),
    "acknowledged": _("Receipt acknowledged"),
    "plan_handed_in": _("Implementation plan handed in"),
    "plan_signed": _("Implementation plan signed"),
    "plan_returned_by_head": _("Implementation plan returned by the head"),
    "plan_approved": _("Implementation plan approved"),
    "plan_returned_by_office": _("Implementation plan returned by the office"),
    "plan_published": _("Publication of the plan recorded"),
    "report_opened": _("Progress report asked for"),
    "report_handed_in": _("Progress report handed in"),
    "report_signed": _("Progress report signed"),
    "report_returned": _("Progress report returned"),
    "completion_claimed": _("Completion claimed"),
    "inspection_accepted": _("Inspection accepted"),
    "finding_raised": _("Finding raised"),
    "rectified": _("Rectification handed in"),
    "recheck_accepted": _("Rectification accepted"),
    "recheck_returned": _("Rectification returned"),
    "closed": _("Commitment closed"),
    "returned_to_execution": _("Returned to execution"),
    "item_changed": _("Changed by a new version of the plan"),
    "discontinued": _("Commitment discontinued"),
    "extension_asked": _("Extension asked for"),
    "extension_signed": _("Request for an extension signed"),
    "extension_advised": _("Opinion on an extension given"),
    "extension_granted": _("Extension granted"),
    "extension_refused_by_head": _("Extension refused by the head"),
    "extension_refused_by_inspector": _("Extension refused by the inspector"),
    "extension_refused": _("Extension refused by the office"),
    "extension_withdrawn": _("Request for an extension withdrawn"),
    "extension_lapsed": _("Request for an extension lapsed"),
    "reminded": _("Reminder sent"),
}


def act_label(act: str) -> str:
    """The act in the current language; an act this version does not know is given back as its code."""
    return str(ACTS.get(act, act))
