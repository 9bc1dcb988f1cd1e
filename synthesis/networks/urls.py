from django.urls import path

from synthesis.networks.views import files, pages, recipe

app_name = "networks"
urlpatterns = [
    path("", pages.list_networks, name="list"),
    path("new/", recipe.define, name="define"),
    path("<int:network_id>/", pages.show, name="show"),
    path("<int:network_id>/change/", recipe.change, name="change"),
    path("<int:network_id>/treatments/", recipe.treatments, name="treatments"),
    path("<int:network_id>/run/", recipe.run, name="run"),
    path("<int:network_id>/archive/", recipe.archive, name="archive"),
    path("runs/<uuid:run_id>/", pages.show_run, name="show_run"),
    path("runs/<uuid:run_id>/compare/", pages.compare_with, name="compare_with"),
    path("runs/<uuid:run_id>/compare/<uuid:other_id>/", pages.compare, name="compare"),
    path("runs/<uuid:run_id>/plots/<slug:plot>.<str:file_format>", files.plot_file, name="plot_file"),
    path("runs/<uuid:run_id>/package.zip", files.package, name="package"),
    path("runs/<uuid:run_id>/run.json", files.run_json, name="json"),
]
