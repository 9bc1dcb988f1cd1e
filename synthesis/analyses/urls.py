from django.urls import path

from synthesis.analyses.views import pages as views
from synthesis.analyses.views import recipe, sturdiness

app_name = "analyses"
urlpatterns = [
    path("", views.list_analyses, name="list"),
    path("new/", recipe.define, name="define"),
    path("preview/", recipe.preview, name="preview"),
    path("<int:analysis_id>/", views.show, name="show"),
    path("<int:analysis_id>/change/", recipe.change, name="change"),
    path("<int:analysis_id>/sets/add/", recipe.add_set, name="add_set"),
    path("<int:analysis_id>/sets/remove/", recipe.remove_set, name="remove_set"),
    path("<int:analysis_id>/run/", views.run, name="run"),
    path("<int:analysis_id>/archive/", views.archive, name="archive"),
    path("runs/<uuid:run_id>/", views.show_run, name="show_run"),
    path("runs/<uuid:run_id>/compare/", views.compare_with, name="compare_with"),
    path("runs/<uuid:run_id>/compare/<uuid:other_id>/", views.compare, name="compare"),
    path("runs/<uuid:run_id>/sturdiness/", sturdiness.show, name="sturdiness"),
    path("runs/<uuid:run_id>/sturdiness/<slug:plot>.<str:file_format>", sturdiness.plot_file, name="plot_file"),
    path("runs/<uuid:run_id>/package.zip", views.package, name="package"),
    path("runs/<uuid:run_id>/export/<slug:target>/", views.export, name="export"),
]
