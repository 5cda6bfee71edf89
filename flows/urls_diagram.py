"""Addresses of flow diagrams."""

from django.urls import path

from flows.views.diagram import item_bpmn

urlpatterns = [path("items/<int:pk>/flows/<int:process_pk>.bpmn", item_bpmn, name="item_bpmn")]
