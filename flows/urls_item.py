"""Addresses of items, steps and files."""

from django.urls import path

from flows.views import bulk, files, item, limit, plan_steps, step

urlpatterns = [
    path("items/urge/", bulk.items_urge, name="items_urge"),
    path("items/slip/", bulk.items_slip, name="items_slip"),
    path("items/<int:pk>/", item.item, name="item"),
    path("items/<int:pk>/follow/", item.item_follow, name="item_follow"),
    path("items/<int:pk>/<slug:name>/", item.item_act, name="item_act"),
    path("steps/<int:pk>/", step.step, name="step"),
    path("steps/<int:pk>/certificate/", limit.step_limit, name="step_limit"),
    path("steps/<int:pk>/draft/", step.step_draft, name="step_draft"),
    path("files/<int:pk>/", files.file, name="file"),
    path("imports/<int:pk>/commit/", plan_steps.import_commit, name="import_commit"),
]
