from django.urls import path

from synthesis.narratives import views

app_name = "narratives"
urlpatterns = [
    path("", views.list_narratives, name="list"),
    path("new/", views.create, name="create"),
    path("<int:narrative_id>/", views.show, name="show"),
    path("<int:narrative_id>/details/", views.details, name="details"),
    path("<int:narrative_id>/references/", views.references, name="references"),
    path("<int:narrative_id>/references/add/", views.add_reference, name="add_reference"),
    path("<int:narrative_id>/release/", views.release, name="release"),
    path("<int:narrative_id>/compare/<int:before>/<int:after>/", views.compare, name="compare"),
    path("<int:narrative_id>/versions/<int:number>/", views.read, name="read"),
    path("<int:narrative_id>/versions/<int:number>/text.<str:file_format>", views.text_file, name="file"),
    path("<int:narrative_id>/blocks/add/", views.add_block, name="add_block"),
    path("blocks/<int:block_id>/change/", views.change_block, name="change_block"),
    path("blocks/<int:block_id>/move/", views.move_block, name="move_block"),
    path("blocks/<int:block_id>/archive/", views.archive_block, name="archive_block"),
    path("blocks/<int:block_id>/restore/", views.restore_block, name="restore_block"),
    path("blocks/<int:block_id>/write/", views.write, name="write"),
    path("statements/<int:statement_id>/", views.inspect, name="statement"),
    path("statements/<int:statement_id>/change/", views.change, name="change"),
    path("statements/<int:statement_id>/accept/", views.accept, name="accept"),
    path("statements/<int:statement_id>/move/", views.move, name="move"),
    path("statements/<int:statement_id>/archive/", views.archive, name="archive"),
    path("statements/<int:statement_id>/restore/", views.restore, name="restore"),
    path("statements/<int:statement_id>/evidence/", views.link, name="link"),
    path("evidence/<int:link_id>/check/", views.check, name="check"),
    path("evidence/<int:link_id>/remove/", views.unlink, name="unlink"),
    path("references/<int:reference_id>/match/", views.match_reference, name="match_reference"),
]
