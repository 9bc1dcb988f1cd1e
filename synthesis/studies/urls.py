from django.urls import path

from synthesis.studies import views
from synthesis.studies.characteristics import views as characteristics

app_name = "studies"
urlpatterns = [
    path("", views.study_list, name="list"),
    path("new/", views.create, name="create"),
    path("outcomes/", views.outcome_list, name="outcomes"),
    path("outcomes/add/", views.add_outcome, name="add_outcome"),
    path("time-points/add/", views.add_time_point, name="add_time_point"),
    path("characteristics/", characteristics.columns, name="characteristics"),
    path("characteristics/add/", characteristics.add_column, name="add_characteristic"),
    path("characteristics/<int:column_id>/", characteristics.column, name="characteristic"),
    path("characteristics/<int:column_id>/save/", characteristics.save_column, name="save_characteristic"),
    path("characteristics/<int:column_id>/change/", characteristics.change_column, name="change_characteristic"),
    path("characteristics/<int:column_id>/archive/", characteristics.archive_column, name="archive_characteristic"),
    path("<int:study_id>/", views.study, name="study"),
    path("<int:study_id>/link/", views.link, name="link"),
    path("<int:study_id>/reports/<int:report_id>/unlink/", views.unlink, name="unlink"),
    path("<int:study_id>/arms/add/", views.add_arm, name="add_arm"),
    path("<int:study_id>/outcomes/add/", views.add_study_outcome, name="add_study_outcome"),
    path("edit/<slug:kind>/<int:row_id>/", views.edit, name="edit"),
    path("archive/<slug:kind>/<int:row_id>/", views.archive, name="archive"),
    path("restore/<slug:kind>/<int:row_id>/", views.restore, name="restore"),
]
