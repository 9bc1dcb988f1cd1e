from django.urls import path

from screening.finding.views import many, records

app_name = "finding"
urlpatterns = [
    path("", records.list_records, name="list"),
    path("keep/", records.keep, name="keep"),
    path("kept/<int:search_id>/drop/", records.drop, name="drop"),
    path("many/", many.choose, name="many"),
    path("many/do/", many.do, name="do"),
    path("many/changes/", many.changes, name="changes"),
    path("many/changes/<uuid:change_id>/undo/", many.undo, name="undo"),
]
