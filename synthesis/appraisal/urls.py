from django.urls import path

from synthesis.appraisal import views

app_name = "appraisal"
urlpatterns = [
    path("", views.tools, name="list"),
    path("tools/add/", views.add_tool, name="add_tool"),
    path("tools/<int:tool_id>/", views.tool, name="tool"),
    path("tools/<int:tool_id>/archive/", views.archive_tool, name="archive_tool"),
    path("tools/<int:tool_id>/judge/<slug:line>/", views.judge, name="judge"),
    path("tools/<int:tool_id>/settle/<slug:line>/", views.settle, name="settle"),
    path("tools/<int:tool_id>/plots/<slug:plot>.<str:file_format>", views.plot_file, name="plot_file"),
    path("tools/<int:tool_id>/robvis.csv", views.robvis, name="robvis"),
    path("tools/<int:tool_id>/judgements.csv", views.judgements_file, name="judgements_file"),
]
