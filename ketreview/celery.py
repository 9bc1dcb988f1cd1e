"""The Celery application used where JOB_ENGINE=celery."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketreview.settings")
app = Celery("ketreview")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    # a job is claimed once, so a message delivered twice does no harm and one lost is sent again (jobs.reviving)
    task_acks_late=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    broker_connection_retry_on_startup=True,
    # a page never waits long for a Redis that does not answer
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0.1, "interval_max": 0.1},
)


@app.task(name="ketreview.run_task")
def run_task(path: str, args: list, kwargs: dict) -> None:
    """Run the task function at `path`, as the database worker would."""
    from django.utils.module_loading import import_string

    import_string(path).func(*args, **kwargs)
