"""What holds for personal data in surveys; deliberation's registry asks for it."""

from django.utils.translation import gettext_lazy as _

from deliberation.privacy.registry import Fate, Rule, register

BY_THE_SITE = "It says what somebody decided for a survey, not about themselves."


def register_rules() -> None:
    """Called once, when the app is ready."""
    register(
        Rule(
            "surveys.Response",
            _("Your answers to surveys"),
            Fate.CLEARED,
            whose=("participant__user",),
            exported=(
                "survey__slug",
                "version__number",
                "language",
                "answers",
                "unsent",
                "consented_at",
                "started_at",
                "saved_at",
                "sent_at",
            ),
            clears={"participant": None, "unsent": None},
        ),
        Rule(
            "surveys.Fact",
            _("What you told about yourself in surveys"),
            Fate.DELETED,
            whose=("participant__user",),
            exported=("name", "value"),
        ),
        *(
            Rule(
                f"surveys.{model}",
                _("Decisions that you made for a survey"),
                Fate.CLEARED,
                whose=(field,),
                without=BY_THE_SITE,
                clears={field: None},
            )
            for model, field in (
                ("Version", "published_by"),
                ("Idea", "made_by"),
                ("Drawn", "made_by"),
            )
        ),
    )
