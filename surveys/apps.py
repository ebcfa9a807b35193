from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = "Surveys"

    def ready(self) -> None:
        # Rules name models, which are there only now.
        from surveys.privacy import register_rules  # noqa: PLC0415

        register_rules()
