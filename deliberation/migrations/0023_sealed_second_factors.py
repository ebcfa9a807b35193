from django.db import migrations

from deliberation.sealing import seal, unseal

SECRETS = ("secret", "seed")


def _each(apps, change):
    model = apps.get_model("mfa", "Authenticator")
    for authenticator in model.objects.iterator():
        held = [name for name in SECRETS if name in authenticator.data]
        for name in held:
            authenticator.data[name] = change(unseal(authenticator.data[name]))
        if held:
            authenticator.save(update_fields=["data"])


def encrypt(apps, schema_editor):
    _each(apps, seal)


def decrypt(apps, schema_editor):
    _each(apps, str)


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0022_assessing"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(encrypt, decrypt)]
