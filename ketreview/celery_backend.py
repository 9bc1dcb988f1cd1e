"""A django-tasks backend that hands tasks to Celery. The Job row, not Celery, holds the result."""

from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus


class CeleryBackend(BaseTaskBackend):
    """Sends the task's dotted path and arguments; `ketreview.celery.run_task` runs it in a worker."""

    supports_async_task = False
    supports_get_result = False
    supports_defer = False

    def enqueue(self, task: Task, args: tuple, kwargs: dict) -> TaskResult:
        from ketreview.celery import run_task

        self.validate_task(task)
        task_id = get_random_string(32)
        run_task.apply_async(args=[task.module_path, list(args), dict(kwargs)], task_id=task_id)
        return TaskResult(
            task=task,
            id=task_id,
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
