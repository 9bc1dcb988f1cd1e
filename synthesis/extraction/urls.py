from django.urls import path

from synthesis.extraction.views import data, filling, reconciling

app_name = "extraction"
urlpatterns = [
    path("", data.study_list, name="list"),
    path("<int:study_id>/", filling.form, name="form"),
    path("<int:study_id>/start/", filling.start, name="start"),
    path("<int:study_id>/save/", filling.save, name="save"),
    path("<int:study_id>/value/", filling.save_value, name="save_value"),
    path("<int:study_id>/complete/", filling.complete, name="complete"),
    path("<int:study_id>/reopen/", filling.reopen, name="reopen"),
    path("<int:study_id>/set-aside/", reconciling.set_aside, name="set_aside"),
    path("<int:study_id>/reconcile/", reconciling.compare, name="compare"),
    path("<int:study_id>/reconcile/agreed/", reconciling.accept_agreed, name="accept_agreed"),
    path("<int:study_id>/reconcile/settle/", reconciling.settle, name="settle"),
    path("<int:study_id>/data/", data.study_data, name="data"),
    path("values/<int:value_id>/", data.value, name="value"),
    path("values/<int:value_id>/correct/", data.correct, name="correct"),
]
