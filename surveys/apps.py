from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = "Surveys"

    def ready(self) -> None:
        """Say what is personal, and have the API list the refusals of surveys."""
        # Both name models, which are there only now.
        from deliberation.api.problems import tell_of_refusals  # noqa: PLC0415
        from surveys import refusals  # noqa: PLC0415
        from surveys.privacy import register_rules  # noqa: PLC0415

        register_rules()
        tell_of_refusals(refusals)
