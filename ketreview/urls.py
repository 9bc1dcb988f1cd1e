"""Every address. Pages of a review stand below /r/<slug>/; its views are guarded by `review_page`."""

from django.urls import include, path

from ketreview.accounts.admin import site as site_admin
from ketreview.home import people, prisma, pwa
from ketreview.home import views as home
from screening.reviews.views.creation import create

in_review = [
    path("", home.review, name="review"),
    path("jobs/", include("screening.jobs.urls")),
    path("team/", include("screening.team.urls")),
    path("team/<int:member_id>/roles/", people.change_roles, name="change_roles"),
    path("team/<int:member_id>/remove/", people.remove_member, name="remove_member"),
    path("settings/", include("screening.reviews.urls")),
    path("import/records/", include("screening.finding.urls")),
    path("import/", include("screening.importing.urls")),
    path("exports/", home.exports, name="exports"),
    path("exports/screening/", include("screening.exporting.urls")),
    path("exports/synthesis/", include("synthesis.reports.urls")),
    path("duplicates/", include("screening.dedupe.urls")),
    path("screening/rounds/", include("screening.rounds.urls")),
    path("screening/", include("screening.workflow.urls")),
    path("full-text/", include("screening.fulltext.urls")),
    path("progress/", include("screening.progress.urls")),
    path("prisma/", prisma.show, name="prisma"),
    path("prisma/records/", prisma.records, name="prisma_records"),
    path("prisma/table.csv", prisma.table, name="prisma_table"),
    path("prisma/PRISMA2020.csv", prisma.r_table, name="prisma_r_table"),
    path("prisma/flow.<str:file_format>", prisma.figure, name="prisma_figure"),
    path("studies/", include("synthesis.studies.urls")),
    path("extraction/", include("synthesis.extraction.urls")),
    path("analyses/", include("synthesis.analyses.urls")),
    path("studies/risk-of-bias/", include("synthesis.appraisal.urls")),
    path("analyses/networks/", include("synthesis.networks.urls")),
    path("certainty/", include("synthesis.grading.urls")),
    path("narratives/", include("synthesis.narratives.urls")),
]

urlpatterns = [
    path("", home.my_work, name="home"),
    path("r/new/", create, name="create_review"),
    path("r/<slug:slug>/", include(in_review)),
    path("components/", home.components, name="components"),
    path("healthz", home.health, name="health"),
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path("sw.js", pwa.service_worker, name="service_worker"),
    path("offline/", pwa.offline, name="offline"),
    path("invitation/<str:secret>/", people.accept_invitation, name="accept_invitation"),
    path("accounts/", include("ketreview.accounts.urls")),
    path("admin/", site_admin.urls),
]

handler400 = "ketreview.home.errors.bad_request"
handler500 = "ketreview.home.errors.server_error"
