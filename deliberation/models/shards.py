"""The votes of a run, cut into shards of participants."""

from django.db import models

from deliberation.models.drafts import Aggregate


class Shard(models.Model):
    """The participants whose keys begin at `first` and end where the next shard begins.

    `votes` are their standing votes at the run's watermark, packed (actions.shards); the
    last finished run keeps them for the next one to go on from. `sums` and `placed` are
    what the tasks of a sharded run hand on; they go when it ends.
    """

    aggregate = models.ForeignKey(Aggregate, models.CASCADE, related_name="shards")
    number = models.PositiveSmallIntegerField()
    first = models.PositiveBigIntegerField()
    votes = models.BinaryField(null=True)
    sums = models.BinaryField(null=True)
    placed = models.BinaryField(null=True)

    class Meta:
        ordering = ["aggregate", "number"]
        constraints = [
            models.UniqueConstraint(fields=["aggregate", "number"], name="shard_number_once"),
            models.UniqueConstraint(fields=["aggregate", "first"], name="shard_first_once"),
        ]

    def __str__(self) -> str:
        return f"Shard {self.number} of {self.aggregate}"
