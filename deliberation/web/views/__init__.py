"""Views: parse, call one action or page, present."""
