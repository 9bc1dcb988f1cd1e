from django.urls import path

from synthesis.reports import views

app_name = "reports"
urlpatterns = [
    path("reconciled/", views.reconciled, name="reconciled"),
    path("results/", views.results, name="results"),
    path("report/", views.report, name="report"),
    path("report/file/", views.report_file, name="report_file"),
]
