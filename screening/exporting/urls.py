from django.urls import path

from screening.exporting import views

app_name = "exporting"
urlpatterns = [
    path("records/", views.records, name="records"),
    path("records/bring-back/", views.bring_back, name="bring_back"),
    path("decisions/", views.decisions, name="decisions"),
    path("rayyan/", views.rayyan, name="rayyan"),
    path("covidence/", views.covidence, name="covidence"),
]
