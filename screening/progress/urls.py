from django.urls import path

from screening.progress.views import certificates, lead, ledger, previous, trail

app_name = "progress"
urlpatterns = [
    path("", lead.overview, name="overview"),
    path("<int:stage_id>/", lead.stage, name="stage"),
    path("<int:stage_id>/agreement.csv", lead.agreement_file, name="agreement_file"),
    path("<int:stage_id>/charts/<slug:chart>.<str:file_format>", lead.chart, name="chart"),
    path("audit/", trail.audit, name="audit"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger.csv", ledger.ledger_file, name="ledger_file"),
    path("excluded/", ledger.excluded, name="excluded"),
    path("excluded.<str:file_format>", ledger.excluded_file, name="excluded_file"),
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/<int:stage_id>/", certificates.show, name="certificate"),
    path("certificates/<int:stage_id>/blinding.<str:file_format>", certificates.file, name="certificate_file"),
    path("previous/", previous.previous, name="previous"),
    path("previous/change/", previous.change, name="change_previous"),
    path("previous/drop/", previous.drop, name="drop_previous"),
]
