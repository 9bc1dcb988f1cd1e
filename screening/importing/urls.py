from django.urls import path

from screening.importing.views import imports, proposals, records, rows, sources

app_name = "importing"
urlpatterns = [
    path("", imports.list_imports, name="list"),
    path("new/", imports.upload, name="upload"),
    path("sources/", sources.list_sources, name="sources"),
    path("sources/new/", sources.add, name="add_source"),
    path("sources/log/", sources.log, name="search_log"),
    path("sources/appendix/<str:file_format>/", sources.appendix, name="appendix"),
    path("sources/<int:source_id>/", sources.edit, name="source"),
    path("sources/<int:source_id>/remove/", sources.remove, name="remove_source"),
    path("records/<int:record_id>/", records.show, name="record"),
    path("records/<int:record_id>/correct/", records.correct, name="correct"),
    path("records/<int:record_id>/put-back/", records.put_back, name="put_back"),
    path("proposals/", proposals.list_proposals, name="proposals"),
    path("proposals/look-up/", proposals.look_up, name="look_up"),
    path("proposals/accept-all/", proposals.accept_every, name="accept_all"),
    path("proposals/<int:proposal_id>/accept/", proposals.accept, name="accept"),
    path("proposals/<int:proposal_id>/refuse/", proposals.refuse, name="refuse"),
    path("<int:batch_id>/", imports.show, name="batch"),
    path("import-all/", imports.commit_all, name="commit_all"),
    path("<int:batch_id>/rows/", rows.list_rows, name="rows"),
    path("<int:batch_id>/rows/<int:row_no>/", rows.row, name="row"),
    path("<int:batch_id>/file/", imports.file, name="file"),
    path("<int:batch_id>/read-again/", imports.read_again, name="read_again"),
    path("<int:batch_id>/move/", imports.move, name="move"),
    path("<int:batch_id>/import/", imports.commit, name="commit"),
    path("<int:batch_id>/discard/", imports.discard, name="discard"),
    path("<int:batch_id>/undo/", imports.undo, name="undo"),
    path("<int:batch_id>/keep/", imports.keep, name="keep"),
]
