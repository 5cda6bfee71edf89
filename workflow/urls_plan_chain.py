"""Addresses of the plan chain."""

from django.urls import path

from workflow.views import plan_chain

urlpatterns = [
    path("plans/<int:pk>/chain/", plan_chain.plan_chain, name="plan_chain"),
    path("plans/<int:pk>/chain/<int:document_pk>/missing.xlsx", plan_chain.missing_file, name="plan_chain_missing"),
]
