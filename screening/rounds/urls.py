from django.urls import path

from screening.rounds.views import calibration, looking

app_name = "rounds"
urlpatterns = [
    path("<slug:stage_slug>/calibration/", calibration.calibration, name="calibration"),
    path("<slug:stage_slug>/calibration/begin/", calibration.begin, name="begin_calibration"),
    path("<slug:stage_slug>/unlock/", calibration.unlock, name="unlock"),
    path("<slug:stage_slug>/end/", calibration.end, name="end_calibration"),
    path("<slug:stage_slug>/result/", calibration.result, name="result"),
    path("<slug:stage_slug>/second-look/", looking.second_look, name="second_look"),
    path("<slug:stage_slug>/second-look/begin/", looking.begin, name="begin_second_look"),
    path("<slug:stage_slug>/second-look/end/", looking.end, name="end_second_look"),
    path("<slug:stage_slug>/records/<int:record_id>/reopen/", looking.reopen, name="reopen_record"),
    path("said/<int:entry_id>/", calibration.say, name="say"),
]
