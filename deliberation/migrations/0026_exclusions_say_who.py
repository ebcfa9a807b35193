from django.db import migrations, models

HANDLES = (("handle", "decided_by_id"), ("reversal_handle", "reversed_by_id"))


def name_who_decided(apps, schema_editor):
    """By the handle that they have now; whoever has none is an administrator."""
    roles = apps.get_model("deliberation", "Role").objects
    for exclusion in apps.get_model("deliberation", "Exclusion").objects.iterator():
        for name, decider in HANDLES:
            if name == "reversal_handle" and exclusion.reversed_at is None:
                continue
            theirs = roles.filter(
                definition_id=exclusion.definition_id, user_id=getattr(exclusion, decider)
            )
            handle = theirs.values_list("handle", flat=True).first()
            setattr(exclusion, name, handle or "administrator")
        exclusion.save(update_fields=["handle", "reversal_handle"])


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0025_sessions_of_people")]

    operations = [
        migrations.AddField(
            model_name="exclusion",
            name="handle",
            field=models.CharField(
                default="",
                editable=False,
                help_text="By which the public knows who decided.",
                max_length=60,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="exclusion",
            name="reversal_handle",
            field=models.CharField(blank=True, editable=False, max_length=60),
        ),
        migrations.RunPython(name_who_decided, migrations.RunPython.noop),
    ]
