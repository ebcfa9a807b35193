from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = "Surveys"

    def ready(self) -> None:
        """Say what is personal, list refusals with those of the API, and join the demo."""
        # Both name models, which are there only now.
        from deliberation.api.problems import tell_of_refusals  # noqa: PLC0415
        from deliberation.signals import demo_prepared  # noqa: PLC0415
        from surveys import refusals  # noqa: PLC0415
        from surveys.demo import on_demo_prepared  # noqa: PLC0415
        from surveys.privacy import register_rules  # noqa: PLC0415

        register_rules()
        tell_of_refusals(refusals)
        demo_prepared.connect(on_demo_prepared)
