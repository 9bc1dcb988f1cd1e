"""What is read of narratives."""

from synthesis.narratives.queries.documents import Unprintable, document_of, draft_document
from synthesis.narratives.queries.progress import step_count
from synthesis.narratives.queries.texts import narratives, printed
from synthesis.narratives.queries.words import said_now

__all__ = ["Unprintable", "document_of", "draft_document", "narratives", "printed", "said_now", "step_count"]
