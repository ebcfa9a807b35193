"""What other apps can hear of."""

from typing import Final

from django.dispatch import Signal

# The demo's definition stands, with simulated people in it. definition: it; say: tells whoever
# started the demo. Apps that build on deliberation bring their part of the demo.
demo_prepared: Final = Signal()
