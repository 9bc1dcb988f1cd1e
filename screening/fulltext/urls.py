from django.urls import path

from screening.fulltext.views import many, notes, reading, reports

app_name = "fulltext"
urlpatterns = [
    path("", reports.list_reports, name="list"),
    path("many/", many.many, name="many"),
    path("many/attach-all/", many.place_all, name="place_all"),
    path("many/take-back/", many.take_back, name="take_back"),
    path("many/<uuid:file_id>/place/", many.place, name="place"),
    path("many/<uuid:file_id>/discard/", many.discard, name="discard"),
    path("<int:report_id>/", reports.show, name="show"),
    path("<int:report_id>/attach/", reports.attach, name="attach"),
    path("<int:report_id>/retrieval/", reports.log_retrieval, name="log_retrieval"),
    path("<int:report_id>/notice/", reports.set_notice, name="set_notice"),
    path("files/<uuid:file_id>/", reports.file, name="file"),
    path("files/<uuid:file_id>/read/", reading.read, name="read"),
    path("files/<uuid:file_id>/pages/<int:number>/text/", reading.page_text, name="page_text"),
    path("files/<uuid:file_id>/note/", notes.keep_note, name="keep_note"),
    path("files/<uuid:file_id>/passages/", reading.keep_quote, name="keep_quote"),
    path("files/<uuid:file_id>/passages.txt", reading.quotes, name="quotes"),
    path("passages/<uuid:quote_id>/remove/", reading.remove_quote, name="remove_quote"),
    path("files/<uuid:file_id>/pages/<int:number>/", reports.page, name="page"),
    path("<int:report_id>/passages.json", reports.passages, name="passages"),
    path("files/<uuid:file_id>/put-back/", reports.put_back_file, name="put_back_file"),
    path("files/<uuid:file_id>/remove/", reports.remove_file, name="remove_file"),
]
