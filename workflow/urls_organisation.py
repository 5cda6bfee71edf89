"""Addresses of the register: agencies, people, sets, import."""

from django.urls import path

from workflow.views import organisation, organisation_import, organisation_people, organisation_sets

urlpatterns = [
    path("agencies/", organisation.organisation_page, name="organisation"),
    path("agencies/new/", organisation.agency_new, name="agency_new"),
    path("agencies/places/new/", organisation.organisation_place_new, name="organisation_place_new"),
    path("agencies/import/", organisation_import.organisation_import, name="organisation_import"),
    path(
        "agencies/import/confirm/",
        organisation_import.organisation_import_confirm,
        name="organisation_import_confirm",
    ),
    path(
        "agencies/import/template.xlsx",
        organisation_import.organisation_import_template,
        name="organisation_import_template",
    ),
    path("agencies/register.xlsx", organisation_import.organisation_export, name="organisation_export"),
    path("agencies/sets/", organisation_sets.organisation_sets, name="organisation_sets"),
    path("agencies/sets/new/", organisation_sets.organisation_set_new, name="organisation_set_new"),
    path("agencies/sets/<int:pk>/", organisation_sets.organisation_set, name="organisation_set"),
    path("agencies/sets/<int:pk>/members/", organisation_sets.organisation_set_add, name="organisation_set_add"),
    path(
        "agencies/sets/<int:pk>/members/<int:member_pk>/end/",
        organisation_sets.organisation_set_end,
        name="organisation_set_end",
    ),
    path("agencies/<int:pk>/", organisation.agency, name="agency"),
    path("agencies/<int:pk>/aliases/", organisation.agency_alias_add, name="agency_alias_add"),
    path(
        "agencies/<int:pk>/aliases/<int:alias_pk>/remove/",
        organisation.agency_alias_remove,
        name="agency_alias_remove",
    ),
    path("agencies/<int:pk>/deactivate/", organisation.agency_deactivate, name="agency_deactivate"),
    path("agencies/<int:pk>/reactivate/", organisation.agency_reactivate, name="agency_reactivate"),
    path("agencies/<int:pk>/people/new/", organisation_people.agency_person_new, name="agency_person_new"),
    path("memberships/<int:pk>/end/", organisation_people.membership_end, name="membership_end"),
    path("people/<int:pk>/", organisation_people.person, name="person"),
    path("people/<int:pk>/password/", organisation_people.person_password, name="person_password"),
    path("people/<int:pk>/deactivate/", organisation_people.person_deactivate, name="person_deactivate"),
    path("people/<int:pk>/reactivate/", organisation_people.person_reactivate, name="person_reactivate"),
]
