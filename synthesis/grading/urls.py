from django.urls import path

from synthesis.grading import views

app_name = "grading"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("of/<slug:rated>/", views.certainty, name="certainty"),
    path("of/<slug:rated>/frame/", views.set_frame, name="set_frame"),
    path("of/<slug:rated>/<slug:domain>/decide/", views.decide, name="decide"),
    path("begin/", views.begin, name="begin"),
    path("findings/new/", views.new_table, name="new_table"),
    path("findings/<int:table_id>/", views.table, name="table"),
    path("findings/<int:table_id>/change/", views.change_table, name="change_table"),
    path("findings/<int:table_id>/archive/", views.archive_table, name="archive_table"),
    path("findings/<int:table_id>/add/", views.add_row, name="add_row"),
    path("findings/<int:table_id>/table.<str:file_format>", views.table_download, name="table_file"),
    path("findings/rows/<int:finding_id>/change/", views.change_row, name="change_row"),
    path("findings/rows/<int:finding_id>/remove/", views.remove_row, name="remove_row"),
    path("findings/rows/<int:finding_id>/up/", views.move_row, name="move_row"),
]
