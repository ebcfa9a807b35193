from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    name = "deliberation"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added  # noqa: PLC0415

        from deliberation import second_factor  # noqa: PLC0415

        authenticator_added.connect(second_factor.on_added)

        # Rules name models, which are there only now.
        from deliberation.privacy.kinds import register_rules  # noqa: PLC0415

        register_rules()
