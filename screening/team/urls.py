from django.urls import path

from screening.team import views

app_name = "team"
urlpatterns = [
    path("", views.show, name="list"),
    path("invite/", views.invite, name="invite"),
    path("invitations/<int:invitation_id>/revoke/", views.revoke, name="revoke"),
    path("<int:member_id>/restore/", views.restore, name="restore"),
]
