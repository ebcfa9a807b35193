"""Questions as fields of a form, and forms as answers: shared by pages and the builder."""

from surveys.rendering.fields import Field, Reader
from surveys.rendering.reading import read_answer

__all__ = ["Field", "Reader", "read_answer"]
