"""GIFT, Moodle's plain-text question format: https://docs.moodle.org/en/GIFT_format."""
