"""Addresses of the frame: coming and going, language, size of type, help."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordChangeDoneView
from django.urls import path
from django.views.i18n import set_language

from config import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="login"),
    path("sign-out/", views.SignedOut.as_view(), name="logout"),
    path("password/", views.OwnPassword.as_view(), name="password_change"),
    path("password/done/", PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("text-size/", views.text_size, name="text_size"),
    path("help/", views.help_page, name="help"),
]
