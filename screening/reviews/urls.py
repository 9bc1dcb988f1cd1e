from django.urls import path

from screening.reviews.views import creation, lists, question, stages

app_name = "reviews"
urlpatterns = [
    path("", question.settings, name="settings"),
    path("protocol/", question.protocol, name="protocol"),
    path("criteria/", lists.criteria, name="criteria"),
    path("criteria/<int:criterion_id>/reword/", lists.reword_criterion, name="reword_criterion"),
    path("criteria/<int:criterion_id>/archive/", lists.archive_criterion, name="archive_criterion"),
    path("reasons/", lists.reasons, name="reasons"),
    path("reasons/<int:reason_id>/rename/", lists.rename_reason, name="rename_reason"),
    path("reasons/<int:reason_id>/move/", lists.move_reason, name="move_reason"),
    path("reasons/<int:reason_id>/archive/", lists.archive_reason, name="archive_reason"),
    path("reasons/<int:reason_id>/restore/", lists.restore_reason, name="restore_reason"),
    path("keywords/", lists.keywords, name="keywords"),
    path("keywords/<int:keyword_id>/remove/", lists.remove_keyword, name="remove_keyword"),
    path("stages/", stages.stages, name="stages"),
    path("stages/<int:stage_id>/", stages.change_stage, name="change_stage"),
    path("archive/", creation.archive, name="archive"),
    path("unarchive/", creation.unarchive, name="unarchive"),
]
